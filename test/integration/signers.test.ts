import { BrowserProvider } from 'ethers/providers'
import { Wallet } from 'ethers/wallet'
import { createWalletClient, custom } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createGetLedgerBalancesMessage, parseGetLedgerBalancesResponse } from '@erc7824/nitrolite'
import type { NitroliteClient, SignerInput } from '../../src/core'
import { recoverTypedDataSigner } from '../../src/core/wallet/typedData'
import { createEmbeddedClearnode, serveEmbeddedNode, type EmbeddedClearnode } from '../../src/testing'
import { WebSocket } from 'ws'
import {
  ALICE, ALICE_KEY, BOB, expectBalancedLedger, openSocket, paidOut, seedSession, split, startClient, startNode,
} from '../helpers/flow'
import { logInBySdk } from '../helpers/sdkClient'

const SESSION_KEY = `0x${'5e'.repeat(32)}` as const
const account = privateKeyToAccount(ALICE_KEY)

/** A browser wallet: it signs typed data and nothing else. */
const provider = {
  async request({ method, params }: { method: string, params?: unknown }): Promise<unknown> {
    switch (method) {
      case 'eth_requestAccounts':
      case 'eth_accounts': return [ALICE.toLowerCase()]
      case 'eth_chainId': return '0x1'
      case 'eth_signTypedData_v4': {
        const [, json] = params as [string, string]
        const { types: { EIP712Domain: _, ...types }, ...data } = JSON.parse(json) as Parameters<typeof account.signTypedData>[0] & { types: Record<string, unknown> }
        return account.signTypedData({ ...data, types } as Parameters<typeof account.signTypedData>[0])
      }
      default: throw Object.assign(new Error(`${method} is not supported`), { code: 4200 })
    }
  },
}

/** Lists, reads and closes one session, and checks the ledger of the node. */
async function closeOne(node: EmbeddedClearnode, client: NitroliteClient): Promise<void> {
  const id = seedSession(node, {
    allocations: [
      { participant: ALICE, asset: 'usdc', amount: '1' },
      { participant: BOB, asset: 'weth', amount: '0.000000000000000003' },
    ],
  })
  await client.connect()
  expect(client).toMatchObject({ status: 'ready', account: ALICE, protocol: 'nitrorpc/0.5' })
  expect((await client.sessions.list({ status: 'open' })).map(row => row.id)).toEqual([id])
  const session = await client.sessions.get(id)
  expect(session.allocations).toEqual([
    { participant: ALICE, asset: 'usdc', amount: '1' },
    { participant: BOB, asset: 'usdc', amount: '0' },
    { participant: ALICE, asset: 'weth', amount: '0' },
    { participant: BOB, asset: 'weth', amount: '0.000000000000000003' },
  ])
  const receipt = await client.close({
    sessionId: id,
    allocations: [
      ...split([ALICE, '0.25'], [BOB, '0.75']),
      { participant: ALICE, asset: 'weth', amount: '0.000000000000000002' },
      { participant: BOB, asset: 'weth', amount: '0.000000000000000001' },
    ],
    sessionData: 'the end',
  })
  expect(receipt).toMatchObject({ result: 'closed', differences: [], node: { broker: node.brokerAddress } })
  expect(paidOut(node, id)).toEqual([
    [ALICE, 'usdc', '0.25'], [BOB, 'usdc', '0.75'],
    [ALICE, 'weth', '0.000000000000000002'], [BOB, 'weth', '0.000000000000000001'],
  ])
  expect(node.session(id)).toMatchObject({ status: 'closed', sessionData: 'the end', allocations: [] })
  expect(node.balances(BOB)).toEqual([
    { asset: 'usdc', amount: '0.75' }, { asset: 'weth', amount: '0.000000000000000001' },
  ])
  await vi.waitFor(() => { expect(client.balances).toEqual(node.balances(ALICE)) })
  expect((await client.sessions.get(id)).status).toBe('closed')
  expect(await client.sessions.list({ status: 'open' })).toEqual([])
  expectBalancedLedger(node)
}

describe('every kind of signer', () => {
  it.each<[string, () => SignerInput]>([
    ['a private key', () => ALICE_KEY],
    ['an ethers signer', () => new Wallet(ALICE_KEY)],
    ['an ethers BrowserProvider', () => new BrowserProvider(provider, 1)],
    ['an EIP-1193 provider', () => provider],
    ['a viem wallet client over a provider', () => createWalletClient({ transport: custom(provider) })],
    ['a viem wallet client with a local account', () => createWalletClient({ account, transport: custom(provider) })],
    ['a viem account', () => account],
  ])('a client lists, reads and closes a session with %s as signer', async (_, signer) => {
    const node = startNode()
    await closeOne(node, startClient(node, { signer: signer() }))
  })

  it.each<[string, SignerInput]>([
    ['an EIP-1193 provider', { request: () => new Promise(() => {}) }],
    ['an ethers BrowserProvider', { hasSigner: async () => true, getSigner: () => new Promise(() => {}) }],
  ])('disconnect() ends the wait for a wallet behind %s that never names its account', async (_, signer) => {
    const client = startClient(startNode(), { signer })
    const connecting = client.connect()
    const failed = expect(connecting).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    await vi.waitFor(() => { expect(client.status).toBe('authenticating') })
    client.disconnect()
    await failed
    expect(client.status).toBe('closed')
  })

  it('a client lists, reads and closes a session over a real WebSocket', async () => {
    const node = createEmbeddedClearnode()
    const server = await serveEmbeddedNode(node)
    onTestFinished(async () => {
      node.dispose()
      await server.close()
    })
    await closeOne(node, startClient(node, { url: server.url, WebSocket }))
  })

  it('a receipt contains the policy that binds the session key to the wallet', async () => {
    const node = startNode()
    const id = seedSession(node)
    const client = startClient(node)
    await client.connect()
    const { policies, request, response, unproven } = await client.close({ sessionId: id, allocations: split([ALICE, '1']) })
    expect(unproven).toEqual([])
    expect(policies).toMatchObject([{ wallet: ALICE, sessionKey: request.signers[0], application: 'test-app' }])
    expect(JSON.parse(response?.text ?? '')).toMatchObject([expect.any(Number), 'close_app_session', { app_session_id: id, status: 'closed' }, expect.any(Number)])
    const [policy] = policies
    if (!policy) throw new Error('no policy')
    expect(recoverTypedDataSigner({
      domain: { name: policy.application },
      primaryType: 'Policy',
      types: {
        Policy: [
          { name: 'challenge', type: 'string' }, { name: 'scope', type: 'string' }, { name: 'wallet', type: 'address' },
          { name: 'session_key', type: 'address' }, { name: 'expires_at', type: 'uint64' }, { name: 'allowances', type: 'Allowance[]' },
        ],
        Allowance: [{ name: 'asset', type: 'string' }, { name: 'amount', type: 'string' }],
      },
      message: {
        challenge: policy.challenge, scope: policy.scope, wallet: policy.wallet, session_key: policy.sessionKey,
        expires_at: policy.expiresAt, allowances: [],
      },
    }, policy.signature)).toBe(ALICE)
  })
})

describe('the existing login of an app', () => {
  it('a client closes a session with the session key and token of an app, on a socket of its own', async () => {
    const node = startNode()
    const { token } = await logInBySdk(openSocket(node), { walletKey: ALICE_KEY, sessionKey: SESSION_KEY })
    await closeOne(node, startClient(node, { signer: { address: ALICE, sessionKey: SESSION_KEY, jwt: token } }))
  })

  it('a client closes a session on the socket of an app, which can still use that socket afterwards', async () => {
    const node = startNode()
    const socket = openSocket(node)
    const sdk = await logInBySdk(socket, { walletKey: ALICE_KEY, sessionKey: SESSION_KEY })
    // A shared socket is assumed to speak the protocol that was last spoken at its URL, so no other test uses this one.
    const url = 'ws://shared-with-an-app.test'
    const client = startClient(node, { url, socket, signer: { address: ALICE, sessionKey: SESSION_KEY } })
    await closeOne(node, client)
    const answer = parseGetLedgerBalancesResponse(await sdk.ask(await createGetLedgerBalancesMessage(sdk.signer)))
    expect(answer.params.ledgerBalances).toEqual(node.balances(ALICE))
    client.dispose()
    expect(socket.readyState).toBe(socket.OPEN)
  })
})
