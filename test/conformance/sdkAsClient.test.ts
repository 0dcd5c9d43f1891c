import {
  createAppSessionMessage, createCloseAppSessionMessage, createECDSAMessageSigner, createSubmitAppStateMessage,
  parseAnyRPCResponse, parseCloseAppSessionResponse, parseCreateAppSessionResponse, parseErrorResponse,
  parseSubmitAppStateResponse, RPCAppStateIntent, RPCProtocolVersion, type MessageSigner, type RPCAppDefinition, type RPCData,
} from '@erc7824/nitrolite'
import { WebSocket } from 'ws'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serveEmbeddedNode } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, BOB_KEY, expectBalancedLedger, openSocket, paidOut, seedSession, startNode } from '../helpers/flow'
import { logInBySdk, type SdkClient } from '../helpers/sdkClient'

const ALICE_SESSION_KEY = `0x${'5e'.repeat(32)}` as const
const BOB_SESSION_KEY = `0x${'5f'.repeat(32)}` as const

const rows = (...shares: readonly (readonly [participant: `0x${string}`, amount: string])[]) =>
  shares.map(([participant, amount]) => ({ participant, asset: 'usdc', amount }))

const definition = (weights: [number, number]): RPCAppDefinition => ({
  application: APPLICATION,
  protocol: RPCProtocolVersion.NitroRPC_0_4,
  participants: [ALICE, BOB],
  weights,
  quorum: 100,
  challenge: 0,
  nonce: 7,
})

/** Adds a second signature over the same request to a frame of the SDK, which signs for one participant only. */
async function coSign(frame: string, signer: MessageSigner): Promise<string> {
  const { req, sig } = JSON.parse(frame) as { req: RPCData, sig: string[] }
  return JSON.stringify({ req, sig: [...sig, await signer(req)] })
}

/** Opens a session, redistributes and adds funds, and closes it. */
async function openMoveAndClose(sdk: SdkClient): Promise<`0x${string}`> {
  const created = parseCreateAppSessionResponse(await sdk.ask(await createAppSessionMessage(sdk.signer, {
    definition: definition([100, 0]), allocations: rows([ALICE, '10'], [BOB, '0']), session_data: '{"round":0}',
  })))
  const id = created.params.appSessionId
  expect(created.params).toMatchObject({ version: 1, status: 'open' })
  const operated = parseSubmitAppStateResponse(await sdk.ask(
    await createSubmitAppStateMessage<RPCProtocolVersion.NitroRPC_0_4>(sdk.signer, {
      app_session_id: id, intent: RPCAppStateIntent.Operate, version: 2,
      allocations: rows([ALICE, '7.5'], [BOB, '2.5']), session_data: '{"round":1}',
    })))
  expect(operated.params).toMatchObject({ appSessionId: id, version: 2 })
  const deposited = parseSubmitAppStateResponse(await sdk.ask(
    await createSubmitAppStateMessage<RPCProtocolVersion.NitroRPC_0_4>(sdk.signer, {
      app_session_id: id, intent: RPCAppStateIntent.Deposit, version: 3, allocations: rows([ALICE, '8'], [BOB, '2.5']),
    })))
  expect(deposited.params).toMatchObject({ appSessionId: id, version: 3 })
  const closed = parseCloseAppSessionResponse(await sdk.ask(await createCloseAppSessionMessage(sdk.signer, {
    app_session_id: id, allocations: rows([ALICE, '6'], [BOB, '4.5']), session_data: '{"round":2}',
  })))
  expect(closed.params).toMatchObject({ appSessionId: id, status: 'closed' })
  return id
}

describe('the SDK as client of the embedded node', () => {
  it('the SDK logs in, opens, operates, deposits and closes over the in-page WebSocket, and the node pays', async () => {
    const node = startNode()
    node.fund(ALICE, 'usdc', '100')
    const sdk = await logInBySdk(openSocket(node), {
      walletKey: ALICE_KEY, sessionKey: ALICE_SESSION_KEY, allowances: [{ asset: 'usdc', amount: '50' }],
    })
    const id = await openMoveAndClose(sdk)
    expect(paidOut(node, id)).toEqual([[ALICE, 'usdc', '6'], [BOB, 'usdc', '4.5']])
    expect(node.balances(ALICE)).toEqual([{ asset: 'usdc', amount: '95.5' }])
    expect(node.balances(BOB)).toEqual([{ asset: 'usdc', amount: '4.5' }])
    expect(node.session(id)).toMatchObject({ status: 'closed', sessionData: '{"round":2}', allocations: [] })
    expectBalancedLedger(node)
  })

  it('the SDK logs in, opens, operates, deposits and closes over a real socket, and the node pays', async () => {
    const node = startNode()
    node.fund(ALICE, 'usdc', '100')
    const server = await serveEmbeddedNode(node)
    onTestFinished(() => server.close())
    const socket = new WebSocket(server.url)
    onTestFinished(() => { socket.close() })
    const sdk = await logInBySdk(socket, {
      walletKey: ALICE_KEY, sessionKey: ALICE_SESSION_KEY, allowances: [{ asset: 'usdc', amount: '50' }],
    })
    const id = await openMoveAndClose(sdk)
    expect(paidOut(node, id)).toEqual([[ALICE, 'usdc', '6'], [BOB, 'usdc', '4.5']])
    expect(node.balances(ALICE)).toEqual([{ asset: 'usdc', amount: '95.5' }])
  })

  it('the SDK closes a session with the signatures of two participants over the same request', async () => {
    const node = startNode()
    const id = seedSession(node, { weights: [50, 50] })
    const alice = await logInBySdk(openSocket(node), { walletKey: ALICE_KEY, sessionKey: ALICE_SESSION_KEY })
    await logInBySdk(openSocket(node), { walletKey: BOB_KEY, sessionKey: BOB_SESSION_KEY })
    const frame = await createCloseAppSessionMessage(alice.signer, {
      app_session_id: id, allocations: rows([ALICE, '0.4'], [BOB, '0.6']),
    })
    expect(parseErrorResponse(await alice.ask(frame)).params.error).toBe('incorrect submit_state request: quorum not reached: 50 / 100')
    const answer = await alice.ask(await coSign(frame, createECDSAMessageSigner(BOB_SESSION_KEY)))
    expect(parseCloseAppSessionResponse(answer).params.status).toBe('closed')
    expect(paidOut(node, id)).toEqual([[ALICE, 'usdc', '0.4'], [BOB, 'usdc', '0.6']])
  })

  it('the SDK reads the pushes of the node in the order in which they arrive', async () => {
    const node = startNode()
    node.fund(ALICE, 'usdc', '100')
    const sdk = await logInBySdk(openSocket(node), {
      walletKey: ALICE_KEY, sessionKey: ALICE_SESSION_KEY, allowances: [{ asset: 'usdc', amount: '50' }],
    })
    await openMoveAndClose(sdk)
    const frames = sdk.received.map(raw => parseAnyRPCResponse(raw))
    expect(frames.filter(({ requestId }) => requestId === 0).map(({ method }) => String(method)))
      .toEqual(expect.arrayContaining(['assets', 'channels', 'bu', 'asu']))
    expect(frames[0]?.method).toBe('assets')
    expect(frames.at(-1)?.method).toBe('close_app_session')
  })
})
