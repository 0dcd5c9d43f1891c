import { NitroliteError } from '../../errors/errors'
import type { JournalApproval } from '../../journal/journal'
import type { AppSession } from '../../sessions/types'
import type { Hex } from '../../types'
import type { CloseProposal, ProposalStamp } from '../types'
import { isGrantedFor, type KeyGrant, type NodeRules } from './facts'
import { isSameReading, readingOf } from './reading'

/** A proposal whose bytes to sign are fixed. */
export interface StampedProposal extends CloseProposal {
  readonly stamp: ProposalStamp
}

/** What a person has approved. */
export type Approval = JournalApproval

/** Limits of a signature, in milliseconds. */
export interface SigningLimits {
  /** How old an approval may be. */
  readonly approval: number
  /** For how long the node may accept the signature. */
  readonly life: number
}


/** What a signer's client knows at the moment of signing. Times are Unix milliseconds by the node's clock. */
export interface SigningFacts {
  readonly rules: NodeRules
  readonly limits: SigningLimits
  readonly now: number
  /** The meaning of the proposal, computed by this client. */
  readonly meaning: Hex
  /** What was approved on this device. Null if nothing was. */
  readonly approval: Approval | null
  /** How long the node accepts a request after its stamp, in milliseconds. Not used if versions end signatures. */
  readonly nodeWindow: number
  /**
   * Whether the node has just refused a harmless call that was `limits.life` older than the stamp. It shows that the node
   * accepts the signature for no longer than that. Not used if versions end signatures.
   */
  readonly isLifeBounded: boolean
  /** The key that will sign. Null if the wallet signs itself. */
  readonly key: KeyGrant | null
  /** Whether the app allows a signature of the wallet that ends only with the version of the session. */
  readonly allowsEndless: boolean
  /** The session, read again just now. */
  readonly session: AppSession
  /** When the session was read again. */
  readonly readAt: number
}

/** Time that a signature needs to reach the submitter, in milliseconds. Nothing is signed when less is left. */
export const LEAST_LEFT = 5_000
/** How much longer than the signature a key must live. */
const KEY_MARGIN = 60_000
/** How old the last reading of the session may be, in milliseconds. */
export const READING_LIMIT = 2_000
/** The first and last Unix milliseconds with 13 digits. */
const [FIRST_STAMP, LAST_STAMP] = [1_000_000_000_000, 9_999_999_999_999]

/**
 * Checks, as the last step before a signature, that it is what the person approved, and that it ends soon.
 * The action `take slot` has checked before whether another signature of the participant is in use (`PROPOSAL_CONFLICT`).
 * @throws in this order: `PROPOSAL_NOT_APPROVED`, `PROPOSAL_TOO_LATE`, `PROPOSAL_WINDOW_TOO_LONG`, `PROPOSAL_STALE_VERSION`,
 * `SESSION_KEY_WRONG_APPLICATION`, `SESSION_KEY_EXPIRES_SOON`, `PROPOSAL_FACTS_CHANGED`
 */
export function checkAtSigning({ stamp }: StampedProposal, facts: SigningFacts): void {
  const approval = checkApproval(facts)
  checkStamp(stamp, facts)
  checkKey(stamp, facts)
  const isRecent = facts.now - facts.readAt <= READING_LIMIT
  if (!isRecent || !isSameReading(approval.reading, readingOf(facts.session))) throw new NitroliteError('PROPOSAL_FACTS_CHANGED')
}

function checkApproval({ approval, meaning, now, limits }: SigningFacts): Approval {
  // An approval from the future shows that the clock was wrong then or is wrong now.
  const isValid = approval?.meaning === meaning && Math.abs(now - approval.at) <= limits.approval
  if (!isValid) throw new NitroliteError('PROPOSAL_NOT_APPROVED')
  return approval
}

function checkStamp(stamp: ProposalStamp, facts: SigningFacts): void {
  if (stamp.by === 'version') {
    const { version } = facts.session
    if (stamp.version !== version + 1) throw new NitroliteError('PROPOSAL_STALE_VERSION', { actual: version, expected: stamp.version - 1 })
    return
  }
  const { ts } = stamp
  const left = ts + facts.nodeWindow - facts.now
  const isLongEnough = Number.isInteger(ts) && ts >= FIRST_STAMP && left >= LEAST_LEFT
  if (!isLongEnough) throw new NitroliteError('PROPOSAL_TOO_LATE')
  if (ts > LAST_STAMP || left > facts.limits.life || !facts.isLifeBounded) throw livesTooLong(facts)
}

const livesTooLong = ({ limits }: SigningFacts): NitroliteError =>
  new NitroliteError('PROPOSAL_WINDOW_TOO_LONG', { limit: Math.ceil(limits.life / 60_000) })

function checkKey(stamp: ProposalStamp, facts: SigningFacts): void {
  const { key, session, rules, now, limits, allowsEndless, nodeWindow } = facts
  if (!key) {
    if (stamp.by === 'version' && !allowsEndless) throw livesTooLong(facts)
    return
  }
  const isForSession = rules.keyScope === 'application'
    ? isGrantedFor(key, session, rules)
    : key.applications.length === 0 && key.sessionIds.length === 1 && key.sessionIds[0] === session.id
  if (!isForSession) throw new NitroliteError('SESSION_KEY_WRONG_APPLICATION')
  const neededUntil = (stamp.by === 'time' ? stamp.ts + nodeWindow : now) + KEY_MARGIN
  if (!(key.endsAt >= neededUntil)) throw new NitroliteError('SESSION_KEY_EXPIRES_SOON')
  if (stamp.by === 'version' && key.endsAt - now > limits.life) throw livesTooLong(facts)
}
