import type { Attempt, AttemptOutcome, ClosingPlan } from '../../closing/types'
import type { Access } from '../protocol'
import { ask } from './calls'
import { judgeStoredAnswer } from './closing'
import { PAGE } from './paging'
import * as schemas from './schemas'

/** 0x and 64 bytes: the node stores the last byte in another form (recorded: rpc-history.jsonl). */
const COMPARED = 2 + 2 * 64

const mark = (signature: string | undefined): string => (signature ?? '').slice(0, COMPARED).toLowerCase()

/**
 * Looks for attempts in what the node remembers of the wallet's calls. It remembers what it answered also where the
 * socket was gone. An attempt without an entry may be in process still.
 */
export async function readOutcomes(
  { connection, login }: Access, { session }: ClosingPlan, attempts: readonly Attempt[],
): Promise<ReadonlyMap<number, AttemptOutcome>> {
  const sought = new Map(attempts.map(attempt => [mark(attempt.signatures[0]), attempt]))
  const oldest = Math.min(...attempts.map(attempt => attempt.ts))
  const outcomes = new Map<number, AttemptOutcome>()
  for (let offset = 0; outcomes.size < sought.size; offset += PAGE) {
    const { rpc_entries: rows } = await ask(connection, {
      method: 'get_rpc_history', params: { limit: PAGE, offset }, schema: schemas.history, signer: login.signer,
    })
    for (const row of schemas.readable(rows)) {
      const attempt = row.req_sig.map(mark).map(each => sought.get(each)).find(each => each !== undefined)
      if (attempt) outcomes.set(attempt.requestId, judgeStoredAnswer(row.response, session.id))
    }
    // Newest stamp first: beyond our stamps there is none of ours.
    const last = rows.at(-1)
    if (rows.length < PAGE || (last && last.timestamp < oldest)) break
  }
  return outcomes
}
