import type { Access } from '../protocols/protocol'
import type { Hex } from '../types'
import type { ClosingBook } from './book'
import type { ClosingContext } from './context'
import type { Attempt, ClosingPlan, ClosingRecovery } from './types'

/** Longest wait between two looks, in milliseconds. */
const LONGEST_PAUSE = 5_000
/** First wait after a look that failed, in milliseconds; doubles up to the longest. */
const SHORTEST_PAUSE = 500

/** What is needed to find out about attempts. */
export interface ReconcileTask {
  readonly context: ClosingContext
  readonly book: ClosingBook
  readonly plan: ClosingPlan
  /** Attempts that can land no more; those that are found to be so are added. */
  readonly spent: Set<Hex>
  onPhase(phase: ClosingRecovery['phase'], until: number | null): void
  /** Waits, but not beyond the moment when an attempt is answered after all. */
  pause(milliseconds: number): Promise<void>
}

/**
 * Finds out what became of attempts, as long as it takes. Sends nothing that changes anything.
 * @returns `closed`: the session is closed, by whomever; `open`: it is open, and no attempt can land any more
 */
export async function reconcile(task: ReconcileTask): Promise<'closed' | 'open'> {
  const { context, book, spent } = task
  const { timers, recovery } = context
  /** When each attempt was found to be unable to start, by a clock that never jumps. */
  const fenced = new Map<Hex, number>()
  const pending = (): Attempt[] => book.unresolved.filter(attempt => !spent.has(attempt.digest))
  const waitToSettle = (): number => {
    const since = pending().map(({ digest }) => fenced.get(digest) ?? Infinity)
    return Math.max(...since, -Infinity) + recovery.settle - timers.elapsed()
  }

  let failures = 0
  let closedSince: number | null = null
  for (;;) {
    if (book.landed) return 'closed'
    if (pending().length === 0) return 'open'
    // Judged before the node is read: only what is read after the wait counts.
    const isSettled = waitToSettle() <= 0
    try {
      const access = await observer(task, failures > 0)
      if (await look(task, access) === 'closed') {
        if (book.landed) return 'closed'
        // Closed by whom is not known yet: what has begun before may still be booked.
        closedSince ??= timers.elapsed()
        const left = closedSince + recovery.settle - timers.elapsed()
        if (left <= 0) return 'closed'
        task.onPhase('settling', timers.now() + left)
        await task.pause(Math.min(LONGEST_PAUSE, left))
        continue
      }
      closedSince = null
      if (isSettled) {
        for (const { digest } of pending()) spent.add(digest)
        continue
      }
      await fence(task, access, pending(), fenced)
      failures = 0
      await waitOn(task, access, pending(), waitToSettle())
    }
    catch (thrown) {
      context.report(thrown)
      await task.pause(Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** failures++))
    }
  }
}

/** The user's own connection knows most; one that is stuck, or did not help, is left for the witness. */
async function observer({ context, plan, onPhase }: ReconcileTask, hasFailed: boolean): Promise<Access> {
  const own = context.loggedIn(plan.wallet)
  if (own && !hasFailed && !own.connection.criticalInFlight) return own
  onPhase('connecting', null)
  return context.witness()
}

/** Reads the session, and what the node remembers of the attempts. */
async function look(task: ReconcileTask, access: Access): Promise<'closed' | 'open'> {
  const { context: { protocol }, book, plan, spent } = task
  task.onPhase('reading', null)
  if (access.login.wallet === plan.wallet) {
    const sought = book.unresolved.filter(({ digest }) => !spent.has(digest))
    for (const [digest, outcome] of await protocol.readFates(access, plan, sought)) {
      const attempt = sought.find(each => each.digest === digest)
      if (attempt) await book.settle(attempt, outcome)
    }
  }
  return await protocol.readStatus(access.connection, plan.session) === 'closed' ? 'closed' : 'open'
}

async function fence(
  { context: { protocol, recovery, timers } }: ReconcileTask, access: Access, attempts: readonly Attempt[], fenced: Map<Hex, number>,
): Promise<void> {
  for (const attempt of attempts) {
    if (fenced.has(attempt.digest)) continue
    if (await protocol.isFenced(access, attempt, recovery.skew)) fenced.set(attempt.digest, timers.elapsed())
  }
}

async function waitOn(task: ReconcileTask, { connection }: Access, attempts: readonly Attempt[], toSettle: number): Promise<void> {
  const { context: { protocol, timers, recovery } } = task
  if (toSettle < Infinity) {
    task.onPhase('settling', timers.now() + toSettle)
    return task.pause(Math.min(LONGEST_PAUSE, toSettle))
  }
  const left = Math.max(...attempts.map(each => protocol.fencedFrom(each, recovery.skew)), 0) - connection.now()
  task.onPhase('fencing', left > 0 ? timers.now() + left : null)
  return task.pause(left > 0 ? Math.min(LONGEST_PAUSE, left) : SHORTEST_PAUSE * 2)
}
