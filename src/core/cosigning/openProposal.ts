import type { ClosingContext } from '../closing/context'
import type { CosigningPart } from '../closing/cosigning'
import type { RunningClosing } from '../closing/runningClosing'
import type { CloseRequest } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import type { Unsubscribe } from '../types'
import type { CoSigning } from './api'
import type { CoSignOptions } from './options'
import { checkedProposal, isStamped, type CheckedProposal } from './checkedProposal'
import type { PortableProposal } from './codec/proposalCodec'
import { ReviewedProposal } from './coSigning'
import type { Room } from './coSigningParts'

/** What opening a proposal needs of the client. */
export interface OpeningParts {
  readonly context: ClosingContext
  /** @throws `PROPOSAL_CONFLICT` */
  start(request: CloseRequest, part: CosigningPart, context: ClosingContext): RunningClosing
  /** Waits no longer than the client lives. @throws `CLIENT_DISPOSED`, and what the work throws */
  unlessEnded<T>(work: () => Promise<T>): Promise<T>
  /** Calls back once when the client ends. @returns a function that cancels this */
  onEnd(task: () => void): Unsubscribe
}

/**
 * Checks a proposal against what the node says, and prepares its review. Nothing is signed.
 * @throws `PROPOSAL_…`, `SESSION_…`, `SIGNATURE_NOT_NEEDED`, `QUORUM_UNREACHABLE`, and the errors of any request
 */
export async function openProposal(portable: PortableProposal, options: CoSignOptions, parts: OpeningParts): Promise<CoSigning> {
  const checked = await checkedProposal(portable, options, parts.context)
  if (!isStamped(checked.proposal)) {
    throw new NitroliteError('OPTIONS_INVALID', {
      option: 'transport', reason: 'The participants of this proposal approve first and sign later, when its sender asks them over its transport.',
    })
  }
  return reviewOf(checked, parts, null)
}

/**
 * The review of a proposal without a fault.
 * @param room where the submitter asks for the signature; null when the reply is taken to the submitter by hand
 */
export function reviewOf(
  { proposal, review, facts, foreignKeys, request, partFor, endOf }: CheckedProposal, { context, start, unlessEnded }: OpeningParts, room: Room | null,
): ReviewedProposal {
  return new ReviewedProposal({
    proposal, review, foreignKeys, session: facts.session, wallet: facts.wallet, room,
    unlessEnded, endOf,
    nodeTime: () => context.loggedIn(facts.wallet)?.connection.now() ?? null,
    report: (thrown) => { context.report(thrown) },
    start: (stamped, approval, deliver) => start(request, partFor(stamped, approval, deliver), context),
  })
}
