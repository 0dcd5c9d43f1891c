import { freeFromOf, type FreeFromContext } from '../closing/freeFrom'
import type { JournalRecord } from '../journal/journal'
import { addressesOf } from '../sessions/allocations'
import type { SigningSlot } from './api'
import { readProposalText } from './codec/proposalCodec'
import { replyText } from './codec/replyCodec'
import { resolveProposal } from './portable'
import type { StampedProposal } from './review/checkAtSigning'
import { replyFor } from './seal'

/**
 * What a record of the journal says about the signature or the signatures that this client holds.
 * @param running what this client can do with it now
 */
export async function slotOf(
  record: JournalRecord, running: Pick<SigningSlot, 'shared' | 'withdraw'>, context: FreeFromContext,
): Promise<SigningSlot> {
  const { plan, draft, attempts } = record
  const { together, wallet, allocations } = plan
  return {
    role: together?.role ?? 'alone', wallet, allocations,
    text: together?.proposalText ?? together?.rounds?.text ?? draft?.text ?? null,
    reply: await replyOf({ plan, attempts }),
    freeFrom: freeFromOf(record, context),
    ...running,
  }
}

/** The same signature, encrypted once more: the submitter may not have received it. */
async function replyOf({ plan: { together, session, wallet }, attempts }: Pick<JournalRecord, 'plan' | 'attempts'>): Promise<string | null> {
  if (together?.role !== 'co-signer' || together.proposalText === null || attempts.length === 0) return null
  const { stamp, ...proposal } = resolveProposal(readProposalText(together.proposalText), addressesOf(session))
  const stamped: StampedProposal | null = stamp && { ...proposal, stamp }
  return stamped && replyText(await replyFor(stamped, session, wallet, attempts.map(({ attempt }) => attempt), 'by hand'))
}
