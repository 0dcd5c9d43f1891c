import { NitroliteError } from '../errors/errors'
import type { Access } from '../protocols/protocol'
import { asSentNow } from './cosigning'
import { planOf, type EffectTools } from './effectTools'
import { failWithConflict } from './freeFrom'
import type { DraftSignature, SharedDraft } from './policy/attempts'
import type { Evidence } from './policy/evidence'
import type { Knowledge } from './policy/knowledge'
import { sourceOf } from './policy/signers'
import { keptDraft, recordOf, withSignatureOf } from './record'
import type { Attempt } from './types'

type RecordTools = Pick<EffectTools, 'record' | 'context' | 'cosigning'>

/**
 * Writes what the submitter collects signatures for.
 * @throws `PROPOSAL_CONFLICT` when the session is being closed, or when the wallet has signed for it; and the errors of the journal
 */
export const keepDraft = ({ record, cosigning, context }: RecordTools, k: Knowledge, draft: SharedDraft): Promise<Evidence> =>
  record.write(recordOf(k, planOf(k), { draft: keptDraft(draft, context.timers) })).then((writing) => {
    if (writing === 'taken' || writing === 'contested') return failWithConflict(context, k, planOf(k).wallet)
    if (writing !== 'written') return { kind: 'draft overtaken' }
    // A draft with signatures was asked for already.
    if (cosigning?.role === 'submitter' && draft.signatures.length === 0) cosigning.ask?.(draft)
    return { kind: 'draft kept', draft }
  })

/**
 * Writes that the wallet is about to sign, or to ask others for approval.
 * @throws `PROPOSAL_CONFLICT` when the wallet has signed or collects for the session already; and the errors of the journal
 */
export const takeSlot = ({ record, context }: RecordTools, k: Knowledge): Promise<Evidence> =>
  record.write(recordOf(k, planOf(k))).then(writing => writing === 'written' ? { kind: 'slot taken' } : failWithConflict(context, k, planOf(k).wallet))

/**
 * Writes attempts that are sent, or given to the submitter, afterwards.
 * @param access the login whose connection a submitter sends on
 * @throws `CLOSING_IN_PROGRESS`, `PROPOSAL_CONFLICT` when the wallet has another record for the session; and the errors of the journal
 */
export function writeAttempts({ record, context }: RecordTools, k: Knowledge, prepared: readonly Attempt[], access: Access | null): Promise<Evidence> {
  const plan = planOf(k)
  const attempts = plan.together?.role === 'submitter' ? asSentNow(prepared, k.attempts, access) : prepared
  const source = sourceOf(k)
  return record.write(recordOf(k, plan, { written: attempts, draft: source && keptDraft(source, context.timers) })).then((writing) => {
    if (writing !== 'contested') return { kind: writing, attempts }
    if (plan.together) return failWithConflict(context, k, plan.wallet)
    throw new NitroliteError('CLOSING_IN_PROGRESS')
  })
}

/**
 * Writes the signature of another participant into the record of a closing that another client works on, and tells that client.
 * @param text the proposal that it signs, as it was shared
 * @returns whether that client still collects signatures
 * @throws `JOURNAL_…`
 */
export const passOn = ({ record, turn, tell }: Pick<EffectTools, 'record' | 'turn' | 'tell'>, signature: DraftSignature, text: string): Promise<boolean> =>
  record.amend(present => withSignatureOf(present, signature, text)).then((amended) => {
    if (!amended) return false
    tell({ kind: 'record', record: amended })
    turn.tellChange()
    return true
  })
