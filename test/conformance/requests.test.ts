import {
  createAuthRequestMessage, createAuthVerifyMessageFromChallenge, createAuthVerifyMessageWithJWT,
  createCloseAppSessionMessage, createECDSAMessageSigner, createEIP712AuthMessageSigner, createGetAppDefinitionMessageV2,
  createGetAppSessionsMessageV2, createGetAssetsMessageV2, createGetConfigMessageV2, createGetLedgerBalancesMessage,
  createGetLedgerEntriesMessageV2, createGetLedgerTransactionsMessageV2, createPingMessageV2, RPCChannelStatus,
} from '@erc7824/nitrolite'
import { createWalletClient, custom, type Address } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Hex, NitroliteClient } from '../../src/core'
import type { EmbeddedClearnode } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, openSocket, readSent, recordSocket, seedSession, split, startClient, startNode, type SentFrame } from '../helpers/flow'
import { logInBySdk } from '../helpers/sdkClient'

const SESSION_KEY: Hex = `0x${'5e'.repeat(32)}`

const firstOf = (sent: readonly SentFrame[], method: string): SentFrame => {
  const found = sent.filter(frame => frame.method === method)
  if (!found[0]) throw new Error(`The client sent no ${method}.`)
  return found[0]
}

/** In place of a wallet, ClearNode takes the zero address for all participants. */
const ALL_PARTICIPANTS = `0x${'0'.repeat(40)}`

describe('logging in', () => {
  let node: EmbeddedClearnode
  let sent: SentFrame[]
  let client: NitroliteClient

  beforeEach(async () => {
    node = startNode()
    const recorded = recordSocket(node)
    sent = recorded.sent
    client = startClient(node, { WebSocket: recorded.WebSocket })
    await client.connect()
  })

  it('the ping frame of the client equals that of the SDK', () => {
    const { raw, id, ts } = firstOf(sent, 'ping')
    expect(raw).toBe(createPingMessageV2(id, ts))
  })

  it('the auth_request of the client is the frame of the SDK for parameters in the same order', async () => {
    const { raw, id, ts, params } = firstOf(sent, 'auth_request')
    const { address, session_key, application, expires_at, scope } = params as Record<string, string> & { expires_at: number }
    expect({ address, application }).toEqual({ address: ALICE, application: APPLICATION })
    const message = await createAuthRequestMessage({
      address: address as Address,
      session_key: session_key as Address,
      application: application ?? '',
      allowances: [],
      scope: scope ?? '',
      expires_at: BigInt(expires_at),
    }, id, ts)
    expect(raw).toBe(message)
  })

  it('the auth_verify by signature of the client is the frame of the SDK, including the EIP-712 signature', async () => {
    const { raw, id, ts, params } = firstOf(sent, 'auth_verify')
    const { session_key, expires_at, scope } = firstOf(sent, 'auth_request').params as Record<string, string>
    const wallet = createWalletClient({ account: privateKeyToAccount(ALICE_KEY), transport: custom({ request: async () => null }) })
    const signer = createEIP712AuthMessageSigner(wallet, {
      scope: scope ?? '', session_key: session_key as Address, expires_at: BigInt(expires_at ?? 0), allowances: [],
    }, { name: APPLICATION })
    expect(raw).toBe(await createAuthVerifyMessageFromChallenge(signer, String(params['challenge']), id, ts))
  })

  it('the auth_verify by token of the client is the frame of the SDK', async () => {
    const before = sent.length
    node.restart()
    await vi.waitFor(() => expect(sent.slice(before).map(({ method }) => method)).toContain('auth_verify'))
    const { raw, id, ts, params } = firstOf(sent.slice(before), 'auth_verify')
    expect(Object.keys(params)).toEqual(['jwt'])
    expect(raw).toBe(await createAuthVerifyMessageWithJWT(String(params['jwt']), id, ts))
  })
})

describe('reading and closing', () => {
  const signer = createECDSAMessageSigner(SESSION_KEY)
  const allocations = [
    ...split([ALICE, '0.7'], [BOB, '0.3']),
    { participant: ALICE, asset: 'weth', amount: '0.000000000000000001' }, { participant: BOB, asset: 'weth', amount: '0' },
  ]
  let node: EmbeddedClearnode
  let sent: SentFrame[]
  let client: NitroliteClient
  let sessionId: Hex

  beforeEach(async () => {
    node = startNode()
    const { token } = await logInBySdk(openSocket(node), { walletKey: ALICE_KEY, sessionKey: SESSION_KEY })
    const recorded = recordSocket(node)
    sent = recorded.sent
    client = startClient(node, {
      WebSocket: recorded.WebSocket, signer: { address: ALICE, sessionKey: SESSION_KEY, jwt: token },
    })
    sessionId = seedSession(node, {
      allocations: [
        { participant: ALICE, asset: 'usdc', amount: '1' }, { participant: BOB, asset: 'weth', amount: '0.000000000000000001' },
      ],
    })
    await client.connect()
  })

  it('the get_ledger_balances of the client is the frame of the SDK, including the signature', async () => {
    await vi.waitFor(() => firstOf(sent, 'get_ledger_balances'))
    const { raw, id, ts } = firstOf(sent, 'get_ledger_balances')
    expect(raw).toBe(await createGetLedgerBalancesMessage(signer, undefined, id, ts))
  })

  it('the get_config and get_assets frames of the client equal those of the SDK', async () => {
    await client.nodeInfo()
    const config = firstOf(sent, 'get_config')
    expect(config.raw).toBe(createGetConfigMessageV2(config.id, config.ts))
    const assets = firstOf(sent, 'get_assets')
    expect(assets.raw).toBe(createGetAssetsMessageV2(undefined, assets.id, assets.ts))
  })

  it('the get_app_definition frame of the client equals that of the SDK', async () => {
    await client.sessions.get(sessionId)
    const { raw, id, ts } = firstOf(sent, 'get_app_definition')
    expect(raw).toBe(createGetAppDefinitionMessageV2(sessionId, id, ts))
  })

  it('the get_app_sessions of the client has the params of the SDK, followed by paging, which the SDK does not have', async () => {
    await client.sessions.list({ status: 'open' })
    const { id, ts, params, text } = firstOf(sent, 'get_app_sessions')
    const message = readSent(createGetAppSessionsMessageV2(ALICE, RPCChannelStatus.Open, id, ts))
    const { limit, offset, sort, ...rest } = params
    expect({ limit, offset, sort }).toEqual({ limit: 100, offset: 0, sort: 'desc' })
    expect(JSON.stringify([id, 'get_app_sessions', rest, ts])).toBe(message.text)
    expect(text.startsWith(message.text.slice(0, message.text.indexOf('}')))).toBe(true)
  })

  it('the get_ledger_entries of the client has the params of the SDK, followed by wallet and paging, which the SDK does not have', async () => {
    await client.sessions.get(sessionId)
    const requests = sent.filter(({ method }) => method === 'get_ledger_entries')
    // The newest entry, as a mark for later changes, and all of them.
    expect(requests.map(({ params }) => params.limit)).toEqual(expect.arrayContaining([1, 100]))
    for (const { id, ts, params, text } of requests) {
      const message = readSent(createGetLedgerEntriesMessageV2(sessionId, undefined, id, ts))
      const { wallet, limit, offset, ...rest } = params
      expect([wallet, offset, limit === 1 || limit === 100]).toEqual([ALL_PARTICIPANTS, 0, true])
      expect(JSON.stringify([id, 'get_ledger_entries', rest, ts])).toBe(message.text)
      expect(text.startsWith(message.text.slice(0, message.text.indexOf('}')))).toBe(true)
    }
  })

  it('the get_ledger_transactions frame of the client equals that of the SDK', async () => {
    await client.close({ sessionId, allocations })
    const { raw, id, ts, params } = firstOf(sent, 'get_ledger_transactions')
    expect(params['tx_type']).toBeUndefined()
    expect(raw).toBe(createGetLedgerTransactionsMessageV2(
      sessionId, { limit: 100, offset: 0 }, id, ts))
  })

  it.each([
    ['without session_data', {}],
    ['with an empty session_data', { sessionData: '' }],
    ['with a session_data that needs escapes', { sessionData: '{"winner":"Zoë <\u2028&> \\"\u0001🏆"}' }],
  ])('the close_app_session of the client in several assets, %s, is the frame of the SDK, including the signature', async (_, extra: { sessionData?: string }) => {
    await client.close({ sessionId, allocations, ...extra })
    const closing = firstOf(sent, 'close_app_session')
    const message = await createCloseAppSessionMessage(signer, {
      app_session_id: sessionId,
      allocations: allocations.map(row => ({ ...row, participant: row.participant as Address })),
      ...(extra.sessionData !== undefined && { session_data: extra.sessionData }),
    }, closing.id, closing.ts)
    expect(closing.raw).toBe(message)
  })
})
