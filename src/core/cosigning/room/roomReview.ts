import type { Timers } from '../../connection/types'
import { type BoxClaim, isClaimProven } from '../boxProofs'
import type { CosigningMessage, RequestMessage } from '../codec/messageCodec'
import type { ReviewedProposal } from '../coSigning'
import type { Room } from '../coSigningParts'
import type { Address, Hex, Unsubscribe } from '../../types'
import { meaningOf, proposalIdOf } from '../meaning'
import type { RoomPeople } from '../transport'
import type { Decline, ProposalStamp, SealedReply } from '../types'
import type { Approval } from '../review/checkAtSigning'
import type { CoSigningState } from '../api'
import type { ApprovalToken } from './approvalToken'
import { ClosedHint } from './closedHint'
import type { GivenSignature } from './givenSignature'
import type { KeptApproval } from './keptApproval'
import { OneByOne } from './oneByOne'
import type { RoomTraffic } from './roomTraffic'

/** The same reply is not given again before this time, in milliseconds: anybody in the room can repeat the request for it. */
const GIVE_AGAIN_AFTER = 2_000
/** Claims of the submitter that wait at most until they are checked. */
const MOST_CLAIMS = 16

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
  /** What an earlier page of this person has signed: see `givenSignature`. */
  givenSignature(): Promise<GivenSignature | null>
  reviewIn(room: Room): ReviewedProposal
  /** Makes the name of an approval: `newApprovalToken`. */
  newToken(): ApprovalToken
  /** The submitter has given the proposal up or the session is closed, and no signature of this client for the proposal can be used. */
  onGone(): void
  /** Whether the node says that the session is no longer open. @throws the errors of any request */
  isSessionClosed(): Promise<boolean>
  report(thrown: unknown): void
}

/** A proposal in a room: it tells the others what the person decides, and answers the submitter's questions. */
export class RoomReview implements Room {
  readonly review: ReviewedProposal
  readonly people: RoomPeople
  readonly #parts: RoomReviewParts
  readonly #claims = new OneByOne(MOST_CLAIMS)
  readonly #closedHint: ClosedHint
  /** The approval that is shown to the others. A new one is made after each signature, and after the person has taken one back. */
  #token: ApprovalToken
  #isTold = false
  /** The approval that the last signature has answered. The submitter counts it until it is taken back or was not repeated for long. */
  #answered: ApprovalToken | null = null
  /** The journal holds the approval, so the others may hear of it. */
  #isKept = false
  /** The signature that was given last. */
  #reply: SealedReply | null = null
  /** When the person last approved. */
  #givenAt = -Infinity
  #isHurried = false
  /** The submitter has given the proposal up, or the session is closed. */
  #isGivenUp = false
  readonly #stopFollowing: Unsubscribe

  constructor(parts: RoomReviewParts) {
    this.#parts = parts
    this.people = parts.people
    this.#token = parts.newToken()
    this.review = parts.reviewIn(this)
    this.#closedHint = new ClosedHint({
      isSessionClosed: () => parts.isSessionClosed(),
      onClosed: () => { this.#end() },
      report: (thrown) => { parts.report(thrown) },
    })
    this.#stopFollowing = this.review.subscribe((state) => { this.#follow(state) })
    this.#takeUp().catch((thrown: unknown) => { parts.report(thrown) })
  }

  #follow(state: CoSigningState): void {
    if (FORGETTING.has(state)) void this.#parts.kept.remove()
    if (FORGETTING.has(state) || state === 'reviewed') this.#takeBack()
    // After a round that was missed, the submitter has to learn the new approval.
    if (state === 'approved') this.approveAgain()
    if (this.#isGivenUp && this.review.isUnsigned) this.#parts.onGone()
  }

  /** An earlier page of this person may have approved the same, or signed it and ended before the submitter had the signature. */
  async #takeUp(): Promise<void> {
    const { kept, hasOwn, givenSignature } = this.#parts
    const approval = await kept.read()
    const given = approval && await givenSignature()
    // A person who has proposed something since no longer means the approval.
    if (!approval || hasOwn() || this.review.state !== 'reviewed') return
    this.#isKept = true
    this.review.takeUp(approval)
    if (!given) return
    this.#reply = given.reply
    this.review.takeUpSignature(given)
  }

  approve(approval: Approval): void {
    this.#parts.giveUpOwn()
    this.#isKept = false
    void this.#parts.kept.write(approval).then(() => {
      this.#isKept = true
      this.approveAgain()
    })
  }

  /** Repeats it for participants who come later or missed it. */
  approveAgain(): void {
    const { isReady, isReadyAgain } = this.review
    if (!this.#isKept || !(isReady || isReadyAgain)) return
    const { traffic } = this.#parts
    this.#isTold = true
    void traffic.send({ type: 'approve', meaning: this.#meaning, participant: this.#participant, approval: this.#token.id })
  }

  /** The others learn that the approval no longer counts, if they have heard of it. */
  #takeBack(): void {
    if (this.#isTold) this.#sayTakenBack(this.#token)
    this.#renewToken()
  }

  #sayTakenBack({ secret }: ApprovalToken): void {
    void this.#parts.traffic.send({ type: 'unapprove', meaning: this.#meaning, participant: this.#participant, secret })
  }

  #renewToken(): void {
    this.#token = this.#parts.newToken()
    this.#isTold = false
  }

  get #meaning(): Hex {
    return meaningOf(this.review.proposal)
  }

  get #participant(): number {
    return this.#parts.participants.indexOf(this.#parts.wallet)
  }

  decline(decline: Decline): void {
    // Also while a signature can be used, when the state does not say yet that the person has declined.
    void this.#parts.kept.remove()
    this.#takeBack()
    // The submitter would show the earlier approval, and not that the person has declined.
    if (this.#answered) this.#sayTakenBack(this.#answered)
    this.#answered = null
    void this.#parts.traffic.send({ type: 'decline', decline })
  }

  receive(message: CosigningMessage): void {
    if (!('meaning' in message) || message.meaning !== this.#meaning) return
    switch (message.type) {
      case 'stamp': this.#claims.add(() => this.#answer(message)); break
      case 'cancel': this.#claims.add(() => this.#giveUp(message)); break
      case 'done': this.#hurry(); break
      // These messages are for the submitter.
      case 'approve':
      case 'unapprove':
    }
  }

  async #giveUp({ meaning, proof }: Extract<CosigningMessage, { type: 'cancel' }>): Promise<void> {
    if (!this.#isGivenUp && await this.#isProven({ kind: 'cancel', meaning }, proof)) this.#end()
  }

  #end(): void {
    this.#isGivenUp = true
    if (this.review.isUnsigned) this.#parts.onGone()
  }

  /** Whether the submitter says this. */
  async #isProven(claim: BoxClaim, proof: Hex): Promise<boolean> {
    try {
      return await isClaimProven(this.review.proposal.box, claim, proof)
    }
    catch (thrown) {
      this.#parts.report(thrown)
      return false
    }
  }

  /** A new turn begins: see `ClosedHint`. */
  beginTurn(): void {
    if (!this.#isGivenUp) this.#closedHint.beginTurn()
  }

  /** Somebody says that the session is closed. With a signature, its closing reads the session, once for each signature. */
  #hurry(): void {
    if (this.review.isUnsigned) return this.#closedHint.hear()
    if (!this.#isHurried) this.review.lookNow()
    this.#isHurried = true
  }

  async #answer({ stamp, proposalId, approvals, proof }: RequestMessage): Promise<void> {
    const { proposal } = this.review
    if (proposalIdOf({ ...proposal, stamp }) !== proposalId) return
    // The submitter has not received it yet. A signature that can no longer be used is not given again.
    if (this.#reply?.proposalId === proposalId && !this.review.isUnsigned) return this.#giveAgain(this.#reply)
    // A request that somebody repeats answers an earlier approval. Bytes that would be refused do not begin a closing.
    if (!approvals.includes(this.#token.id) || !this.review.canSignAs(stamp)) return
    if (!await this.#isProven({ kind: 'request', proposalId, approvals }, proof)) return
    this.#sign(stamp).catch((thrown: unknown) => { this.#parts.report(thrown) })
  }

  /** Signs what the submitter has asked for, if the person approves it. */
  async #sign(stamp: ProposalStamp): Promise<void> {
    // The person may have taken the approval back in another tab, or signed on another device.
    const [isHeld] = await Promise.all([this.#parts.kept.isHeld(), this.review.readKeysAgain()])
    if (!isHeld) return this.review.takeBack()
    if (!this.review.isReady || !this.review.canSignAs(stamp)) return
    this.#answered = this.#token
    this.#renewToken()
    this.#give(await this.review.signAs(stamp))
  }

  /** A person who has withdrawn the signature or declined gives it no more. The submitter may have it already. */
  #giveAgain(reply: SealedReply): void {
    if (this.review.isWithdrawn || this.review.hasDeclined) return
    if (this.#parts.timers.elapsed() >= this.#givenAt + GIVE_AGAIN_AFTER) this.#give(reply)
  }

  #give(reply: SealedReply): void {
    if (this.#reply !== reply) this.#isHurried = false
    this.#reply = reply
    this.#givenAt = this.#parts.timers.elapsed()
    void this.#parts.traffic.send({ type: 'reply', reply })
  }

  leave(): void {
    this.#stopFollowing()
    this.review.takeBack()
    this.#takeBack()
  }
}
