import type { DraftSignature, SharedDraft } from '../closing/policy/attempts'
import { NitroliteError } from '../errors/errors'
import type { Access } from '../protocols/protocol'
import { addressesOf } from '../sessions/allocations'
import type { AppSession } from '../sessions/types'
import { readProposalText } from './codec/proposalCodec'
import { proposalIdOf } from './meaning'
import type { NodeCosigning } from './nodeCosigning'
import { resolveProposal } from './portable'
import { boxFor } from './replyBox'
import { checkReply } from './review/checkReply'
import { openReply } from './seal'
import type { CloseProposal, SealedReply } from './types'

/** The proposal that a submitter has shared. */
export const sharedProposalOf = ({ shared }: SharedDraft, session: AppSession): CloseProposal =>
  resolveProposal(readProposalText(shared.text), addressesOf(session))

/**
 * Opens a reply and checks it before it counts.
 * @param draft what the reply may belong to
 * @returns null if the reply belongs to another proposal
 * @throws `PROPOSAL_GONE`, `SIGNATURE_INVALID`, `SIGNATURE_STRANGER`, `SIGNATURE_KEY_UNFIT`, `ENCRYPTION_UNAVAILABLE`
 */
export async function readReply(
  reply: SealedReply, draft: SharedDraft, session: AppSession, access: Access | null, node: NodeCosigning,
): Promise<DraftSignature | null> {
  const { proposal, shared } = draft
  const offered = sharedProposalOf(draft, session)
  const proposalId = proposalIdOf(offered)
  if (reply.proposalId !== proposalId) return null
  if (!access) throw new NitroliteError('NOT_CONNECTED')
  const box = await boxFor(access.login.signer, shared.boxSalt)
  // The session key that made the box was replaced.
  if (box.publicKey !== offered.box) throw new NitroliteError('PROPOSAL_GONE')
  const opened = await openReply(box, reply, addressesOf(session))
  const { participant, signer, signatures: [signature], policy } = checkReply({ proposalId, participant: reply.participant, opened }, {
    rules: node.rules, session, proposalId, digests: [proposal.digest], neededUntil: proposal.ts + node.window,
    listedKeys: null, refusedSigners: [],
  })
  if (!signature) throw new NitroliteError('SIGNATURE_INVALID')
  return { participant, signer, signature, policy }
}
