import type { RunningClosing } from '../closing/runningClosing'
import type { Attempt, ClosingSnapshot } from '../closing/types'
import { NitroliteError, type NitroliteErrorInfo } from '../errors/errors'
import { isSignatureOver } from '../errors/groups'
import { addressesOf } from '../sessions/allocations'
import type { AppSession } from '../sessions/types'
import type { Address } from '../types'
import type { SessionKeyPolicy } from '../wallet/types'
import type { CoSigning, CoSigningState } from './api'
import { declineText, replyText } from './codec/replyCodec'
import { tellAll } from './listeners'
import { comparisonCodeOf, meaningOf, proposalIdOf } from './meaning'
import { plainNoteOf } from './plainNote'
import type { Approval, StampedProposal } from './review/checkAtSigning'
import type { ProposalReview } from './review/reviewProposal'
import { sealReply } from './seal'
import type { DeclineReason } from './types'

/** What a review of a proposal is made of. */
export interface CoSigningParts {
  readonly proposal: StampedProposal
  readonly review: ProposalReview
  readonly session: AppSession
  readonly wallet: Address
  readonly signUntil: number
  /**
   * Until when the signature can be used, Unix milliseconds of this device's clock.
   * @param policy of the session key that has signed; null before
   */
  usableUntil(policy: SessionKeyPolicy | null): number
  /** The node's clock in Unix milliseconds. */
  nodeTime(): number
  /** Waits no longer than the client lives. @throws `CLIENT_DISPOSED`, and what the work throws */
  unlessEnded<T>(work: () => Promise<T>): Promise<T>
  /** Reports an error that no caller waits for. */
  report(thrown: unknown): void
  /** Starts the closing that signs. @throws `PROPOSAL_CONFLICT` */
  start(approval: Approval | null, deliver: (attempts: readonly Attempt[]) => void): RunningClosing
}

/** The reply of a co-signer, encrypted for the submitter of the proposal: its one signature of each attempt. */
export async function replyFor(proposal: StampedProposal, session: AppSession, wallet: Address, attempts: readonly Attempt[]): Promise<string> {
  const participants = addressesOf(session)
  const signatures = attempts.flatMap(attempt => attempt.signatures)
  // A nitronode lists the keys of everybody, so their policies do not travel.
  const policy = proposal.stamp.by === 'version' ? null : attempts[0]?.policy ?? null
  return replyText(await sealReply(
    proposal.box, proposalIdOf(proposal), participants.indexOf(wallet), { participant: wallet, signatures, policy }))
}

const STATES: Readonly<Partial<Record<ClosingSnapshot['state'], CoSigningState>>> = {
  planning: 'signing', signing: 'signing', collecting: 'signed', confirming: 'signed', paying: 'signed',
  closed: 'landed', superseded: 'superseded', overpaid: 'overpaid',
}

/** A proposal that a person reviews, and what becomes of it. */
export class ReviewedProposal implements CoSigning {
  readonly proposal: StampedProposal
  readonly review: ProposalReview
  readonly code: string
  readonly signUntil: number
  readonly #parts: CoSigningParts
  readonly #listeners = new Set<(state: CoSigningState) => void>()
  #decision: 'none' | 'approved' | 'declined' = 'none'
  #approval: Approval | null = null
  #isWithdrawn = false
  #closing: RunningClosing | null = null
  #policy: SessionKeyPolicy | null = null
  #told: CoSigningState = 'reviewed'

  constructor(parts: CoSigningParts) {
    this.#parts = parts
    this.proposal = parts.proposal
    this.review = parts.review
    this.signUntil = parts.signUntil
    this.code = comparisonCodeOf(meaningOf(parts.proposal), parts.proposal.box)
  }

  get closing(): RunningClosing | null { return this.#closing }
  get usableUntil(): number { return this.#parts.usableUntil(this.#policy) }
  get error(): NitroliteErrorInfo | null { return this.#closing?.error ?? null }

  get state(): CoSigningState {
    const snapshot = this.#closing?.snapshot()
    if (!snapshot) return this.#decision === 'none' ? 'reviewed' : this.#decision
    const state = STATES[snapshot.state]
    if (state) return state
    // The first step may have landed: the new split stands, and the session is open.
    if (snapshot.error && isSignatureOver(snapshot.error.code)) return this.#isWithdrawn ? 'withdrawn' : 'lapsed'
    return 'failed'
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
      const closing = this.#parts.start(this.#approval, (attempts) => {
        this.#policy = attempts[0]?.policy ?? null
        resolve(replyFor(this.proposal, session, wallet, attempts))
      })
      this.#closing = closing
      closing.subscribe(() => { this.#tell() })
      // A closing that ends before it has signed says why. Once the signature is given, this has no effect.
      closing.then(undefined, reject)
      this.#tell()
    }))
  }

  withdraw(): boolean {
    const isPossible = this.#closing?.withdraw() ?? false
    this.#isWithdrawn ||= isPossible
    return isPossible
  }
}
