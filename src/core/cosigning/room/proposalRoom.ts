import { bytesToHex } from '@noble/curves/abstract/utils'
import { addressesOf } from '../../sessions/allocations'
import { isSameAddress } from '../../sessions/participants'
import type { Hex } from '../../types'
import type { CoSigning, CoSigningState, JoinRoomOptions, ProposalRoom } from '../api'
import { checkedProposal, type CheckedProposal } from '../checkedProposal'
import type { CosigningMessage } from '../codec/messageCodec'
import { encodeProposal, type PortableProposal } from '../codec/proposalCodec'
import { tellAll } from '../listeners'
import { nodeTagOf } from '../meaning'
import { reviewOf, type OpeningParts } from '../openProposal'
import { roomNameOf } from '../roomName'
import { RoomReview } from './roomReview'
import { APPROVE_EVERY } from './attendance'
import { RoomTraffic } from './roomTraffic'

/** Proposals of others that are kept at most. */
const MOST_PROPOSALS = 16

/** What a client needs to listen in rooms. */
export interface ProposalRoomParts extends OpeningParts {
  /** Gives up the own proposal for a session, which nobody has signed yet. @throws `PROPOSAL_CONFLICT` while it is being signed */
  giveUpOwn(sessionId: Hex): void
}

/** Listens to the proposals of other participants for one session. */
export class ListeningRoom implements ProposalRoom {
  readonly #sessionId: Hex
  readonly #options: JoinRoomOptions
  readonly #parts: ProposalRoomParts
  readonly #traffic: RoomTraffic
  readonly #listeners = new Set<(change: null) => void>()
  /** Newest first, by the bytes of the proposal. */
  #reviews: readonly (readonly [bytes: string, review: RoomReview])[] = []
  /** The bytes of proposals that are being checked, or that must not be signed. */
  readonly #seen: string[] = []
  #checking: Promise<void> = Promise.resolve()
  #hasLeft = false

  constructor(sessionId: Hex, room: string, options: JoinRoomOptions, parts: ProposalRoomParts) {
    const { context: { timers, report } } = parts
    this.#sessionId = sessionId
    this.#options = options
    this.#parts = parts
    this.#traffic = new RoomTraffic({
      transport: options.transport, timers, room, onEnd: parts.onEnd,
      onMessage: (message) => { this.#receive(message) },
      onPresence: () => { this.#approveAgain() },
      report: (thrown) => { report(thrown) },
    })
    this.#traffic.repeat(APPROVE_EVERY, () => { this.#approveAgain() })
  }

  get proposals(): readonly CoSigning[] {
    return this.#reviews.map(([, { review }]) => review)
  }

  subscribe(listener: () => void): () => void {
    const called = (): void => { listener() }
    this.#listeners.add(called)
    return () => { this.#listeners.delete(called) }
  }

  #approveAgain(): void {
    for (const [, review] of this.#reviews) review.approveAgain()
  }

  #receive(message: CosigningMessage): void {
    if (message.type === 'proposal') return this.#see(message.proposal)
    for (const [bytes, review] of this.#reviews) if (review.receive(message) === 'gone') this.#forget(bytes)
  }

  /** Checks a proposal that was not seen before. One at a time, so that nobody can make this client ask the node too often. */
  #see(portable: PortableProposal): void {
    // A proposal that travels by hand is opened by hand.
    if (portable.stamp !== null) return
    const bytes = bytesToHex(encodeProposal(portable))
    if (portable.sessionId !== this.#sessionId || this.#seen.includes(bytes) || this.#reviews.some(([known]) => known === bytes)) return
    this.#seen.unshift(bytes)
    this.#seen.splice(MOST_PROPOSALS)
    this.#checking = this.#checking.then(() => this.#check(portable, bytes))
  }

  async #check(portable: PortableProposal, bytes: string): Promise<void> {
    if (this.#hasLeft || !this.#seen.includes(bytes)) return
    try {
      const checked = await this.#checked(portable)
      const { proposal: { submitter }, facts: { wallet } } = checked
      // The wallet's own proposal, from this client or another device: it signs last by itself.
      if (!isSameAddress(submitter, wallet)) this.#add(checked, portable)
    }
    catch (thrown) {
      this.#parts.context.report(thrown)
    }
  }

  /** Takes a proposal that came in another way. @throws why this client must not sign it */
  async open(portable: PortableProposal): Promise<CoSigning> {
    return this.#add(await this.#checked(portable), portable)
  }

  #checked(portable: PortableProposal): Promise<CheckedProposal> {
    return checkedProposal(portable, this.#options, this.#parts.context)
  }

  #add(checked: CheckedProposal, portable: PortableProposal): CoSigning {
    const { context, giveUpOwn } = this.#parts
    const { wallet, session } = checked.facts
    const review = new RoomReview({
      traffic: this.#traffic,
      participants: addressesOf(session),
      wallet,
      giveUpOwn: () => { giveUpOwn(this.#sessionId) },
      reviewIn: room => reviewOf(checked, this.#parts, room),
      report: (thrown) => { context.report(thrown) },
    })
    const bytes = bytesToHex(encodeProposal(portable))
    this.#reviews = [[bytes, review] as const, ...this.#reviews.filter(([known]) => known !== bytes)].slice(0, MOST_PROPOSALS)
    this.#tell()
    return review.review
  }

  #forget(bytes: string): void {
    this.#reviews = this.#reviews.filter(([known]) => known !== bytes)
    this.#seen.splice(0, this.#seen.length, ...this.#seen.filter(known => known !== bytes))
    this.#tell()
  }

  #tell(): void {
    tellAll(this.#listeners, null, 'proposals', (error) => { this.#parts.context.report(error) })
  }

  leave(): void {
    if (this.#hasLeft) return
    this.#hasLeft = true
    for (const [, review] of this.#reviews) review.leave()
    this.#traffic.leave()
  }
}

/** States in which the submitter asks for nothing any more. */
const OVER: ReadonlySet<CoSigningState> = new Set(['landed', 'superseded', 'overpaid', 'withdrawn'])

/**
 * Opens a proposal whose submitter asks for signatures over a transport. The room is left once the proposal has ended.
 * @throws as `checkedProposal`
 */
export async function openInRoom(portable: PortableProposal, options: JoinRoomOptions, parts: ProposalRoomParts): Promise<CoSigning> {
  const room = await joinRoom(portable.sessionId, options, parts)
  try {
    const review = await room.open(portable)
    review.subscribe((state) => { if (OVER.has(state)) room.leave() })
    return review
  }
  catch (thrown) {
    room.leave()
    throw thrown
  }
}

/**
 * Enters the room of a session. Nothing is signed before a person has approved a proposal.
 * @throws `OPTIONS_INVALID`, `NOT_CONNECTED`, and the errors of any request
 */
export async function joinRoom(sessionId: Hex, options: JoinRoomOptions, parts: ProposalRoomParts): Promise<ListeningRoom> {
  const { protocol, present } = parts.context
  const { broker } = await protocol.nodeInfo(present().connection)
  return new ListeningRoom(sessionId, roomNameOf({ sessionId, nodeTag: nodeTagOf(broker) }), options, parts)
}
