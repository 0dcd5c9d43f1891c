import { bytesToHex } from '@noble/curves/abstract/utils'
import type { ClosingContext } from '../closing/context'
import type { CosigningPart } from '../closing/cosigning'
import type { RunningClosing } from '../closing/runningClosing'
import type { CloseRequest } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import { addressesOf } from '../sessions/allocations'
import type { Hex } from '../types'
import { utf8 } from '../wallet/bytes'
import type { SessionKeyPolicy } from '../wallet/types'
import type { CoSigning, CoSignOptions } from './api'
import { readProposalText } from './codec/proposalCodec'
import { ReviewedProposal } from './coSigning'
import { coSignerPart } from './coSignerPart'
import { originDigestOf } from './origin'
import { resolveProposal } from './portable'
import { nodeCosigningOf, readFacts } from './readFacts'
import { APPROVAL_LIMIT, LEAST_LEFT, type StampedProposal } from './review/checkAtSigning'
import type { ProposalTexts } from './review/checkProposal'
import { reviewProposal } from './review/reviewProposal'
import { allocationsOf } from './rows'

/** The longest life of a signature that is given by hand, in milliseconds. */
const LONGEST_LIFE = 900_000
/** The shortest life of a session key that is made for one proposal, in milliseconds. */
const SHORTEST_KEY_LIFE = 60_000

/** What opening a proposal needs of the client. */
export interface OpeningParts {
  readonly context: ClosingContext
  /** @throws `PROPOSAL_CONFLICT` */
  start(request: CloseRequest, part: CosigningPart, context: ClosingContext): RunningClosing
  /** Waits no longer than the client lives. @throws `CLIENT_DISPOSED`, and what the work throws */
  unlessEnded<T>(work: () => Promise<T>): Promise<T>
}

/**
 * Reads a proposal, checks it against what the node says, and prepares its review. Nothing is signed.
 * @throws `PROPOSAL_…`, `SESSION_…`, `SIGNATURE_NOT_NEEDED`, `QUORUM_UNREACHABLE`, and the errors of any request
 */
export async function openProposal(
  text: string, { submitter, longestLife = LONGEST_LIFE, signWithWallet = false }: CoSignOptions, { context, start, unlessEnded }: OpeningParts,
): Promise<CoSigning> {
  const expectedSubmitter = submitter ?? null
  const { protocol, timers } = context
  const node = nodeCosigningOf(protocol)
  if (node.window === null && !(longestLife >= SHORTEST_KEY_LIFE)) {
    throw new NitroliteError('OPTIONS_INVALID', { option: 'longestLife', reason: 'On a nitronode it must be a minute or more: two steps are sent with the signatures.' })
  }
  const portable = readProposalText(text)
  const access = context.present()
  const facts = await readFacts(protocol, access, portable.sessionId, expectedSubmitter)
  const { session } = facts
  const participants = addressesOf(session)
  const { stamp, ...unstamped } = resolveProposal(portable, participants)
  // A proposal without a stamp can only be approved, and the submitter asks for the signature later.
  if (!stamp) throw new NitroliteError('PROPOSAL_NOT_APPROVED')
  const proposal: StampedProposal = { ...unstamped, stamp }
  const bytes = node.proposalsOf(
    { session, kind: proposal.kind, allocations: allocationsOf(proposal, participants), sessionData: proposal.sessionData, stamp },
    access.connection)
  const texts = { bytes: bytesToCompare(portable.request, bytes.map(({ text }) => text).join('\n')), originDigest: originDigestOf(proposal) }
  const review = reviewProposal(proposal, facts, texts)
  // This device's clock at a time of the node's clock.
  const toDevice = (time: number): number => timers.now() + time - access.connection.now()
  const end = stamp.by === 'time' && node.window !== null ? stamp.ts + node.window : null
  const signUntil = end === null ? access.connection.now() + APPROVAL_LIMIT : end - LEAST_LEFT
  const keyEnd = (policy: SessionKeyPolicy | null): number => policy ? policy.expiresAt * 1000 : access.connection.now() + longestLife
  const fixedEnd = end === null ? signWithWallet ? Infinity : null : toDevice(end)
  return new ReviewedProposal({
    proposal, review, session, wallet: facts.wallet, signUntil: toDevice(signUntil),
    usableUntil: policy => fixedEnd ?? toDevice(keyEnd(policy)),
    unlessEnded,
    report: (thrown) => { context.report(thrown) },
    nodeTime: () => access.connection.now(),
    start: (approval, deliver) => start(
      { sessionId: session.id, allocations: allocationsOf(proposal, participants), ...proposal.sessionData !== null && { sessionData: proposal.sessionData } },
      coSignerPart({
        context, node, text, proposal, bytes, texts, approval, expectedSubmitter, longestLife, deliver,
        isByWallet: signWithWallet, signUntil: end === null ? signUntil : null,
      }),
      context,
    ),
  })
}

/** Bytes that came along are compared with those that this client makes, and never signed. */
const bytesToCompare = (received: Hex | null, own: string): ProposalTexts['bytes'] =>
  received === null ? null : { received, own: `0x${bytesToHex(utf8(own))}` }
