import { isShared, type Draft } from '../closing/policy/attempts'
import { missingWithout } from '../closing/policy/signers'
import type { RunningClosing } from '../closing/runningClosing'
import type { ClosingPlan } from '../closing/types'
import type { Timers } from '../connection/types'
import { NitroliteError } from '../errors/errors'
import { addressesOf } from '../sessions/allocations'
import type { Address, Unsubscribe } from '../types'
import type { NotedDecline, SharedProposal } from './api'
import { readProposalText } from './codec/proposalCodec'
import { linkOf } from './codec/texts'
import { comparisonCodeOf, meaningOf } from './meaning'
import { resolveProposal } from './portable'
import { qrOf } from './qr'
import type { Transport } from './transport'
import type { CloseProposal } from './types'

/** What a submitter shows beside its closing. */
export interface SharedParts {
  readonly timers: Timers
  /** Messages of participants who do not sign. The list can grow. */
  readonly declines: readonly NotedDecline[]
  /** Who approves and is there now. Nobody if approving is signing. */
  approvedBy(): readonly Address[]
  /** Who is in the room now; null while nobody knows that. */
  presentNow(): readonly Address[] | null
  /** Enters the room of the proposal again. */
  enter(transport: Transport): void
  subscribe(listener: () => void): Unsubscribe
}

/** The proposal that participants see: with the bytes to sign, or without them if participants approve first. */
export function proposalShared(plan: ClosingPlan, draft: Draft | null): CloseProposal {
  return resolveProposal(readProposalText(textShared(plan, draft)), addressesOf(plan.session))
}

/** @throws `PROPOSAL_GONE` when nothing is shared yet */
function textShared({ together }: ClosingPlan, draft: Draft | null): string {
  const text = together?.rounds?.text ?? draft?.shared?.text
  if (text === undefined) throw new NitroliteError('PROPOSAL_GONE')
  return text
}

/** What a submitter shows about its proposal. The closing holds the signatures; this only reads them. */
export function shareProposal(closing: RunningClosing, plan: ClosingPlan, first: Draft | null, { timers, declines, approvedBy, presentNow, enter, subscribe }: SharedParts): SharedProposal {
  const text = textShared(plan, first)
  const proposal = proposalShared(plan, first)
  /** A draft that became an attempt is no longer in the closing. */
  const latest = (): Draft | null => closing.draft ?? first
  const isInRoom = plan.together?.rounds !== undefined
  /** Signatures of a round that is over can no longer be used. */
  const signedBy = (): Address[] => {
    const draft = latest()
    return draft && !(isInRoom && draft.sendUntil <= timers.elapsed()) ? draft.signatures.map(({ participant }) => participant) : []
  }
  return {
    closing,
    text,
    code: comparisonCodeOf(meaningOf(proposal), proposal.box),
    get signUntil() {
      const draft = latest()
      const left = (draft?.sendUntil ?? -Infinity) - timers.elapsed()
      // Between two rounds, nobody can sign.
      return draft && !(isInRoom && left <= 0) ? timers.now() + left : null
    },
    isInRoom,
    get approvedBy() { return approvedBy() },
    get presentNow() { return presentNow() },
    get signedBy() { return signedBy() },
    get refusedBy() {
      const { refused = [] } = latest() ?? {}
      const signed = signedBy()
      return [...new Set(refused.map(({ participant }) => participant))].filter(participant => !signed.includes(participant))
    },
    get missingWeight() { return missingWithout(plan, signedBy()) },
    // Anybody in a room can say that a participant declines. A repeated approval and a signature count for more.
    get declines() {
      const willing = [...approvedBy(), ...signedBy()]
      return declines.filter(({ participant }) => !willing.includes(participant))
    },
    enter,
    subscribe,
    link: page => linkOf(page, text),
    qrCode: page => qrOf(page === undefined ? text : linkOf(page, text)),
  }
}

/** The closing collects something, and the journal holds what is shared. */
export const isSharing = ({ plan, draft, state }: RunningClosing): boolean =>
  state === 'collecting' && plan !== null && (isShared(draft) || plan.together?.rounds !== undefined)
