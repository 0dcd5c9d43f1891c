import { conflictError } from '../closing/freeFrom'
import type { RunningClosing } from '../closing/runningClosing'
import { NitroliteError, type NitroliteErrorInfo } from '../errors/errors'
import { isRoundMissed } from '../errors/groups'
import { APPROVAL_LIMIT } from '../journal/journal'
import { addressesOf } from '../sessions/allocations'
import type { Hex } from '../types'
import type { SessionKeyPolicy } from '../wallet/types'
import type { CoSigning, CoSigningState } from './api'
import { approvalOf, isApprovalOf, isWarned } from './approvals'
import { isStamped } from './checkedProposal'
import { declineText, replyText } from './codec/replyCodec'
import { comparisonCodeOf, meaningOf } from './meaning'
import type { CoSigningParts } from './coSigningParts'
import { plainNoteOf } from './plainNote'
import { ProposalListeners } from './proposalListeners'
import { coSigningStateOf } from './coSigningState'
import { qrOf } from './qr'
import type { QrCode } from './qrPath'
import type { Approval, StampedProposal } from './review/checkAtSigning'
import type { ProposalReview } from './review/reviewProposal'
import { ReplyWaiters } from './replyWaiters'
import { replyFor } from './seal'
import type { GivenSignature } from './room/givenSignature'
import type { SignatureEnd } from './signatureEnd'
import type { RoomPeople } from './transport'
import type { CloseProposal, DeclineReason, ProposalStamp, SealedReply } from './types'

/** The bytes that are being signed. */
interface StampedSigning {
  readonly stamped: StampedProposal
  readonly end: SignatureEnd
}

/** A proposal that a person reviews, and what becomes of it. */
export class ReviewedProposal implements CoSigning {
  readonly proposal: CloseProposal
  readonly code: string
  readonly #parts: CoSigningParts
  readonly #meaning: Hex
  readonly #listeners: ProposalListeners
  #decision: 'none' | 'approved' | 'declined' = 'none'
  #approval: Approval | null = null
  #isWithdrawn = false
  #closing: RunningClosing | null = null
  /** What the submitter asks to sign. In a room, each round has other bytes. */
  #signing: StampedSigning | null = null
  /** The session key that has signed; null before, and for the wallet itself. */
  #policy: SessionKeyPolicy | null = null
  /** Calls of `sign` in a room that wait until the submitter asks. */
  readonly #waiting = new ReplyWaiters()

  constructor(parts: CoSigningParts) {
    const { proposal, review, report } = this.#parts = parts
    this.proposal = proposal
    this.#listeners = new ProposalListeners({ state: 'reviewed', review }, report)
    this.#meaning = meaningOf(proposal)
    this.code = comparisonCodeOf(this.#meaning, proposal.box)
    if (isStamped(proposal)) this.#signing = { stamped: proposal, end: parts.endOf(proposal) }
  }

  get review(): ProposalReview { return this.#parts.foreignKeys.shownIn(this.#parts.review) }
  get closing(): RunningClosing | null { return this.#closing }
  get error(): NitroliteErrorInfo | null { return this.#closing?.error ?? null }
  get hasDeclined(): boolean { return this.#decision === 'declined' }
  get room(): RoomPeople | null { return this.#parts.room?.people ?? null }
  get usableUntil(): number | null { return this.#present && this.#present.end.usableUntil(this.#policy) }
  get signUntil(): number | null { return this.#present && this.#present.end.signUntil }

  /** The bytes that are being signed. Null after a round that has failed, until the submitter asks again. */
  get #present(): StampedSigning | null { return this.#isMissedRound ? null : this.#signing }

  get state(): CoSigningState {
    const snapshot = this.#closing?.snapshot()
    if (!snapshot || this.#isMissedRound) return this.#decision === 'none' ? 'reviewed' : this.#decision
    return coSigningStateOf(snapshot, this.#isWithdrawn)
  }

  /** In a room, the submitter asks again after a round that was missed. The approval still holds. */
  get #isMissedRound(): boolean {
    return this.#parts.room !== null && !this.#isWithdrawn && isRoundMissed(this.#closing?.error?.code)
  }

  /** The person approves, and this client can sign when it is asked. */
  get isReady(): boolean {
    const now = this.#parts.nodeTime()
    return this.state === 'approved' && this.#approval !== null && now !== null && now - this.#approval.at < APPROVAL_LIMIT
  }

  /** The submitter can use the signature that was given in its next round too. */
  get isReadyAgain(): boolean {
    return this.state === 'signed' && this.#signing?.end.isForNextRound(this.#policy) === true && !this.#isWithdrawn && !this.hasDeclined
  }

  /** The client has left the room, the person has declined in another tab, or too much time has passed. Nothing is signed any more. */
  takeBack(): void {
    if (this.state !== 'approved') return
    this.#forgetApproval('none')
  }

  /** Takes back an approval that is too old to sign with. */
  dropOldApproval(): void {
    const now = this.#parts.nodeTime()
    if (now !== null && this.#approval !== null && now - this.#approval.at >= APPROVAL_LIMIT) this.takeBack()
  }

  #forgetApproval(decision: 'none' | 'declined'): void {
    this.#decision = decision
    this.#approval = null
    this.#waiting.reject(new NitroliteError('PROPOSAL_NOT_APPROVED'))
    this.#tell()
  }

  /** The person has withdrawn the signature. */
  get isWithdrawn(): boolean { return this.#isWithdrawn }

  /** No signature of this client can be used. */
  get isUnsigned(): boolean {
    return this.#closing === null || this.state === 'failed' || this.#isMissedRound
  }

  subscribe(listener: (state: CoSigningState) => void): () => void {
    return this.#listeners.add(listener)
  }

  #tell(): void {
    this.#listeners.tell(this)
  }

  approve(): void {
    const { room, nodeTime } = this.#parts
    const at = nodeTime()
    if (at === null) throw new NitroliteError('NOT_CONNECTED')
    const approval = approvalOf(this.#meaning, this.review, at)
    room?.approve(approval)
    // Nothing was signed, so the person may try again.
    if (this.state === 'failed') this.#closing = null
    this.#takeApproval(approval)
    // The proposal may have been shown for hours. By hand, the keys are read when the person signs, which is at once.
    if (room) void this.readKeysAgain()
  }

  /** Reads which session keys other devices have now. An approval without a warning of one of them no longer counts. */
  async readKeysAgain(): Promise<void> {
    await this.#parts.foreignKeys.read()
    if (this.#approval && !isWarned(this.#approval, this.review)) this.takeBack()
    this.#tell()
  }

  #takeApproval(approval: Approval): void {
    this.#decision = 'approved'
    this.#approval = approval
    this.#tell()
  }

  /**
   * Takes up what the person has approved on an earlier page, unless the person decides now, or the session has changed since, or
   * another device has signed since, or the approval is too old.
   */
  takeUp(approval: Approval): void {
    const isFresh = this.#decision === 'none' && this.#closing === null
    if (!isFresh || !isApprovalOf(approval, this.#meaning, this.review)) return
    this.#takeApproval(approval)
    this.dropOldApproval()
  }

  decline(reason: DeclineReason, note = ''): string {
    const { session, wallet, room } = this.#parts
    // In a room, another signature may be asked for after this one.
    if (!this.isUnsigned && !(room && this.state === 'signed')) throw conflictError(this.#closing?.freeFrom ?? null)
    const decline = { meaning: this.#meaning, participant: addressesOf(session).indexOf(wallet), reason, note: plainNoteOf(note) }
    const text = declineText(decline)
    room?.decline(decline)
    this.#forgetApproval('declined')
    return text
  }

  sign(): Promise<string> {
    const { room, unlessEnded } = this.#parts
    const signing = this.#signing
    if (room === null && signing) return unlessEnded(() => this.#sign(signing)).then(replyText)
    return unlessEnded(async () => {
      if (this.#decision !== 'approved') throw new NitroliteError('PROPOSAL_NOT_APPROVED')
      return this.#waiting.next()
    }).then(replyText)
  }

  /** Whether this client would sign with a stamp now. Everything is checked once more at the moment of signing. */
  canSignAs(stamp: ProposalStamp): boolean {
    const { endOf, session } = this.#parts
    return endOf({ ...this.proposal, stamp }).isTimely && (stamp.by === 'time' || stamp.version === session.version + 1)
  }

  /** Signs because the submitter asks in a room. @throws as `sign` */
  async signAs(stamp: ProposalStamp): Promise<SealedReply> {
    const stamped = { ...this.proposal, stamp }
    try {
      const reply = await this.#sign(this.#signing = { stamped, end: this.#parts.endOf(stamped) })
      this.#waiting.resolve(reply)
      return reply
    }
    catch (thrown) {
      // The submitter asks again after a round that was only missed.
      if (!this.#isMissedRound) this.#waiting.reject(thrown)
      throw thrown
    }
  }

  /** Takes up a signature that an earlier page of this person has given. */
  takeUpSignature({ stamped, policy, closing }: GivenSignature): void {
    this.#signing = { stamped, end: this.#parts.endOf(stamped) }
    this.#policy = policy
    this.#follow(closing)
  }

  #follow(closing: RunningClosing): void {
    this.#closing = closing
    closing.subscribe(() => { this.#tell() })
    this.#tell()
  }

  #sign({ stamped }: StampedSigning): Promise<SealedReply> {
    const { session, wallet, start, room } = this.#parts
    return new Promise((resolve, reject) => {
      const closing = start(stamped, this.#approval, (attempts) => {
        this.#policy = attempts[0]?.policy ?? null
        resolve(replyFor(stamped, session, wallet, attempts, room ? 'in a room' : 'by hand'))
      })
      this.#follow(closing)
      // A closing that ends before it has signed says why. Once the signature is given, this has no effect.
      closing.then(undefined, reject)
    })
  }

  /** A message says that the session was closed. */
  lookNow(): void {
    this.#closing?.lookNow()
  }

  qrCode(text: string): QrCode | null {
    return qrOf(text)
  }

  withdraw(): boolean {
    const isPossible = this.#closing?.withdraw() ?? false
    this.#isWithdrawn ||= isPossible
    return isPossible
  }
}
