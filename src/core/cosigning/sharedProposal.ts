import type { RunningClosing } from '../closing/runningClosing'
import type { Draft, SharedDraft } from '../closing/policy/attempts'
import { missingWeight } from '../closing/policy/signers'
import type { ClosingPlan } from '../closing/types'
import type { Timers } from '../connection/types'
import type { NotedDecline, SharedProposal } from './api'
import { linkOf } from './codec/texts'
import { comparisonCodeOf, meaningOf } from './meaning'
import { qrOf } from './qr'
import { sharedProposalOf } from './readReply'

/**
 * What a submitter shows about its proposal. The closing holds the signatures; this only reads them.
 * @param declines what participants wrote who do not sign; they may become more
 */
export function shareProposal(
  closing: RunningClosing, plan: ClosingPlan, draft: SharedDraft, timers: Timers, declines: readonly NotedDecline[],
): SharedProposal {
  const { text } = draft.shared
  const proposal = sharedProposalOf(draft, plan.session)
  const signUntil = timers.now() + draft.sendUntil - timers.elapsed()
  const latest = (): Draft => closing.draft ?? draft
  return {
    closing,
    text,
    code: comparisonCodeOf(meaningOf(proposal), proposal.box),
    signUntil,
    get signedBy() { return latest().signatures.map(({ participant }) => participant) },
    get missingWeight() { return missingWeight(plan, latest()) },
    get declines() { return [...declines] },
    link: page => linkOf(page, text),
    qrCode: page => qrOf(page === undefined ? text : linkOf(page, text)),
  }
}
