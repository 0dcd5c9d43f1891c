import type { Attempt, AttemptOutcome, ClosingPlan } from '../../closing/types'
import type { Access } from '../protocol'
import { ask } from './calls'
import { judgeStoredAnswer } from './closing'
import { PAGE_SIZE } from './paging'
import * as schemas from './schemas'

/** Length of 0x and 64 bytes. The node stores the last byte of a signature in another form (recorded in rpc-history.jsonl). */
const COMPARED_LENGTH = 2 + 2 * 64

const signatureKey = (signature: string | undefined): string => (signature ?? '').slice(0, COMPARED_LENGTH).toLowerCase()

/**
 * Looks up the outcomes of attempts in the node's history of the wallet's calls. The history contains answers even if the socket
 * was lost before they could be sent. An attempt without an entry may still be in progress.
 */
export async function readOutcomes(
  { connection, login }: Access, { session }: ClosingPlan, attempts: readonly Attempt[],
): Promise<ReadonlyMap<number, AttemptOutcome>> {
  const attemptsBySignature = new Map(attempts.map(attempt => [signatureKey(attempt.signatures[0]), attempt]))
  const oldest = Math.min(...attempts.map(attempt => attempt.ts))
  const outcomes = new Map<number, AttemptOutcome>()
  for (let offset = 0; outcomes.size < attemptsBySignature.size; offset += PAGE_SIZE) {
    const { rpc_entries: rows } = await ask(connection, {
      method: 'get_rpc_history', params: { limit: PAGE_SIZE, offset }, schema: schemas.history, signer: login.signer,
    })
    for (const row of schemas.readable(rows)) {
      const attempt = row.req_sig.map(signature => attemptsBySignature.get(signatureKey(signature))).find(match => match !== undefined)
      if (attempt) outcomes.set(attempt.requestId, judgeStoredAnswer(row.response, session.id))
    }
    // Entries are ordered by timestamp, newest first, so there are none of these attempts beyond the oldest of them.
    const last = rows.at(-1)
    if (rows.length < PAGE_SIZE || (last && last.timestamp < oldest)) break
  }
  return outcomes
}
