import type { ClosingContext } from '../closing/context'
import { coSignerKey } from '../journal/journal'
import { addressesOf } from '../sessions/allocations'
import type { Address, Hex } from '../types'
import { readProposalText } from './codec/proposalCodec'
import { resolveProposal } from './portable'

/**
 * The submitter who may still send a signature that the wallet has given for a session. Two submitters could pay the session twice.
 * Nothing is remembered once that signature can no longer be used.
 * @returns null if there is no such signature, or the journal cannot be read. In that case nothing can be signed either, because
 * each signature is written first
 */
export const rememberedSubmitter = ({ url, journal }: Pick<ClosingContext, 'url' | 'journal'>, sessionId: Hex, wallet: Address): Promise<Address | null> =>
  journal.read(coSignerKey(url, sessionId, wallet)).then((entry) => {
    const { session, together } = entry?.record.plan ?? {}
    return session && together?.proposalText ? resolveProposal(readProposalText(together.proposalText), addressesOf(session)).submitter : null
  }).catch(() => null)
