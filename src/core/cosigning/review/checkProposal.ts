import { NitroliteError } from '../../errors/errors'
import { isSameAddress } from '../../sessions/participants'
import type { AppSession } from '../../sessions/types'
import type { Hex } from '../../types'
import { checkReachable, quorumOf, weightOf } from '../quorum'
import type { CloseProposal } from '../types'
import { checkAmounts, checkAssets, checkKindFitsSplit, checkRows, checkSums } from './checkAmounts'
import { checkOrigin } from './checkOrigin'
import { checkSessionData } from './checkSessionData'
import type { ProposalFacts } from './facts'

/** What other modules made from a proposal, to be compared with what came along. */
export interface ProposalTexts {
  /** Bytes that came with the proposal, and those that this client makes from its amounts. Null if no bytes came along. */
  readonly bytes: { readonly received: string, readonly own: string } | null
  /** The digest of the statement by which the creator of the proposal vouches for it. */
  readonly originDigest: Hex
}

/**
 * Checks a proposal that was decoded, in a fixed order: the first fault refuses it. Only a proposal without a fault may be shown
 * with a way to sign it.
 * @returns the session that the proposal closes
 * @throws in this order: `PROPOSAL_KIND_UNKNOWN`, `PROPOSAL_OTHER_NODE`, `SESSION_NOT_FOUND`, `SESSION_NOT_OPEN`,
 * `SESSION_REOPENED`, `SESSION_NOT_PARTICIPANT`, `SESSION_PARTICIPANT_LOWER_CASE`, `SIGNATURE_NOT_NEEDED`,
 * `PROPOSAL_NOT_CANONICAL`, `QUORUM_UNREACHABLE`, `PROPOSAL_ASSETS_MISMATCH`, `PROPOSAL_ROWS_INCOMPLETE`,
 * `PROPOSAL_AMOUNT_INVALID`, `PROPOSAL_SUM_MISMATCH`, `PROPOSAL_STALE_VERSION`, `PROPOSAL_DATA_SUSPICIOUS`,
 * `PROPOSAL_DATA_TOO_LONG`, `PROPOSAL_SUBMITTER_CHANGED`, `PROPOSAL_ORIGIN_INVALID`
 */
export function checkProposal(proposal: CloseProposal, facts: ProposalFacts, { bytes, originDigest }: ProposalTexts): AppSession {
  const { rules } = facts
  checkKind(proposal, facts)
  checkNode(proposal, facts)
  const session = checkSession(proposal, facts)
  checkMe(session, facts)
  if (bytes && bytes.received !== bytes.own) throw new NitroliteError('PROPOSAL_NOT_CANONICAL')
  checkReachable(session, quorumOf(session, facts.rules.spelling))
  checkAssets(proposal, session, facts.nodeAssets)
  checkRows(proposal, session)
  checkAmounts(proposal, session)
  checkSums(proposal, session)
  checkKindFitsSplit(proposal, session)
  if (proposal.sessionData !== null) checkSessionData(proposal.sessionData, rules.sessionDataLimit)
  checkSubmitter(proposal, facts)
  checkOrigin(proposal, session, rules, originDigest)
  return session
}

function checkKind({ kind }: CloseProposal, { rules }: ProposalFacts): void {
  if (!rules.kinds.includes(kind)) throw new NitroliteError('PROPOSAL_KIND_UNKNOWN', { kind })
}

function checkNode({ nodeTag, stamp }: CloseProposal, facts: ProposalFacts): void {
  const isStampOfNode = stamp === null || stamp.by === facts.rules.stampedBy
  if (nodeTag !== facts.nodeTag || !isStampOfNode) throw new NitroliteError('PROPOSAL_OTHER_NODE')
}

function checkSession({ sessionId }: CloseProposal, { session, isPaidOut }: ProposalFacts): AppSession {
  if (session?.id !== sessionId) throw new NitroliteError('SESSION_NOT_FOUND', { sessionId })
  if (session.status !== 'open') throw new NitroliteError('SESSION_NOT_OPEN', { sessionId })
  // A session that was paid out and then opened again has negative allocations.
  const isOverdrawn = session.allocations.some(({ amount }) => amount.startsWith('-'))
  if (isPaidOut || isOverdrawn) throw new NitroliteError('SESSION_REOPENED', { sessionId })
  return session
}

function checkMe(session: AppSession, { wallet, rules: { spelling } }: ProposalFacts): void {
  const mine = session.participants.map(({ address }) => address).filter(address => isSameAddress(address, wallet))
  const [first] = mine
  if (first === undefined) throw new NitroliteError('SESSION_NOT_PARTICIPANT', { wallet })
  if (spelling === 'checksum' && !mine.includes(wallet)) throw new NitroliteError('SESSION_PARTICIPANT_LOWER_CASE', { participant: first })
  if (weightOf(quorumOf(session, spelling), mine) === 0n) throw new NitroliteError('SIGNATURE_NOT_NEEDED', { wallet })
}

function checkSubmitter({ submitter }: CloseProposal, { expectedSubmitter: expected }: ProposalFacts): void {
  if (expected === null || isSameAddress(submitter, expected)) return
  throw new NitroliteError('PROPOSAL_SUBMITTER_CHANGED', { submitter, expected })
}
