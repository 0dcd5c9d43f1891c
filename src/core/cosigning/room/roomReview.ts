import type { Timers } from '../../connection/types'
import type { CosigningMessage } from '../codec/messageCodec'
import type { ReviewedProposal } from '../coSigning'
import type { Room } from '../coSigningParts'
import { isSameAddress } from '../../sessions/participants'
import type { Address, Hex, Unsubscribe } from '../../types'
import { meaningOf, proposalIdOf } from '../meaning'
import { isRequestProven } from '../signingRequest'
import type { RoomPeople } from '../transport'
import type { Decline, ProposalStamp, SealedReply } from '../types'
import type { Approval } from '../review/checkAtSigning'
import type { CoSigningState } from '../api'
import type { KeptApproval } from './keptApproval'
import { OneByOne } from './oneByOne'
import type { RoomTraffic } from './roomTraffic'

/** The same reply is not given again before this time, in milliseconds: anybody in the room can repeat the request for it. */
const GIVE_AGAIN_AFTER = 2_000
/** Requests for signatures that wait at most until they are checked. */
const MOST_REQUESTS = 16

/**
 * In these states an approval no longer counts, in any tab. A page that leaves the room, or loses its connection to the node,
 * changes nothing about what the person has approved.
 */
const FORGETTING: ReadonlySet<CoSigningState> = new Set(['declined', 'landed', 'superseded', 'overpaid', 'withdrawn', 'failed'])

/** What the review of a proposal in a room works with. */
export interface RoomReviewParts {
  readonly traffic: RoomTraffic
  readonly people: RoomPeople
  readonly timers: Timers
  readonly participants: readonly Address[]
  /** The wallet of this client. */
  readonly wallet: Address
  /** What the journal holds of the person's decision. */
  readonly kept: KeptApproval
  /** @throws `PROPOSAL_CONFLICT` while the own proposal is being signed */
  giveUpOwn(): void
  /** Whether the wallet has a proposal of its own for the session. */
  hasOwn(): boolean
  /** The submitter asks for signatures of this proposal. */
  onAsked(): void
  reviewIn(room: Room): ReviewedProposal
  /** The submitter has given the proposal up, or somebody says so, and no signature of this client for it can be used. */
  onGone(): void
  report(thrown: unknown): void
}

/** A proposal in a room: what its person decides is told to the others, and the submitter's questions are answered. */
export class RoomReview implements Room {
  readonly review: ReviewedProposal
  readonly people: RoomPeople
  readonly #parts: RoomReviewParts
  readonly #requests = new OneByOne(MOST_REQUESTS)
  /** What the submitter asked last. */
  #asked: ProposalStamp | null = null
  /** The signature that was given last. */
  #reply: SealedReply | null = null
  /** When it was given last. */
  #givenAt = -Infinity
  #isHurried = false
  /** The submitter has given the proposal up, as far as anybody has said since it was shown last. */
  #isGivenUp = false
  readonly #stopFollowing: Unsubscribe

  constructor(parts: RoomReviewParts) {
    this.#parts = parts
    this.people = parts.people
    this.review = parts.reviewIn(this)
    this.#stopFollowing = this.review.subscribe((state) => {
      if (FORGETTING.has(state)) void parts.kept.remove()
      if (this.#isGivenUp && this.review.isUnsigned) parts.onGone()
      // A round that was asked for while the signature of an earlier one could still be used.
      else if (state === 'approved') this.#sign()
    })
    void this.#takeUp()
  }

  /** An earlier page of this person may have approved the same. */
  async #takeUp(): Promise<void> {
    const approval = await this.#parts.kept.read()
    // A person who has proposed something since no longer means the approval.
    if (!approval || this.#parts.hasOwn() || this.review.state !== 'reviewed') return
    if (this.review.takeUp(approval)) this.approveAgain()
  }

  approve(approval: Approval): void {
    this.#parts.giveUpOwn()
    // The journal holds the approval before the others hear of it.
    void this.#parts.kept.write(approval).then(() => { this.approveAgain() })
  }

  /** Tells those who come later, and those who missed it. */
  approveAgain(): void {
    if (this.review.isReady) this.#say('approve', meaningOf(this.review.proposal))
  }

  decline(decline: Decline): void {
    this.#parts.traffic.send({ type: 'decline', decline })
  }

  /** The submitter shows the proposal, so it has not been given up. */
  noteShown(): void {
    this.#isGivenUp = false
  }

  receive(message: CosigningMessage): void {
    if (!('meaning' in message) || message.meaning !== meaningOf(this.review.proposal)) return
    switch (message.type) {
      case 'stamp': this.#requests.add(() => this.#answer(message)); break
      case 'done': this.#hurry(); break
      case 'unapprove': if (this.#isBySubmitter(message.participant)) this.#giveUp(); break
      // Other participants approve as well.
      case 'approve':
    }
  }

  #giveUp(): void {
    this.#isGivenUp = true
    if (this.review.isUnsigned) this.#parts.onGone()
  }

  /** Reads the session once. Everybody in the room can say that it is closed, so repeating it has no effect. */
  #hurry(): void {
    if (this.#isHurried) return
    this.#isHurried = true
    this.review.lookNow()
  }

  #isBySubmitter(participant: number): boolean {
    const address = this.#parts.participants[participant]
    return address !== undefined && isSameAddress(address, this.review.proposal.submitter)
  }

  async #answer({ stamp, proposalId, proof }: Extract<CosigningMessage, { type: 'stamp' }>): Promise<void> {
    const { proposal } = this.review
    if (proposalIdOf({ ...proposal, stamp }) !== proposalId) return
    // The submitter has not received it yet. A signature that can no longer be used is not given again.
    if (this.#reply?.proposalId === proposalId && !this.review.isUnsigned) return this.review.isWithdrawn ? undefined : this.#giveAgain(this.#reply)
    // Bytes that would be refused do not begin a closing.
    if (!this.review.canSignAs(stamp)) return
    try {
      if (!await isRequestProven(proposal.box, proposalId, proof)) return
    }
    catch (thrown) {
      return this.#parts.report(thrown)
    }
    // Anybody can say that the submitter has given the proposal up. A request that is proven shows that it has not.
    this.#isGivenUp = false
    this.#parts.onAsked()
    this.#asked = stamp
    this.#sign()
  }

  /** Signs what the submitter has asked for, if the person approves it. */
  #sign(): void {
    const stamp = this.#asked
    if (!stamp || !this.review.isReady) return
    this.#asked = null
    void this.#signOnce(stamp).catch((thrown: unknown) => { this.#parts.report(thrown) })
  }

  async #signOnce(stamp: ProposalStamp): Promise<void> {
    // The person may have taken the approval back in another tab.
    if (!await this.#parts.kept.isHeld()) return this.review.takeBack()
    if (this.review.isReady && this.review.canSignAs(stamp)) this.#give(await this.review.signAs(stamp))
  }

  #giveAgain(reply: SealedReply): void {
    if (this.#parts.timers.elapsed() >= this.#givenAt + GIVE_AGAIN_AFTER) this.#give(reply)
  }

  #give(reply: SealedReply): void {
    if (this.#reply !== reply) this.#isHurried = false
    this.#reply = reply
    this.#givenAt = this.#parts.timers.elapsed()
    this.#parts.traffic.send({ type: 'reply', reply })
  }

  #say(type: 'approve' | 'unapprove', meaning: Hex): void {
    const { traffic, participants, wallet } = this.#parts
    traffic.send({ type, meaning, participant: participants.indexOf(wallet) })
  }

  leave(): void {
    this.#stopFollowing()
    if (this.review.isReady) this.#say('unapprove', meaningOf(this.review.proposal))
    this.review.takeBack()
  }
}
