import type { Access, ResendWhenVoid } from '../protocols/protocol'
import type { ClosingBook } from './book'
import type { ClosingContext } from './context'
import { learnFates } from './learnFates'
import type { Attempt, ClosingRecovery } from './types'

/** First and longest wait between two looks, in milliseconds; it doubles. */
const SHORTEST_PAUSE = 500
const LONGEST_PAUSE = 5_000

/** Longest wait before the same is sent once more, in milliseconds; it doubles with every time. */
const LONGEST_REPEAT = 300_000

/** Longer than any window that makes sense: then ending the key is offered, in milliseconds. */
const LONG_WAIT = 60_000

const pauseAfter = (looks: number): number => Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** looks)

/** What is needed to find out about attempts. */
export interface ReconcileTask {
  readonly context: ClosingContext
  readonly book: ClosingBook
  readonly submission: string
  /** Attempts that can land no more; those that are found to be so are added. */
  readonly spent: Set<number>
  onPhase(phase: ClosingRecovery['phase'], until: number | null, canRevoke?: boolean): void
  /** Whether the wallet is there to sign once more. */
  readonly mayRepeat: () => boolean
  /** Waits, but not beyond the moment when an attempt is answered after all. */
  pause(milliseconds: number): Promise<void>
}

/**
 * Finds out what became of attempts, as long as it takes. Sends nothing that changes anything.
 * @returns `landed`: the node has done it; `closed`: the session is closed, by whomever; `open`: it may be sent again, since
 * no attempt can land any more, or at most one of them
 */
export async function reconcile(task: ReconcileTask): Promise<'landed' | 'closed' | 'open'> {
  const { context, book, spent, submission } = task
  const { timers, recovery, protocol } = context
  const begun = timers.elapsed()
  /** When each attempt was found to be unable to start, by a clock that never jumps. */
  const fenced = new Map<number, number>()
  const pending = (): Attempt[] => book.unresolved.filter(attempt => !spent.has(attempt.requestId))
  const waitToSettle = (): number => {
    const since = pending().map(({ requestId }) => fenced.get(requestId) ?? Infinity)
    return Math.max(...since, -Infinity) + recovery.settle - timers.elapsed()
  }

  let looks = 0
  let hasFailed = false
  let closedSince: number | null = null
  for (;;) {
    if (book.landed(submission)) return 'landed'
    if (pending().length === 0) return 'open'
    // Judged before the node is read: only what is read after the wait counts.
    const isSettled = waitToSettle() <= 0
    try {
      const access = await observer(task, hasFailed)
      if (looks === 0) task.onPhase('reading', null)
      if (await look(task, access) === 'closed') {
        if (book.landed(submission)) return 'landed'
        // Closed by whom is not known yet: what has begun before may still be booked.
        closedSince ??= timers.elapsed()
        const left = closedSince + recovery.settle - timers.elapsed()
        if (left <= 0) return 'closed'
        task.onPhase('settling', timers.now() + left)
        hasFailed = false
        await task.pause(Math.min(pauseAfter(looks++), left))
        continue
      }
      closedSince = null
      if (isSettled) {
        for (const { requestId } of pending()) spent.add(requestId)
        continue
      }
      const { resending } = protocol
      if (resending.rule === 'at once') {
        if (pending().length === 0) continue
        if (await isRepeatedNow(task, timers.elapsed() - begun)) return 'open'
        await task.pause(pauseAfter(looks++))
        continue
      }
      await fence(task, resending, access, pending(), fenced)
      hasFailed = false
      const left = expectedWait(task, resending, access, pending(), waitToSettle())
      await task.pause(Math.min(pauseAfter(looks++), left))
    }
    catch (thrown) {
      context.report(thrown)
      hasFailed = true
      await task.pause(pauseAfter(looks++))
    }
  }
}

/**
 * Whether it is time to send once more. While the socket lives, its answer is waited for; one that stays silent for longer
 * than a node works on anything is left.
 */
async function isRepeatedNow({ context, book, mayRepeat, onPhase }: ReconcileTask, waited: number): Promise<boolean> {
  // What the node goes on refusing without a reason that counts is not sent every few seconds.
  if (waited < Math.min(LONGEST_REPEAT, SHORTEST_PAUSE * 2 ** book.attempts.length)) return false
  const own = mayRepeat() ? context.loggedIn(book.plan.wallet) : null
  // What was sent may land meanwhile, so it is looked at all the same.
  if (!own) onPhase('authorizing', null)
  if (!own?.connection.criticalInFlight) return own !== null
  if (waited < context.recovery.settle) return false
  await context.renew(own)
  return true
}

/** The user's own connection knows most; one that is stuck, or did not help, is left for the witness. */
async function observer({ context, book, onPhase }: ReconcileTask, hasFailed: boolean): Promise<Access> {
  const own = context.loggedIn(book.plan.wallet)
  if (own && !hasFailed && !own.connection.criticalInFlight) return own
  onPhase('connecting', null)
  return context.witness()
}

/** Reads the session, and what the node remembers of the attempts. */
async function look(task: ReconcileTask, access: Access): Promise<'closed' | 'open'> {
  const { context, book, spent } = task
  await learnFates(context, book, access, book.unresolved.filter(({ requestId }) => !spent.has(requestId)))
  return await context.protocol.readStatus(access.connection, book.plan.session) === 'closed' ? 'closed' : 'open'
}

async function fence(
  { context: { recovery, timers } }: ReconcileTask, { isVoid }: ResendWhenVoid, access: Access, attempts: readonly Attempt[],
  fenced: Map<number, number>,
): Promise<void> {
  for (const attempt of attempts) {
    if (fenced.has(attempt.requestId)) continue
    if (await isVoid(access, attempt, recovery.skew)) fenced.set(attempt.requestId, timers.elapsed())
  }
}

/** How long it is expected to take, in milliseconds. */
function expectedWait(
  task: ReconcileTask, { voidFrom }: ResendWhenVoid, { connection }: Access, attempts: readonly Attempt[], toSettle: number,
): number {
  const { context: { timers, recovery } } = task
  if (toSettle < Infinity) {
    task.onPhase('settling', timers.now() + toSettle)
    return toSettle
  }
  const left = Math.max(...attempts.map(each => voidFrom(each, recovery.skew)), 0) - connection.now()
  const key = task.context.loggedIn(task.book.plan.wallet)?.login.signer.address
  const canRevoke = (left <= 0 || left > LONG_WAIT) && key !== task.book.plan.wallet && attempts.every(({ signers }) => signers.every(each => each === key))
  task.onPhase('fencing', left > 0 ? timers.now() + left : null, canRevoke)
  return left > 0 ? left : Infinity
}
