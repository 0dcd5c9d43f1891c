import type { DraftSignature, SharedDraft } from '../closing/policy/attempts'
import { NitroliteError } from '../errors/errors'
import type { ClosingContext } from '../closing/context'
import type { Access } from '../protocols/protocol'
import { addressesOf } from '../sessions/allocations'
import { isSameAddress } from '../sessions/participants'
import type { AppSession } from '../sessions/types'
import type { Address } from '../types'
import { checksumAddress } from '../wallet/address'
import { readProposalText } from './codec/proposalCodec'
import { proposalIdOf } from './meaning'
import type { NodeCosigning } from './nodeCosigning'
import { resolveProposal } from './portable'
import { boxOfSession } from './replyBox'
import { checkReply } from './review/checkReply'
import { readKeyPolicy } from './review/checkOrigin'
import { isGrantedFor, type KeyGrant, type NodeRules } from './review/facts'
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
  /**
   * Whether the node may be asked about one more key that the wallet of the participant has allowed. Null if a person hands the reply
   * in, which may hold no proof of that. Replies in a room come by themselves, from anybody.
   */
  readonly admitsKey: (() => boolean) | null
}

/**
 * Opens a reply and checks it before it counts.
 * @param draft what the reply may belong to
 * @returns null if the reply belongs to another proposal
 * @throws `PROPOSAL_GONE`, `SIGNATURE_INVALID`, `SIGNATURE_STRANGER`, `SIGNATURE_KEY_UNFIT`, `ENCRYPTION_UNAVAILABLE`
 */
export async function readReply(
  reply: SealedReply, draft: SharedDraft, session: AppSession, { protocol, timers, access, node, admitsKey }: ReplyContext,
): Promise<DraftSignature | null> {
  const { proposals, shared, sendUntil, refused } = draft
  const offered = sharedProposalOf(draft, session)
  const proposalId = proposalIdOf(offered)
  if (reply.proposalId !== proposalId) return null
  if (!access) throw new NitroliteError('NOT_CONNECTED')
  const box = await boxOfSession(protocol, access, session, shared.boxSalt, admitsKey === null)
  // The session key that made the box was replaced.
  if (box.publicKey !== offered.box) throw new NitroliteError('PROPOSAL_GONE')
  const opened = await openReply(box, reply, addressesOf(session))
  const [first] = proposals
  const neededUntil = node.window === null || !first
    ? access.connection.now() + sendUntil - timers.elapsed() + node.sendingTime
    : first.ts + node.window
  const listedKeys = await listedKeysOf(opened, proposals, session, { protocol, access, node, admitsKey })
  const signature = checkReply({ proposalId, participant: reply.participant, opened }, {
    rules: node.rules, session, proposalId, digests: proposals.map(({ digest }) => digest), neededUntil, listedKeys, refused,
  })
  // The node has said what the key may sign, which may be less than its wallet has allowed once.
  return listedKeys === null ? signature : { ...signature, policy: null }
}

/** What the node lists of the key that has signed. Null if the node does not show the keys of other wallets. */
async function listedKeysOf(
  opened: ParticipantSignature, [first]: SharedDraft['proposals'], session: AppSession,
  { protocol, access, node: { rules }, admitsKey }: Pick<ReplyContext, 'protocol' | 'node' | 'admitsKey'> & { readonly access: Access },
): Promise<readonly KeyGrant[] | null> {
  if (!protocol.readKeyGrant) return null
  const key = rules.proof.recoverSigner(first?.digest ?? '0x', opened.signatures[0] ?? '0x', true)
  const isAsked = key !== null && (admitsKey === null || (isAllowedKey(key, opened, session, rules) && admitsKey()))
  const grant = isAsked ? await protocol.readKeyGrant(access.connection, opened.participant, key) : null
  return grant ? [grant] : []
}

/** The reply proves that the wallet of the participant has allowed the key. Only the participant can make such a reply. */
function isAllowedKey(key: Address, { participant, policy }: ParticipantSignature, session: AppSession, rules: NodeRules): boolean {
  const wallet = checksumAddress(participant)
  const grant = policy && wallet !== null ? readKeyPolicy(policy, wallet, rules) : null
  return grant !== null && isSameAddress(grant.key, key) && isGrantedFor(grant, session, rules)
}
