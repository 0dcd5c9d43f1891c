import type { DraftSignature, SharedDraft } from '../closing/policy/attempts'
import { NitroliteError } from '../errors/errors'
import type { ClosingContext } from '../closing/context'
import type { Access } from '../protocols/protocol'
import { addressesOf } from '../sessions/allocations'
import type { AppSession } from '../sessions/types'
import { readProposalText } from './codec/proposalCodec'
import { proposalIdOf } from './meaning'
import type { NodeCosigning } from './nodeCosigning'
import { resolveProposal } from './portable'
import { boxOfSession } from './replyBox'
import { checkReply } from './review/checkReply'
import type { KeyGrant } from './review/facts'
import { openReply } from './seal'
import type { CloseProposal, ParticipantSignature, SealedReply } from './types'

/** The proposal that a submitter has shared. */
export const sharedProposalOf = ({ shared }: SharedDraft, session: AppSession): CloseProposal =>
  resolveProposal(readProposalText(shared.text), addressesOf(session))

/** What reading a reply needs of the client. */
export interface ReplyContext extends Pick<ClosingContext, 'protocol' | 'timers'> {
  /** Null while the wallet of the proposal is not logged in. */
  readonly access: Access | null
  readonly node: NodeCosigning
  /** A person hands the reply in. Replies in a room come by themselves. @default false */
  readonly isByPerson?: boolean
}

/**
 * Opens a reply and checks it before it counts.
 * @param draft what the reply may belong to
 * @returns null if the reply belongs to another proposal
 * @throws `PROPOSAL_GONE`, `SIGNATURE_INVALID`, `SIGNATURE_STRANGER`, `SIGNATURE_KEY_UNFIT`, `ENCRYPTION_UNAVAILABLE`
 */
export async function readReply(
  reply: SealedReply, draft: SharedDraft, session: AppSession, { protocol, timers, access, node, isByPerson }: ReplyContext,
): Promise<DraftSignature | null> {
  const { proposals, shared, sendUntil, refused } = draft
  const offered = sharedProposalOf(draft, session)
  const proposalId = proposalIdOf(offered)
  if (reply.proposalId !== proposalId) return null
  if (!access) throw new NitroliteError('NOT_CONNECTED')
  const box = await boxOfSession(protocol, access, session, shared.boxSalt, isByPerson)
  // The session key that made the box was replaced.
  if (box.publicKey !== offered.box) throw new NitroliteError('PROPOSAL_GONE')
  const opened = await openReply(box, reply, addressesOf(session))
  const [first] = proposals
  const neededUntil = node.window === null || !first
    ? access.connection.now() + sendUntil - timers.elapsed() + node.sendingTime
    : first.ts + node.window
  return checkReply({ proposalId, participant: reply.participant, opened }, {
    rules: node.rules, session, proposalId, digests: proposals.map(({ digest }) => digest), neededUntil,
    listedKeys: await listedKeysOf(opened, proposals, { protocol, access, node }), refused,
  })
}

/** What the node lists of the key that has signed. Null if the node does not show the keys of other wallets. */
async function listedKeysOf(
  { participant, signatures }: ParticipantSignature, [first]: SharedDraft['proposals'],
  { protocol, access, node }: Pick<ReplyContext, 'protocol' | 'node'> & { readonly access: Access },
): Promise<readonly KeyGrant[] | null> {
  if (!protocol.readKeyGrant) return null
  const key = node.rules.proof.recoverSigner(first?.digest ?? '0x', signatures[0] ?? '0x', true)
  const grant = key === null ? null : await protocol.readKeyGrant(access.connection, participant, key)
  return grant ? [grant] : []
}
