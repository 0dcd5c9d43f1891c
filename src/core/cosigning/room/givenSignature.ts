import type { ClosingContext } from '../../closing/context'
import type { RunningClosing } from '../../closing/runningClosing'
import { coSignerKey } from '../../journal/journal'
import { addressesOf } from '../../sessions/allocations'
import type { AppSession } from '../../sessions/types'
import type { Address } from '../../types'
import type { SessionKeyPolicy } from '../../wallet/types'
import { isStamped } from '../checkedProposal'
import { readProposalText } from '../codec/proposalCodec'
import { meaningOf } from '../meaning'
import { resolveProposal } from '../portable'
import type { StampedProposal } from '../review/checkAtSigning'
import { replyFor } from '../seal'
import type { CloseProposal, SealedReply } from '../types'

/** A signature that the journal holds. */
export interface GivenSignature {
  readonly stamped: StampedProposal
  /** The policy of the session key that has signed; null for the wallet itself. */
  readonly policy: SessionKeyPolicy | null
  /** Watches what becomes of the signature. */
  readonly closing: RunningClosing
  /** The submitter may not have received it. */
  readonly reply: SealedReply
}

/** What is needed to find a signature. */
interface GivenSignatureParts {
  readonly context: Pick<ClosingContext, 'url' | 'journal'>
  /** The closings that the client works on. */
  running(): readonly RunningClosing[]
}

/**
 * The signature of a proposal that an earlier page of this person has given and that can still be used; null if there is none. The
 * wallet can give no other one meanwhile.
 * @throws `JOURNAL_…`
 */
export async function givenSignature(
  proposal: CloseProposal, session: AppSession, wallet: Address, { context: { url, journal }, running }: GivenSignatureParts,
): Promise<GivenSignature | null> {
  const entry = await journal.read(coSignerKey(url, session.id, wallet))
  if (!entry) return null
  const { plan: { together }, attempts, closingId } = entry.record
  const closing = running().find(({ id }) => id === closingId)
  if (!closing || together?.role !== 'co-signer' || together.proposalText === null || attempts.length === 0) return null
  const stamped = resolveProposal(readProposalText(together.proposalText), addressesOf(session))
  const isThis = meaningOf(stamped) === meaningOf(proposal) && stamped.box === proposal.box
  if (!isThis || !isStamped(stamped)) return null
  const signed = attempts.map(({ attempt }) => attempt)
  return { stamped, policy: signed[0]?.policy ?? null, closing, reply: await replyFor(stamped, session, wallet, signed, 'in a room') }
}
