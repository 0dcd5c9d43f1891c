import type { ClosingPlan } from '../closing/types'
import { addressesOf } from '../sessions/allocations'
import { proposalText } from './codec/proposalCodec'
import { nodeTagOf } from './meaning'
import { toPortable } from './portable'
import { fundedAssets } from './review/checkAmounts'
import { rowsOf } from './rows'
import type { CloseProposal, ProposalKind } from './types'

/** What a proposal has beyond the plan of the closing. */
type Details = Pick<CloseProposal, 'box' | 'stamp' | 'origin'>

/** What participants sign for a closing: a new split needs two steps on some nodes. */
export const kindOfPlan = ({ submissions }: ClosingPlan): ProposalKind => submissions.length > 1 ? 'operate and close' : 'close'

/** The proposal of a closing that its submitter has planned. */
export function proposalOfPlan(plan: ClosingPlan, details: Details): CloseProposal {
  const { session, allocations, sessionData, wallet, broker } = plan
  const participants = addressesOf(session)
  const assets = fundedAssets(session).map(({ symbol, scale }) => ({ symbol, scale }))
  return {
    version: 1, kind: kindOfPlan(plan), nodeTag: nodeTagOf(broker), sessionId: session.id, submitter: wallet,
    assets, rows: rowsOf(allocations, participants, assets), sessionData, ...details,
  }
}

/** The same as a text. */
export const textOfPlan = (plan: ClosingPlan, details: Details): string =>
  proposalText(toPortable(proposalOfPlan(plan, details), addressesOf(plan.session)))
