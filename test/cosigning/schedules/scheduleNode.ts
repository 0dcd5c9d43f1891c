import type { Hex } from '../../../src/core'
import { nodeTagOf } from '../../../src/core/cosigning/meaning'
import { roomNameOf } from '../../../src/core/cosigning/roomName'
import {
  createEmbeddedClearnode, createEmbeddedNitronode, seededRandom,
  type EmbeddedClearnode, type EmbeddedNitronode, type EmbeddedWebSocketConstructor, type LatencyPoint, type SessionSeed, type VirtualTime,
} from '../../../src/testing'
import { digestOf, recoverAddress } from '../../../src/testing/formats/signatures'
import { SUBMIT } from '../../helpers/nitronodeTogetherRig'
import { APPLICATION, recordSocket, type RecordedSocket } from '../../helpers/flow'
import { PARTICIPANTS, participantAt } from './participants'
import type { Schedule } from './schedule'

let count = 0

/** Clients remember which protocol a URL speaks. Garbage can mislead them, so each run has a URL of its own. */
const freshUrl = (): string => `ws://schedule-${++count}.test`

/** The node of a schedule with its session, and what was sent to it. */
export interface ScheduleNode {
  readonly node: EmbeddedClearnode | EmbeddedNitronode
  readonly url: string
  readonly WebSocket: EmbeddedWebSocketConstructor
  readonly sessionId: Hex
  /** Name of the room in which the participants meet. */
  readonly room: string
  /** What a participant needs who sends requests in another way than its client does. Null for a nitronode, which needs no login. */
  readonly clearnode: { readonly node: EmbeddedClearnode, readonly socket: RecordedSocket } | null
  /** The signatures that were sent with each request, by its id. */
  sentSignatures(): ReadonlyMap<string, ReadonlySet<Hex>>
  /** Indexes of the participants who have signed a request to close, with their wallet or a session key. */
  signersOf(requestId: string): ReadonlySet<number>
}

/** What the nodes of both kinds are made with. A request that has passed every check waits for a moment. */
const optionsFor = ({ faults }: Schedule, time: VirtualTime) =>
  ({ clock: time.now, timers: time, faults: { faults }, latency: (point: LatencyPoint) => point === 'checked' ? 20 : undefined })

const sessionFor = ({ weights, quorum }: Schedule): SessionSeed => ({
  participants: weights.map((_, index) => participantAt(index).address), weights, quorum, application: APPLICATION,
  allocations: [{ participant: participantAt(0).address, asset: 'usdc', amount: '1' }],
})

export const createScheduleNode = (schedule: Schedule, time: VirtualTime): ScheduleNode =>
  schedule.node === 'nitronode' ? createNitronodeSide(schedule, time) : createClearnodeSide(schedule, time)

function signaturesById(sent: readonly { readonly id: string | number, readonly signatures: readonly Hex[] }[]): Map<string, Set<Hex>> {
  const byId = new Map<string, Set<Hex>>()
  for (const { id, signatures } of sent) byId.set(String(id), new Set([...byId.get(String(id)) ?? [], ...signatures]))
  return byId
}

function createClearnodeSide(schedule: Schedule, time: VirtualTime): ScheduleNode {
  const node = createEmbeddedClearnode({ ...optionsFor(schedule, time), random: seededRandom(schedule.seed) })
  const socket = recordSocket(node)
  const sessionId = node.createSession(sessionFor(schedule)).id
  const closesSent = () => socket.sent.filter(({ method }) => method === 'close_app_session')

  /** The wallet of each session key that somebody has logged in with. */
  function walletOf(signer: string): string {
    const login = socket.sent.find(({ method, params }) => method === 'auth_request' && String(params['session_key']).toLowerCase() === signer.toLowerCase())
    return login ? String(login.params['address']) : signer
  }

  return {
    node, url: freshUrl(), WebSocket: socket.WebSocket, sessionId, clearnode: { node, socket },
    room: roomNameOf({ sessionId, nodeTag: nodeTagOf(node.brokerAddress) }),
    sentSignatures: () => signaturesById(closesSent()),
    signersOf(requestId) {
      const signers = closesSent().filter(({ id }) => String(id) === requestId)
        .flatMap(({ text, signatures }) => signatures.map(signature => recoverAddress(digestOf(text), signature) ?? ''))
      return new Set(signers.map(signer => PARTICIPANTS.findIndex(({ address }) => address.toLowerCase() === walletOf(signer).toLowerCase())))
    },
  }
}

/** A nitronode pays a session once, so that nobody needs to know who has signed what. */
function createNitronodeSide(schedule: Schedule, time: VirtualTime): ScheduleNode {
  const node = createEmbeddedNitronode(optionsFor(schedule, time))
  const sent: { readonly id: number, readonly signatures: readonly Hex[] }[] = []
  class RecordingSocket extends node.WebSocket {
    override send(text: string): void {
      if (text.includes(`"${SUBMIT}"`)) {
        const [, id, , { quorum_sigs: signatures }] = JSON.parse(text) as [number, number, string, { readonly quorum_sigs: readonly Hex[] }]
        sent.push({ id, signatures })
      }
      super.send(text)
    }
  }
  const sessionId = node.createSession(sessionFor(schedule)).id
  return {
    node, url: freshUrl(), WebSocket: RecordingSocket as EmbeddedWebSocketConstructor, sessionId, clearnode: null,
    room: roomNameOf({ sessionId, nodeTag: nodeTagOf(node.nodeAddress) }),
    sentSignatures: () => signaturesById(sent),
    signersOf: () => new Set(schedule.weights.keys()),
  }
}
