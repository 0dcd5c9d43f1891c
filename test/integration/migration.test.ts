/** What docs/guide/migration.md says about code that closes sessions with the SDK, tried on the embedded ClearNode. */
import {
  createCloseAppSessionMessage, createECDSAMessageSigner, createGetLedgerBalancesMessage, parseAnyRPCResponse,
  parseCloseAppSessionResponse, parseErrorResponse, parseGetLedgerBalancesResponse, RPCMethod,
  type CloseAppSessionRequestParams, type MessageSigner, type RPCAppSessionAllocation,
} from '@erc7824/nitrolite'
import { id } from 'ethers/hash'
import { getBytes } from 'ethers/utils'
import { Wallet } from 'ethers/wallet'
import { describe, expect, it } from 'vitest'
import type { Hex } from '../../src/core'
import type { EmbeddedClearnode, EmbeddedWebSocketConstructor } from '../../src/testing'
import {
  ALICE, ALICE_KEY, BOB, expectBalancedLedger, gateCloses, openSocket, paidOut, seedSession, split, startClient, startNode,
} from '../helpers/flow'
import { logInBySdk } from '../helpers/sdkClient'

const SESSION_KEY: Hex = `0x${'5e'.repeat(32)}`
const LOGIN = { walletKey: ALICE_KEY, sessionKey: SESSION_KEY }
const bySessionKey = createECDSAMessageSigner(SESSION_KEY)
/** As the documentation page signs: a message of the wallet, with the prefix of EIP-191. */
const byWalletMessage: MessageSigner = async payload =>
  await new Wallet(ALICE_KEY).signMessage(getBytes(id(JSON.stringify(payload)))) as Hex

const closeOf = (sessionId: Hex, ...shares: [participant: string, amount: string][]): CloseAppSessionRequestParams =>
  ({ app_session_id: sessionId, allocations: split(...shares) as RPCAppSessionAllocation[] })

describe('what a ClearNode answers to the close of the documentation page', () => {
  it.each<[string, MessageSigner, (sessionId: Hex) => CloseAppSessionRequestParams, RegExp]>([
    ['is signed as a message of the wallet', byWalletMessage, sessionId => closeOf(sessionId, [ALICE, '0.8'], [BOB, '0.2']), /^signature from unknown participant wallet 0x/],
    ['is wrapped in an array', bySessionKey, sessionId => [closeOf(sessionId, [ALICE, '0.8'], [BOB, '0.2'])] as never, /^failed to parse parameters$/],
    ['has amounts in base units', bySessionKey, sessionId => closeOf(sessionId, [ALICE, '800000'], [BOB, '200000']), /^asset usdc not fully redistributed$/],
    ['has an address in lower case', bySessionKey, sessionId => closeOf(sessionId, [ALICE.toLowerCase(), '0.8'], [BOB, '0.2']), /^allocation to non-participant 0x/],
  ])('a close that %s is refused by an answer with the method `error`, and nothing is paid', async (_, signer, request, text) => {
    const node = startNode()
    const sessionId = seedSession(node)
    const sdk = await logInBySdk(openSocket(node), LOGIN)
    const answer = await sdk.ask(await createCloseAppSessionMessage(signer, request(sessionId)))
    expect(parseAnyRPCResponse(answer).method).toBe(RPCMethod.Error)
    expect(parseErrorResponse(answer).params.error).toMatch(text)
    expect(paidOut(node, sessionId)).toEqual([])
  })
})

describe('what a ClearNode does when a close is sent again', () => {
  it('a close that is sent again on a new socket, while the first one is in process, is paid twice', async () => {
    const gate = gateCloses('checked')
    const node = startNode({ latency: gate.latency })
    const sessionId = seedSession(node)
    const [first, second] = [await logInBySdk(openSocket(node), LOGIN), await logInBySdk(openSocket(node), LOGIN)]
    const answers = [first, second].map(async ({ ask }) =>
      parseCloseAppSessionResponse(await ask(await createCloseAppSessionMessage(bySessionKey, closeOf(sessionId, [ALICE, '0'], [BOB, '1'])))))
    await expect.poll(() => gate.held).toBe(2)
    gate.open()
    expect((await Promise.all(answers)).map(({ params }) => params.status)).toEqual(['closed', 'closed'])
    expect(paidOut(node, sessionId).filter(([, , amount]) => amount === '1')).toEqual([[BOB, 'usdc', '1'], [BOB, 'usdc', '1']])
  })
})

/** A WebSocket class of a node that counts its sockets. */
function countSockets(node: EmbeddedClearnode) {
  let count = 0
  class CountingSocket extends node.WebSocket {
    constructor(url: string) {
      super(url)
      count += 1
    }
  }
  return { WebSocket: CountingSocket as EmbeddedWebSocketConstructor, get count() { return count } }
}

describe('an app that keeps its connection of the SDK', () => {
  it('an app closes a session through the socket and login of the SDK, with exactly one socket, and can still use that socket', async () => {
    const node = startNode()
    const sockets = countSockets(node)
    const sessionId = seedSession(node)
    // A shared socket is assumed to speak the protocol that was last spoken at its URL, so no other test uses this one.
    const url = 'ws://shared-with-the-sdk.test'
    const socket = new sockets.WebSocket(url)
    const sdk = await logInBySdk(socket, LOGIN)

    const client = startClient(node, { url, WebSocket: sockets.WebSocket, socket, signer: { address: ALICE, sessionKey: SESSION_KEY } })
    await client.connect()
    const receipt = await client.close({ sessionId, allocations: split([ALICE, '0.75'], [BOB, '0.25']) })
    expect(receipt).toMatchObject({ result: 'closed', differences: [] })
    expect(paidOut(node, sessionId)).toEqual([[ALICE, 'usdc', '0.75'], [BOB, 'usdc', '0.25']])
    client.dispose()

    const balances = parseGetLedgerBalancesResponse(await sdk.ask(await createGetLedgerBalancesMessage(sdk.signer)))
    expect(balances.params.ledgerBalances).toEqual(node.balances(ALICE))
    expect(socket.readyState).toBe(socket.OPEN)
    expect(sockets.count).toBe(1)
    expectBalancedLedger(node)
  })
})
