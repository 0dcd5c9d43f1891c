import {
  createAuthRequestMessage, createAuthVerifyMessageWithJWT, createCloseAppSessionMessage, createGetAppDefinitionMessageV2,
  createGetAppSessionsMessageV2, createGetAssetsMessageV2, createGetChannelsMessageV2, createGetConfigMessageV2,
  createGetLedgerBalancesMessage, createGetLedgerEntriesMessageV2, createGetLedgerTransactionsMessageV2,
  createGetRPCHistoryMessage, createGetSessionKeysMessage, createGetUserTagMessage, createPingMessageV2,
  createRevokeSessionKeyMessage, parseAnyRPCResponse, parseErrorResponse, type RPCResponse,
} from '@erc7824/nitrolite'
import { keccak256, recoverAddress, toHex } from 'viem'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Hex } from '../../src/core'
import type { EmbeddedClearnode } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, openSocket, seedSession, startNode } from '../helpers/flow'
import { logInBySdk, type SdkClient } from '../helpers/sdkClient'

const SESSION_KEY = `0x${'5e'.repeat(32)}` as const

let node: EmbeddedClearnode
let sdk: SdkClient
let sessionId: Hex

beforeEach(async () => {
  node = startNode()
  sessionId = seedSession(node, { sessionData: 'so far' })
  sdk = await logInBySdk(openSocket(node), { walletKey: ALICE_KEY, sessionKey: SESSION_KEY })
})

const close = (amount: string) => createCloseAppSessionMessage(sdk.signer, {
  app_session_id: sessionId, allocations: [{ participant: ALICE, asset: 'usdc', amount }, { participant: BOB, asset: 'usdc', amount: '0' }],
})

describe('answers', () => {
  it.each<[string, () => string | Promise<string>, object]>([
    ['pong', () => createPingMessageV2(), {}],
    ['get_config', () => createGetConfigMessageV2(), { networks: [] }],
    ['get_assets', () => createGetAssetsMessageV2(), { assets: [{ symbol: 'usdc', decimals: 6 }, { symbol: 'weth', decimals: 18 }] }],
    ['get_channels', () => createGetChannelsMessageV2(ALICE), { channels: [] }],
    ['get_app_sessions', () => createGetAppSessionsMessageV2(ALICE), {
      appSessions: [{ application: APPLICATION, status: 'open', participants: [ALICE, BOB], sessionData: 'so far' }],
    }],
    ['get_app_definition', () => createGetAppDefinitionMessageV2(sessionId), { participants: [ALICE, BOB], weights: [100, 0], quorum: 100 }],
    ['get_ledger_entries', () => createGetLedgerEntriesMessageV2(sessionId), { ledgerEntries: [{ asset: 'usdc', participant: ALICE, credit: '1', debit: '0' }] }],
    ['get_ledger_transactions', () => createGetLedgerTransactionsMessageV2(sessionId), { ledgerTransactions: [{ fromAccount: ALICE, txType: 'app_deposit', amount: '1' }] }],
    ['get_ledger_balances', () => createGetLedgerBalancesMessage(sdk.signer), { ledgerBalances: [{ asset: 'usdc', amount: '0' }] }],
    ['get_user_tag', () => createGetUserTagMessage(sdk.signer), { tag: expect.any(String) }],
    ['get_session_keys', () => createGetSessionKeysMessage(sdk.signer), { sessionKeys: [{ application: APPLICATION, scope: 'app.close', allowances: [] }] }],
    ['get_rpc_history', () => createGetRPCHistoryMessage(sdk.signer), { rpcEntries: [] }],
    ['auth_verify', () => createAuthVerifyMessageWithJWT(sdk.token), { address: ALICE, success: true }],
    ['auth_challenge', () => createAuthRequestMessage({
      address: ALICE, session_key: BOB, application: APPLICATION, allowances: [], expires_at: 2_000_000_000n, scope: '',
    }), { challengeMessage: expect.any(String) }],
    ['close_app_session', () => close('1'), { status: 'closed', version: 2 }],
  ])('the SDK reads the answer %s of the embedded node', async (method, build, params) => {
    const frame = await build()
    const parsed = parseAnyRPCResponse(await sdk.ask(frame))
    expect(parsed).toMatchObject({ method, requestId: (JSON.parse(frame) as { req: [number] }).req[0] })
    expect(parsed.params).toMatchObject(params)
  })

  it('the SDK reads the answer revoke_session_key, after which the key no longer signs', async () => {
    const listed = parseAnyRPCResponse(await sdk.ask(await createGetSessionKeysMessage(sdk.signer)))
    const { sessionKeys: [key] } = listed.params as { sessionKeys: { sessionKey: Hex }[] }
    const answer = parseAnyRPCResponse(await sdk.ask(await createRevokeSessionKeyMessage(sdk.signer, key?.sessionKey ?? '0x')))
    expect(answer.params).toEqual({ sessionKey: key?.sessionKey })
    expect(parseErrorResponse(await sdk.ask(await close('1'))).params.error).toMatch(/^signature from unknown participant wallet/)
  })

  it('the SDK reads a history entry with the answer to a close', async () => {
    const closed = await sdk.ask(await close('1'))
    const history = parseAnyRPCResponse(await sdk.ask(await createGetRPCHistoryMessage(sdk.signer)))
    const { rpcEntries: [entry] } = history.params as { rpcEntries: { method: string, response: string }[] }
    expect(entry?.method).toBe('close_app_session')
    expect(JSON.parse(entry?.response ?? '')).toEqual((JSON.parse(closed) as { res: unknown }).res)
  })
})

describe('errors', () => {
  it('the SDK reads an error with the id of its request', async () => {
    const frame = await close('2')
    const parsed: RPCResponse = parseErrorResponse(await sdk.ask(frame))
    expect(parsed.requestId).toBe((JSON.parse(frame) as { req: [number] }).req[0])
    expect(parsed.params).toEqual({ error: 'asset usdc not fully redistributed' })
  })

  it('the SDK reads the error about an unreadable request', async () => {
    sdk.socket.send('{"req":[1')
    await vi.waitFor(() => {
      expect(sdk.received.map(raw => parseAnyRPCResponse(raw).params)).toContainEqual({ error: 'invalid message format' })
    })
  })
})

it('every frame, pushes included, is signed by the node over the bytes of its array', async () => {
  await sdk.ask(await close('1'))
  expect(sdk.received.length).toBeGreaterThan(5)
  for (const raw of sdk.received) {
    const { sig } = JSON.parse(raw) as { sig: Hex[] }
    const text = raw.slice('{"res":'.length, raw.lastIndexOf(',"sig":'))
    expect(sig).toHaveLength(1)
    expect(await recoverAddress({ hash: keccak256(toHex(text)), signature: sig[0] ?? '0x' })).toBe(node.brokerAddress)
  }
})
