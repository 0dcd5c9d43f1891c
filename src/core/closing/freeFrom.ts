import { NitroliteError } from '../errors/errors'
import { coSignerKey, journalKey, type JournalRecord } from '../journal/journal'
import { isSameAddress } from '../sessions/participants'
import type { Address } from '../types'
import type { ClosingContext } from './context'
import type { Knowledge } from './policy/knowledge'
import { sourceOf } from './policy/signers'
import { keptDraft, recordOf } from './record'

/** What the time depends on until a wallet is free to sign for a session again. */
export type FreeFromContext = Pick<ClosingContext, 'protocol' | 'timers' | 'recovery' | 'loggedIn'>

/** See `SigningSlot.freeFrom`. A signature is over once the node refuses it, and has finished what it has begun before. */
export function freeFromOf(
  { plan, draft, attempts }: Pick<JournalRecord, 'plan' | 'draft' | 'attempts'>, { protocol, timers, recovery, loggedIn }: FreeFromContext,
): number | null {
  const open = attempts.filter(({ outcome }) => outcome?.kind !== 'refused')
  // A submitter signs last. Until then, its wallet is free as soon as the submitter stops collecting.
  if (open.length === 0) return draft?.sendUntil ?? null
  const connection = loggedIn(plan.wallet)?.connection
  const fenced = Math.max(...open.map(({ attempt }) => protocol.resending.fencedFrom(attempt, recovery.skew)))
  return connection && Number.isFinite(fenced) ? Math.ceil(timers.now() + fenced - connection.now() + recovery.settle) : null
}

/** The same for a closing that this client works on. */
export function freeFromOfKnown(k: Knowledge, context: FreeFromContext): number | null {
  const source = sourceOf(k)
  return k.plan && freeFromOf(recordOf(k, k.plan, { draft: source && keptDraft(source, context.timers) }), context)
}

/** @param freeFrom when the wallet is expected to be free; null if nobody can say it */
export const conflictError = (freeFrom: number | null): NitroliteError => new NitroliteError('PROPOSAL_CONFLICT', freeFrom === null ? {} : { freeFrom })

/**
 * Rejects for a wallet that cannot sign because of what the journal holds. If the journal fails, the error does not say when the
 * wallet is expected to be free.
 * @param wallet null while it is not known who signs
 * @throws `PROPOSAL_CONFLICT`
 */
export function failWithConflict(
  context: FreeFromContext & Pick<ClosingContext, 'url' | 'journal'>, { id, sessionId, plan }: Pick<Knowledge, 'id' | 'sessionId' | 'plan'>, wallet: Address | null,
): Promise<never> {
  const { url, journal } = context
  const isOfWallet = ({ plan }: JournalRecord): boolean => wallet !== null && isSameAddress(plan.wallet, wallet)
  // There is one sender for each session, so another wallet is in the way of a submitter too. A co-signer's wallet is always known.
  const isSubmitter = wallet === null || plan?.together?.role === 'submitter'
  const isInTheWay = (record: JournalRecord): boolean => record.closingId !== id && (isSubmitter || isOfWallet(record))
  const keys = [journalKey(url, sessionId), ...wallet === null ? [] : [coSignerKey(url, sessionId, wallet)]]
  return Promise.all(keys.map(key => journal.read(key))).catch(() => []).then((entries) => {
    const times = entries.flatMap(entry => entry && isInTheWay(entry.record) ? [freeFromOf(entry.record, context) ?? Infinity] : [])
    const latest = Math.max(...times)
    throw conflictError(Number.isFinite(latest) ? latest : null)
  })
}
