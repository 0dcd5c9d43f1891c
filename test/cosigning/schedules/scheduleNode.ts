import type { Hex } from '../../../src/core'
import { nodeTagOf } from '../../../src/core/cosigning/meaning'
import { roomNameOf } from '../../../src/core/cosigning/roomName'
import { createEmbeddedClearnode, seededRandom, type EmbeddedClearnode, type EmbeddedWebSocketConstructor, type VirtualTime } from '../../../src/testing'
import { digestOf, recoverAddress } from '../../../src/testing/formats/signatures'
import { APPLICATION, recordSocket, URL_OF_NODE, type RecordedSocket } from '../../helpers/flow'
import { PARTICIPANTS, participantAt } from './participants'
import type { Schedule } from './schedule'

/** The node of a schedule with its session, and what was sent to it. */
export interface ScheduleNode {
  readonly node: EmbeddedClearnode
  readonly url: string
  readonly socket: RecordedSocket
  readonly WebSocket: EmbeddedWebSocketConstructor
  readonly sessionId: Hex
  /** Name of the room in which the participants meet. */
  readonly room: string
  /** The signatures that were sent with each request to close, by its id. */
  sentSignatures(): ReadonlyMap<string, ReadonlySet<Hex>>
  /** Indexes of the participants who have signed a request to close, with their wallet or a session key. */
  signersOf(requestId: string): ReadonlySet<number>
}

export function createScheduleNode({ seed, weights, quorum, faults }: Schedule, time: VirtualTime): ScheduleNode {
  const node = createEmbeddedClearnode({
    clock: time.now, timers: time, random: seededRandom(seed), faults: { faults }, latency: point => point === 'checked' ? 20 : undefined,
  })
  const socket = recordSocket(node)
  const sessionId = node.createSession({
    participants: weights.map((_, index) => participantAt(index).address), weights, quorum, application: APPLICATION,
    allocations: [{ participant: participantAt(0).address, asset: 'usdc', amount: '1' }],
  }).id
  const closesSent = () => socket.sent.filter(({ method }) => method === 'close_app_session')

  /** The wallet of each session key that somebody has logged in with. */
  function walletOf(signer: string): string {
    const login = socket.sent.find(({ method, params }) => method === 'auth_request' && String(params['session_key']).toLowerCase() === signer.toLowerCase())
    return login ? String(login.params['address']) : signer
  }

  return {
    node, url: URL_OF_NODE, socket, WebSocket: socket.WebSocket, sessionId,
    room: roomNameOf({ sessionId, nodeTag: nodeTagOf(node.brokerAddress) }),
    sentSignatures() {
      const sent = new Map<string, Set<Hex>>()
      for (const { id, signatures } of closesSent()) sent.set(String(id), new Set([...sent.get(String(id)) ?? [], ...signatures]))
      return sent
    },
    signersOf(requestId) {
      const signers = closesSent().filter(({ id }) => String(id) === requestId)
        .flatMap(({ text, signatures }) => signatures.map(signature => recoverAddress(digestOf(text), signature) ?? ''))
      return new Set(signers.map(signer => PARTICIPANTS.findIndex(({ address }) => address.toLowerCase() === walletOf(signer).toLowerCase())))
    },
  }
}
