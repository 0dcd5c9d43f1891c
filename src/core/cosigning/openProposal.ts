import { bytesToHex } from '@noble/curves/abstract/utils'
import type { ClosingContext } from '../closing/context'
import type { CosigningPart } from '../closing/cosigning'
import type { RunningClosing } from '../closing/runningClosing'
import type { CloseRequest } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import { addressesOf } from '../sessions/allocations'
import type { Hex } from '../types'
import { utf8 } from '../wallet/bytes'
import type { CoSigning, CoSignOptions } from './api'
import { readProposalText } from './codec/proposalCodec'
import { ReviewedProposal } from './coSigning'
import { coSignerPart } from './coSignerPart'
import { originDigestOf } from './origin'
import { resolveProposal } from './portable'
import { nodeCosigningOf, readFacts } from './readFacts'
import { LEAST_LEFT, type StampedProposal } from './review/checkAtSigning'
import type { ProposalTexts } from './review/checkProposal'
import { reviewProposal } from './review/reviewProposal'
import { allocationsOf } from './rows'

/** The longest life of a signature that is given by hand, in milliseconds. */
const LONGEST_LIFE = 900_000

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
  text: string, { submitter, longestLife = LONGEST_LIFE }: CoSignOptions, { context, start, unlessEnded }: OpeningParts,
): Promise<CoSigning> {
  const expectedSubmitter = submitter ?? null
  const { protocol, timers } = context
  const node = nodeCosigningOf(protocol)
  const portable = readProposalText(text)
  const access = context.present()
  const facts = await readFacts(protocol, access, portable.sessionId, expectedSubmitter)
  const { session } = facts
  const participants = addressesOf(session)
  const { stamp, ...unstamped } = resolveProposal(portable, participants)
  // A proposal without a time can only be approved, and the submitter asks for the signature later.
  if (stamp?.by !== 'time') throw new NitroliteError('PROPOSAL_NOT_APPROVED')
  const proposal: StampedProposal = { ...unstamped, stamp }
  const bytes = node.proposalOf({
    sessionId: session.id, allocations: allocationsOf(proposal, participants), sessionData: proposal.sessionData,
    requestId: stamp.requestId, ts: stamp.ts,
  })
  const texts = { bytes: bytesToCompare(portable.request, bytes.text), originDigest: originDigestOf(proposal) }
  const review = reviewProposal(proposal, facts, texts)
  const end = timers.now() + stamp.ts + node.window - access.connection.now()
  return new ReviewedProposal({
    proposal, review, session, wallet: facts.wallet, signUntil: end - LEAST_LEFT, usableUntil: end,
    unlessEnded,
    report: (thrown) => { context.report(thrown) },
    nodeTime: () => access.connection.now(),
    start: (approval, deliver) => start(
      { sessionId: session.id, allocations: allocationsOf(proposal, participants), ...proposal.sessionData !== null && { sessionData: proposal.sessionData } },
      coSignerPart({ context, node, wallet: facts.wallet, text, proposal, bytes, texts, approval, expectedSubmitter, longestLife, deliver }),
      context,
    ),
  })
}

/** Bytes that came along are compared with those that this client makes, and never signed. */
const bytesToCompare = (received: Hex | null, own: string): ProposalTexts['bytes'] =>
  received === null ? null : { received, own: `0x${bytesToHex(utf8(own))}` }
