import type { JournalRecord } from '../journal/journal'
import { addressesOf } from '../sessions/allocations'
import type { SharedProposal, SigningSlot } from './api'
import { readProposalText } from './codec/proposalCodec'
import { replyFor } from './coSigning'
import { resolveProposal } from './portable'
import type { StampedProposal } from './review/checkAtSigning'

/**
 * What a record of the journal says about the signature or the signatures that this client holds.
 * @param shared the proposal that this client collects signatures for
 */
export async function slotOf({ plan, draft, attempts }: JournalRecord, shared: SharedProposal | null): Promise<SigningSlot> {
  const { together, wallet, allocations } = plan
  return {
    role: together?.role ?? 'alone', wallet, allocations,
    text: together?.proposalText ?? draft?.text ?? null,
    reply: await replyOf({ plan, attempts }),
    shared,
  }
}

/** The same signature, encrypted once more: the submitter may not have received it. */
async function replyOf({ plan: { together, session, wallet }, attempts }: Pick<JournalRecord, 'plan' | 'attempts'>): Promise<string | null> {
  const attempt = attempts.at(-1)?.attempt
  if (together?.role !== 'co-signer' || together.proposalText === null || !attempt) return null
  const { stamp, ...proposal } = resolveProposal(readProposalText(together.proposalText), addressesOf(session))
  const stamped: StampedProposal | null = stamp && { ...proposal, stamp }
  return stamped && replyFor(stamped, session, wallet, attempt)
}
