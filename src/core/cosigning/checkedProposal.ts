import { bytesToHex } from '@noble/curves/abstract/utils'
import type { ClosingContext } from '../closing/context'
import type { CoSignerPart } from '../closing/cosigning'
import type { Attempt, CloseRequest, Proposal } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import { APPROVAL_LIMIT } from '../journal/journal'
import { addressesOf } from '../sessions/allocations'
import type { Hex } from '../types'
import { utf8 } from '../wallet/bytes'
import type { CoSignOptions } from './options'
import { proposalText, type PortableProposal } from './codec/proposalCodec'
import { coSignerPart } from './coSignerPart'
import type { NodeCosigning } from './nodeCosigning'
import { ForeignKeys } from './foreignKeys'
import { noteOwnKey } from './ownKeys'
import { originDigestOf } from './statements'
import { rememberedSubmitter } from './rememberedSubmitter'
import { resolveProposal, toPortable } from './portable'
import { checkNodeKey, nodeCosigningOf, readFacts, type SessionFacts } from './readFacts'
import type { Approval, StampedProposal } from './review/checkAtSigning'
import type { ProposalTexts } from './review/checkProposal'
import { signatureEnd, type SignatureEnd } from './signatureEnd'
import { reviewProposal, type ProposalReview } from './review/reviewProposal'
import { allocationsOf } from './rows'
import type { CloseProposal } from './types'

/** The longest life of a signature that is given by hand, or with a session key that is made for it, in milliseconds. */
const LONGEST_LIFE = 900_000
/** The longest life of a signature that the submitter asks for while everybody is there, in milliseconds. */
const LONGEST_LIFE_IN_ROUND = 60_000
/** The shortest life of a session key that is made for one proposal, in milliseconds. */
const SHORTEST_KEY_LIFE = 60_000

/** How the app restricts what is signed. */
export type SigningTerms = Pick<CoSignOptions, 'submitter' | 'longestLife' | 'signWithWallet'>

/** A proposal in which the first review has found no fault. */
export interface CheckedProposal {
  readonly proposal: CloseProposal
  readonly review: ProposalReview
  readonly facts: SessionFacts
  readonly node: NodeCosigning
  readonly foreignKeys: ForeignKeys
  /** What to close, for the closing that signs. */
  readonly request: CloseRequest
  /** The part of a closing that signs the proposal with this stamp. It checks everything once more at that moment. */
  partFor(stamped: StampedProposal, approval: Approval | null, deliver: (attempts: readonly Attempt[]) => void): CoSignerPart
  /** When a signature of these bytes ends. */
  endOf(stamped: StampedProposal): SignatureEnd
}

/**
 * Checks a proposal against what the node says, and prepares its review. Nothing is signed.
 * @throws `PROPOSAL_…`, `SESSION_…`, `SIGNATURE_NOT_NEEDED`, `QUORUM_UNREACHABLE`, `OPTIONS_INVALID`, and the errors of any request
 */
export async function checkedProposal(
  portable: PortableProposal, { submitter, signWithWallet = false, ...terms }: SigningTerms, context: ClosingContext,
): Promise<CheckedProposal> {
  const configured = submitter ?? null
  const { protocol } = context
  const node = nodeCosigningOf(protocol)
  // Anybody in a room can ask for a signature. One that lives for long would be in the hands of the submitter all that time.
  const isForRound = portable.stamp === null && node.window !== null
  const { longestLife = isForRound ? LONGEST_LIFE_IN_ROUND : LONGEST_LIFE } = terms
  if (node.window === null && !(longestLife >= SHORTEST_KEY_LIFE)) {
    throw new NitroliteError('OPTIONS_INVALID', { option: 'longestLife', reason: 'On a nitronode it must be a minute or more: two steps are sent with the signatures.' })
  }
  const access = context.present()
  // In a room, people may approve a proposal of another submitter at any time. It is signed after the earlier signature is over.
  const remembered = portable.stamp === null || configured ? null : await rememberedSubmitter(context, portable.sessionId, access.login.wallet)
  const foreignKeys = new ForeignKeys({ context, wallet: access.login.wallet, sessionId: portable.sessionId })
  const [facts] = await Promise.all([
    readFacts(protocol, access, portable.sessionId, configured ?? remembered), foreignKeys.read(), checkNodeKey(protocol, access),
  ])
  const { session } = facts
  // A connection knows the node's clock also while its socket is closed.
  const { connection } = access
  const nodeTime = (): number => connection.now()
  const participants = addressesOf(session)
  const proposal = resolveProposal(portable, participants)
  const { sessionData } = proposal
  const allocations = allocationsOf(proposal, participants)
  const bytesOf = ({ kind, stamp }: StampedProposal): readonly Proposal[] =>
    node.proposalsOf({ session, kind, allocations, sessionData, stamp }, connection)
  const textsOf = (checked: CloseProposal): ProposalTexts => ({
    bytes: isStamped(checked) ? bytesToCompare(portable.request, bytesOf(checked).map(({ text }) => text).join('\n')) : null,
    originDigest: originDigestOf(checked),
  })
  // Nothing in such a stamp says when it ends. A person who has read the proposal long ago reads it again.
  const signUntil = isStamped(proposal) && node.window === null ? nodeTime() + APPROVAL_LIMIT : null
  return {
    proposal, facts, node, foreignKeys,
    review: reviewProposal(proposal, facts, textsOf(proposal), foreignKeys.list),
    request: { sessionId: session.id, allocations, ...sessionData !== null && { sessionData } },
    endOf: stamped => signatureEnd(stamped, { node, longestLife, isByWallet: signWithWallet, timers: context.timers, nodeTime }),
    partFor: (stamped, approval, deliver) => coSignerPart({
      isByWallet: signWithWallet, signUntil, foreignKeys,
      context, node, wallet: facts.wallet, proposal: stamped, bytes: bytesOf(stamped), texts: textsOf(stamped), approval, longestLife, deliver,
      // When this signs, no earlier signature can be used any more.
      expectedSubmitter: configured,
      onKeyMade: key => noteOwnKey({ context, node, session, wallet: facts.wallet, allocations, sessionData }, key, longestLife),
      text: proposalText(toPortable(stamped, participants, portable.request)),
    }),
  }
}

export const isStamped = (proposal: CloseProposal): proposal is StampedProposal => proposal.stamp !== null

/** Bytes that came along are compared with those that this client makes, and never signed. */
const bytesToCompare = (received: Hex | null, own: string): ProposalTexts['bytes'] =>
  received === null ? null : { received, own: `0x${bytesToHex(utf8(own))}` }
