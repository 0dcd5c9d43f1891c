import { Wallet } from 'ethers/wallet'
import { expect, it, vi } from 'vitest'
import {
  createRevokeSessionKeyMessage, createSubmitAppStateMessage, RPCAppStateIntent, type RPCProtocolVersion,
} from '@erc7824/nitrolite'
import type { KeptLogin, LoginStore } from '../../src/core'
import { createForgetfulLoginStore } from '../../src/core/wallet/loginStore'
import type { EmbeddedClearnode } from '../../src/testing'
import {
  ALICE, ALICE_KEY, BOB, BOB_KEY, openSocket, paidOut, recordSocket, seedSession, split, startClient, startNode,
} from '../helpers/flow'
import { logInBySdk } from '../helpers/sdkClient'
import { PAID, REQUESTED, startTogether } from '../helpers/togetherRig'
import { propose, resultOf } from '../helpers/togetherSteps'

const SESSION_KEY = `0x${'5e'.repeat(32)}` as const

/** An ethers wallet that counts how often it is asked. */
function countingWallet() {
  const wallet = new Wallet(ALICE_KEY)
  return { wallet, asked: vi.spyOn(wallet, 'signTypedData') }
}

async function start(node: EmbeddedClearnode = startNode()) {
  const { wallet, asked } = countingWallet()
  const { WebSocket, sent, cut } = recordSocket(node)
  const client = startClient(node, { WebSocket, signer: wallet })
  await client.connect()
  return { node, client, asked, sent, cut }
}

it('a client logs in by token after the node restarts, without asking the wallet again, and closes a session', async () => {
  const { node, client, asked, sent } = await start()
  const id = seedSession(node)
  const statuses: string[] = []
  client.on('status', status => statuses.push(status))
  node.restart()
  await vi.waitFor(() => { expect(statuses).toContain('reconnecting') })
  await vi.waitFor(() => { expect(client.status).toBe('ready') })
  expect(asked).toHaveBeenCalledTimes(1)
  expect(sent.filter(({ method }) => method === 'auth_verify').map(({ params }) => Object.keys(params))).toEqual([['challenge'], ['jwt']])
  await client.close({ sessionId: id, allocations: split([ALICE, '0.5'], [BOB, '0.5']) })
  expect(paidOut(node, id)).toEqual([[ALICE, 'usdc', '0.5'], [BOB, 'usdc', '0.5']])
})

it('a client asks the wallet again when the node no longer accepts the token', async () => {
  const now = { value: Date.now() }
  const { node, client, asked, cut } = await start(startNode({ clock: () => now.value }))
  now.value += 25 * 3_600_000
  cut()
  await vi.waitFor(() => { expect(asked).toHaveBeenCalledTimes(2) })
  await vi.waitFor(() => { expect(client.status).toBe('ready') })
  const id = seedSession(node)
  await client.close({ sessionId: id, allocations: split([ALICE, '0'], [BOB, '1']) })
  expect(paidOut(node, id)).toEqual([[ALICE, 'usdc', '0'], [BOB, 'usdc', '1']])
})

it('a client closes a session although the clock of the node is 30 hours behind or ahead', async () => {
  for (const hours of [-30, 30]) {
    const node = startNode({ clock: () => Date.now() + hours * 3_600_000 })
    const client = startClient(node)
    await client.connect()
    const id = seedSession(node)
    await client.close({ sessionId: id, allocations: split([ALICE, '0'], [BOB, '1']) })
    expect(paidOut(node, id)).toEqual([[ALICE, 'usdc', '0'], [BOB, 'usdc', '1']])
  }
})

it('a client asks the wallet once more and finishes the closing when another device has replaced the session key', async () => {
  const { node, client, asked } = await start()
  const id = seedSession(node)
  const other = startClient(node)
  await other.connect()
  const closing = client.close({ sessionId: id, allocations: split([ALICE, '0.5'], [BOB, '0.5']) })
  expect(await closing).toMatchObject({ result: 'closed', unproven: [] })
  expect(asked).toHaveBeenCalledTimes(2)
  expect(client.status).toBe('ready')
  expect(paidOut(node, id)).toEqual([[ALICE, 'usdc', '0.5'], [BOB, 'usdc', '0.5']])
})

it('a closing fails and leaves the session open when the session key of the app was revoked, also if it is repeated', async () => {
  const node = startNode()
  const id = seedSession(node)
  const sdk = await logInBySdk(openSocket(node), { walletKey: ALICE_KEY, sessionKey: SESSION_KEY })
  const client = startClient(node, { signer: { address: ALICE, sessionKey: SESSION_KEY, jwt: sdk.token } })
  await client.connect()
  const { address } = new Wallet(SESSION_KEY)
  await sdk.ask(await createRevokeSessionKeyMessage(sdk.signer, address as `0x${string}`))
  for (let times = 0; times < 2; times++) {
    const closing = client.close({ sessionId: id, allocations: split([ALICE, '1'], [BOB, '0']) })
    await expect(closing).rejects.toMatchObject({ code: 'SESSION_KEY_REPLACED' })
    expect([closing.state, node.session(id)?.status]).toEqual(['failed', 'open'])
  }
})

it('a closing logs in again by itself after another one has ended because its session key was replaced', async () => {
  const rig = startTogether({ weights: [80, 10, 10] })
  const [device, submitter] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const review = await rig.settled(device.client.coSign((await propose(rig, submitter)).text))
  // The second device of Alice replaces the session key of the first.
  await rig.join(ALICE_KEY)
  review.approve()
  expect(await resultOf(rig, review.sign())).toBe('SESSION_KEY_REPLACED')
  const receipt = await rig.settled(device.client.close({ sessionId: rig.sessionId, allocations: REQUESTED }))
  expect(receipt.result).toBe('closed')
  expect(rig.paid()).toEqual(PAID)
})

it('connect() rejects when the wallet declines, and asks the wallet again when it is called again', async () => {
  const node = startNode()
  const id = seedSession(node)
  const { wallet, asked } = countingWallet()
  asked.mockRejectedValueOnce(Object.assign(new Error('user rejected action'), { code: 'ACTION_REJECTED' }))
  const client = startClient(node, { signer: wallet, reconnect: false })
  await expect(client.connect()).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
  expect(client.account).toBeNull()
  await client.connect()
  expect(client).toMatchObject({ status: 'ready', account: ALICE })
  expect(asked).toHaveBeenCalledTimes(2)
  expect((await client.sessions.get(id)).status).toBe('open')
})

it('connect() rejects a login signature of another account before anything of it is sent to the node', async () => {
  const node = startNode()
  const { wallet, asked } = countingWallet()
  const stranger = new Wallet(BOB_KEY)
  asked.mockImplementation((...args) => stranger.signTypedData(...args))
  const { WebSocket, sent } = recordSocket(node)
  const client = startClient(node, { signer: wallet, WebSocket, reconnect: false })
  await expect(client.connect()).rejects.toMatchObject({ code: 'SIGNER_MISMATCH' })
  expect(sent.map(({ method }) => method)).not.toContain('auth_verify')
})

it('a client without a signer reads sessions, but rejects closing them with NOT_CONNECTED', async () => {
  const node = startNode()
  const id = seedSession(node)
  const client = startClient(node, { signer: undefined as never })
  await client.connect()
  expect(client).toMatchObject({ status: 'open', account: null })
  expect((await client.sessions.list({ participant: ALICE })).map(row => row.id)).toEqual([id])
  expect((await client.sessions.get(id)).assets).toEqual([{ symbol: 'usdc', decimals: 6, scale: 6, total: '1' }])
  await expect(client.close({ sessionId: id, allocations: split([ALICE, '1']) })).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
})

it('a client switches to the balances of a new signer, who can close a session that the first signer could not', async () => {
  const { node, client } = await start()
  const id = seedSession(node, { weights: [0, 100] })
  await expect(client.close({ sessionId: id, allocations: split([ALICE, '1']) })).rejects.toMatchObject({ code: 'QUORUM_UNREACHABLE' })
  await client.connect(BOB_KEY)
  expect(client.account).toBe(BOB)
  await client.close({ sessionId: id, allocations: split([ALICE, '0.4'], [BOB, '0.6']) })
  expect(paidOut(node, id)).toEqual([[ALICE, 'usdc', '0.4'], [BOB, 'usdc', '0.6']])
  await vi.waitFor(() => { expect(client.balances).toEqual([{ asset: 'usdc', amount: '0.6' }]) })
})

it('a client emits a session event when another participant changes a session', async () => {
  const { node, client } = await start()
  const changed: string[] = []
  client.on('session', sessionId => changed.push(sessionId))
  const id = seedSession(node, { weights: [0, 100] })
  const bob = await logInBySdk(openSocket(node), { walletKey: BOB_KEY, sessionKey: SESSION_KEY })
  await bob.ask(await createSubmitAppStateMessage<RPCProtocolVersion.NitroRPC_0_4>(bob.signer, {
    app_session_id: id, intent: RPCAppStateIntent.Operate, version: 2,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '0.1' }, { participant: BOB, asset: 'usdc', amount: '0.9' }],
  }))
  await vi.waitFor(() => { expect(changed).toEqual([id]) })
  expect((await client.sessions.get(id)).allocations).toEqual(split([ALICE, '0.1'], [BOB, '0.9']))
})

/** A login store in memory, shared as the tabs of one browser share theirs. */
function sharedLogins(): LoginStore {
  const kept = new Map<string, KeptLogin>()
  return {
    ...createForgetfulLoginStore(),
    read: async name => kept.get(name) ?? null,
    write: async (name, login) => { kept.set(name, login) },
  }
}

const keysRegistered = (sent: readonly { method: string }[]): number => sent.filter(({ method }) => method === 'auth_request').length

it('three tabs ask the wallet once, and then close sessions at the same time with one session key', async () => {
  const node = startNode()
  const logins = sharedLogins()
  const { wallet, asked } = countingWallet()
  const { WebSocket, sent } = recordSocket(node)
  const tabs = [1, 2, 3].map(() => startClient(node, { WebSocket, signer: wallet, logins }))
  await Promise.all(tabs.map(tab => tab.connect()))
  expect(asked).toHaveBeenCalledTimes(1)
  expect(keysRegistered(sent)).toBe(1)
  const receipts = await Promise.all(tabs.map(tab =>
    tab.close({ sessionId: seedSession(node), allocations: split([ALICE, '0.5'], [BOB, '0.5']) })))
  expect(new Set(receipts.flatMap(({ request }) => request.signers)).size).toBe(1)
  expect(asked).toHaveBeenCalledTimes(1)
})

it('all tabs get one new session key after another device has replaced theirs', async () => {
  const node = startNode()
  const logins = sharedLogins()
  const { wallet, asked } = countingWallet()
  const tabs = [1, 2].map(() => startClient(node, { signer: wallet, logins }))
  await Promise.all(tabs.map(tab => tab.connect()))
  await startClient(node).connect()
  for (const tab of tabs) {
    const sessionId = seedSession(node)
    await tab.close({ sessionId, allocations: split([ALICE, '0.5'], [BOB, '0.5']) })
    expect(paidOut(node, sessionId)).toEqual([[ALICE, 'usdc', '0.5'], [BOB, 'usdc', '0.5']])
  }
  expect(asked).toHaveBeenCalledTimes(2)
})
