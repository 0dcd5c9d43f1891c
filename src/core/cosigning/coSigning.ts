import type { RunningClosing } from '../closing/runningClosing'
import type { Attempt } from '../closing/types'
import { NitroliteError, type NitroliteErrorInfo } from '../errors/errors'
import { addressesOf } from '../sessions/allocations'
import type { AppSession } from '../sessions/types'
import type { Address } from '../types'
import type { CoSigning, CoSigningState } from './api'
import { declineText, replyText } from './codec/replyCodec'
import { tellAll } from './listeners'
import { comparisonCodeOf, meaningOf, proposalIdOf } from './meaning'
import { plainNoteOf } from './plainNote'
import type { Approval, StampedProposal } from './review/checkAtSigning'
import { qrOf } from './qr'
import type { QrCode } from './qrPath'
import type { ProposalReview } from './review/reviewProposal'
import { sealReply } from './seal'
import { coSigningStateOf } from './coSigningState'
import type { DeclineReason } from './types'

/** What a review of a proposal is made of. */
export interface CoSigningParts {
  readonly proposal: StampedProposal
  readonly review: ProposalReview
  readonly session: AppSession
  readonly wallet: Address
  readonly signUntil: number
  readonly usableUntil: number
  /** The node's clock in Unix milliseconds. */
  nodeTime(): number
  /** Waits no longer than the client lives. @throws `CLIENT_DISPOSED`, and what the work throws */
  unlessEnded<T>(work: () => Promise<T>): Promise<T>
  /** Reports an error that no caller waits for. */
  report(thrown: unknown): void
  /** Starts the closing that signs. @throws `PROPOSAL_CONFLICT` */
  start(approval: Approval | null, deliver: (attempt: Attempt) => void): RunningClosing
}

/** The reply of a co-signer, encrypted for the submitter of the proposal. */
export async function replyFor(proposal: StampedProposal, session: AppSession, wallet: Address, { signatures, policy }: Attempt): Promise<string> {
  const participants = addressesOf(session)
  return replyText(await sealReply(
    proposal.box, proposalIdOf(proposal), participants.indexOf(wallet), { participant: wallet, signatures, policy }))
}

/** A proposal that a person reviews, and what becomes of it. */
export class ReviewedProposal implements CoSigning {
  readonly proposal: StampedProposal
  readonly review: ProposalReview
  readonly code: string
  readonly signUntil: number
  readonly usableUntil: number
  readonly #parts: CoSigningParts
  readonly #listeners = new Set<(state: CoSigningState) => void>()
  #decision: 'none' | 'approved' | 'declined' = 'none'
  #approval: Approval | null = null
  #isWithdrawn = false
  #closing: RunningClosing | null = null
  #told: CoSigningState = 'reviewed'

  constructor(parts: CoSigningParts) {
    this.#parts = parts
    this.proposal = parts.proposal
    this.review = parts.review
    this.signUntil = parts.signUntil
    this.usableUntil = parts.usableUntil
    this.code = comparisonCodeOf(meaningOf(parts.proposal), parts.proposal.box)
  }

  get closing(): RunningClosing | null { return this.#closing }
  get error(): NitroliteErrorInfo | null { return this.#closing?.error ?? null }

  get state(): CoSigningState {
    const snapshot = this.#closing?.snapshot()
    if (!snapshot) return this.#decision === 'none' ? 'reviewed' : this.#decision
    return coSigningStateOf(snapshot, this.#isWithdrawn)
  }

  subscribe(listener: (state: CoSigningState) => void): () => void {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  #tell(): void {
    const { state } = this
    if (state === this.#told) return
    this.#told = state
    tellAll(this.#listeners, state, 'state', this.#parts.report)
  }

  approve(): void {
    // Nothing was signed, so the person may try again.
    if (this.state === 'failed') this.#closing = null
    this.#decision = 'approved'
    this.#approval = { meaning: meaningOf(this.proposal), reading: this.review.reading, at: this.#parts.nodeTime() }
    this.#tell()
  }

  decline(reason: DeclineReason, note = ''): string {
    if (this.#closing && this.state !== 'failed') throw new NitroliteError('PROPOSAL_CONFLICT')
    const { session, wallet } = this.#parts
    const text = declineText({ meaning: meaningOf(this.proposal), participant: addressesOf(session).indexOf(wallet), reason, note: plainNoteOf(note) })
    this.#decision = 'declined'
    this.#approval = null
    this.#tell()
    return text
  }

  sign(): Promise<string> {
    const { session, wallet, unlessEnded } = this.#parts
    return unlessEnded(() => new Promise((resolve, reject) => {
      const closing = this.#parts.start(this.#approval, (attempt) => { resolve(replyFor(this.proposal, session, wallet, attempt)) })
      this.#closing = closing
      closing.subscribe(() => { this.#tell() })
      // A closing that ends before it has signed says why. Once the signature is given, this has no effect.
      closing.then(undefined, reject)
      this.#tell()
    }))
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
