import { atMost } from '../../core/connection/runtime'
import { codeOf } from '../../core/errors/errors'
import { journalKey, type Journal } from '../../core/journal/journal'
import type { ResolvedCloserOptions } from './options'

/** No session has this id. */
const NO_SESSION = `0x${'0'.repeat(64)}` as const

/** The longest wait for the journal, in milliseconds. */
const LONGEST_READ = 5_000

/** @returns what the journal throws because it cannot be used; null if it can be used, or if nobody can tell */
async function refusalOf(closings: Journal, url: string): Promise<unknown> {
  try {
    await closings.read(journalKey(url, NO_SESSION))
    return null
  }
  catch (thrown) {
    return codeOf(thrown) === 'JOURNAL_UNAVAILABLE' ? thrown : null
  }
}

/**
 * Reads from the journal before a worker takes any room: a journal says with its first call whether it can be used, and whether it
 * keeps what it has confirmed. After any other failure, or without an answer, rooms are tried again later, so the worker can begin.
 * @throws `JOURNAL_UNAVAILABLE`
 */
export async function checkJournal({ client: { url, keep: { closings } }, timers }: ResolvedCloserOptions): Promise<void> {
  const refusal = await atMost(timers, LONGEST_READ, refusalOf(closings, url), null)
  if (refusal !== null) throw refusal
}
