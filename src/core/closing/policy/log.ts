import type { ClosingLogEntry } from '../types'
import { describeAction, type Action } from './action'
import type { Evidence } from './evidence'
import type { Knowledge } from './knowledge'

type KnownAttempts = Pick<Knowledge, 'attempts'>

const stagesOf = ({ attempts }: KnownAttempts): Record<number, string> =>
  Object.fromEntries(attempts.map(({ attempt, stage }) => [attempt.requestId, stage]))

export const logAction = (action: Action, k: KnownAttempts, at: number): ClosingLogEntry =>
  ({ at, type: 'action', name: action.do, details: describeAction(action), attempts: stagesOf(k) })

export const logEvidence = (e: Evidence, k: KnownAttempts, at: number): ClosingLogEntry =>
  ({ at, type: 'evidence', name: e.kind, details: describeEvidence(e), attempts: stagesOf(k) })

function describeEvidence(e: Evidence): string {
  switch (e.kind) {
    case 'turn': return e.isOurs ? 'ours' : 'theirs'
    case 'heard': return e.snapshot.state
    case 'planned': return e.plan.submissions.join(', ')
    case 'session checked': return e.isUnchanged ? 'unchanged' : 'changed'
    case 'stamped':
    case 'signed': return e.draft.proposals.map(({ submission, requestId }) => `${submission}, request ${requestId}`).join('; ')
    case 'written':
    case 'overtaken':
    case 'taken':
    case 'offered': return `${e.attempts.length === 1 ? 'attempt' : 'attempts'} ${e.attempts.map(({ requestId }) => requestId).join(',')}`
    case 'sent':
    case 'overdue': return `attempt ${e.attempt.requestId}`
    case 'answered': return `attempt ${e.attempt.requestId}: ${e.outcome.kind}${e.outcome.kind === 'landed' ? '' : ` ${e.outcome.error.code}`}`
    case 'looked': return [e.isClosed ? 'closed' : 'open', ...[...e.outcomes].map(([id, { kind }]) => `attempt ${id}: ${kind}`)].join(', ')
    case 'probed': return `cannot start: ${[...e.fenced].join(', ') || 'none'}`
    case 'agreed': return e.error.code
    case 'record': return e.record ? `${e.record.attempts.length} attempts` : 'none'
    case 'payouts': return `${e.verdict.result}, ${e.verdict.payouts.length} rows`
    case 'ending': return e.entry?.state ?? 'unknown'
    case 'removed': return e.how
    case 'ending kept': return e.result
    case 'protocol': return e.isOther ? 'another one' : 'the same'
    case 'failed': return `${e.action.do}: ${e.error.code}`
    case 'draft kept': return `${e.draft.signatures.length} signatures`
    case 'co-signed': return `by ${e.signature.participant}`
    case 'ready': return e.participants.join(', ')
    case 'others told':
    case 'hint':
    case 'turn lost':
    case 'slot taken':
    case 'record changed':
    case 'draft overtaken':
    case 'witness reached':
    case 'renewed':
    case 'continued':
    case 'stopped':
    case 'left open':
    case 'archive wanted':
    case 'archived':
    case 'resumed':
    case 'key revoked': return ''
  }
}
