import type { Address, Hex } from '../../../../src/core'
import type { StampedProposal } from '../../../../src/core/cosigning/review/checkAtSigning'
import type { EmbeddedClearnode, EmbeddedNitronode, EmbeddedWebSocketConstructor, LatencyPoint, SessionSeed, VirtualTime } from '../../../../src/testing'
import { APPLICATION } from '../../../helpers/flow'
import { participantAt } from '../participants'
import type { Schedule } from '../schedule'

let count = 0

/** Clients remember which protocol a URL speaks. Garbage can mislead them, so each run has a URL of its own. */
export const freshUrl = (): string => `ws://schedule-${++count}.test`

/** How somebody changes a session without a client of the library. */
export interface DirectSending {
  /** Whether a frame asks the node to close the session, or to change its split before that. */
  isSubmission(frame: string): boolean
  /** Sends a frame on a connection of its own, as somebody who is not a participant. */
  send(frame: string): void
  /** The milliseconds until the node takes a frame for too old; null if no time ends it. */
  timeLeft(frame: string): number | null
}

/** A request to the node that participants can sign without a client of the library. */
export interface SignableRequest {
  readonly digest: Hex
  /** The signature of a wallet, as the node takes it. */
  sign(privateKey: Hex): Hex
  /** The frame of the request with signatures. */
  frame(signatures: readonly Hex[]): string
}

/** A request to close the session, as its signers have signed it. */
export interface SentClose {
  readonly digest: Hex
  /** Indexes of the participants who have signed it, with their wallet or a session key; -1 for anybody else. */
  readonly signers: ReadonlySet<number>
}

/** The node of a schedule with its session, and what was sent to it. */
export interface ScheduleNode {
  readonly node: EmbeddedClearnode | EmbeddedNitronode
  readonly url: string
  readonly WebSocket: EmbeddedWebSocketConstructor
  readonly sessionId: Hex
  /** What proposals call the node. */
  readonly nodeTag: Hex
  readonly direct: DirectSending
  /** In the order and the spelling of the node. */
  readonly participants: readonly Address[]
  /** What a proposal asks to sign: one request, or those of two steps. */
  requestsOf(proposal: StampedProposal): readonly SignableRequest[]
  /** Everything that was signed and sent, with the index of the participant who has signed it; -1 for anybody else. */
  signatures(): readonly { readonly signature: Hex, readonly signer: number }[]
  /** The signatures that were sent with each request, by its id. */
  sentSignatures(): ReadonlyMap<string, ReadonlySet<Hex>>
  /** @throws RangeError if no request has this id */
  sentClose(requestId: string): SentClose
}

/** Called with the signatures of each request to close a session or to change its split, before the node has it. */
export type OnSubmission = (signatures: readonly Hex[]) => void

/** What the nodes of both kinds are made with. A request that has passed every check waits for a moment. */
export const optionsFor = ({ faults }: Schedule, time: VirtualTime) =>
  ({ clock: time.now, timers: time, faults: { faults }, latency: (point: LatencyPoint) => point === 'checked' ? 20 : undefined })

/**
 * Ends the faults of a node, but not its setting. A node that suddenly accepts older requests would accept signatures again that
 * have lapsed.
 */
export function calmNode({ faults }: ScheduleNode['node'], { faults: scheduled }: Schedule): void {
  faults.clear()
  for (const fault of scheduled) if (fault.kind === 'expiry') faults.add(fault)
}

export const sessionFor = ({ weights, quorum }: Schedule): SessionSeed => ({
  participants: weights.map((_, index) => participantAt(index).address), weights, quorum, application: APPLICATION,
  allocations: [{ participant: participantAt(0).address, asset: 'usdc', amount: '1' }],
})

export function signaturesById(sent: readonly { readonly id: string | number, readonly signatures: readonly Hex[] }[]): Map<string, Set<Hex>> {
  const byId = new Map<string, Set<Hex>>()
  for (const { id, signatures } of sent) byId.set(String(id), new Set([...byId.get(String(id)) ?? [], ...signatures]))
  return byId
}

/** What was sent under an id. A request that is sent again has the same signers or more. */
export function closeOf(requestId: string, sent: readonly SentClose[]): SentClose {
  const last = sent.at(-1)
  if (!last) throw new RangeError(`No request has the id ${requestId}.`)
  return { digest: last.digest, signers: new Set(sent.flatMap(({ signers }) => [...signers])) }
}
