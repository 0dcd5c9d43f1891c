import { NitroliteError, type NitroliteErrorInfo } from '../errors/errors'
import type { Access } from '../protocols/protocol'
import type { ClosingBook } from './book'
import type { ClosingContext } from './context'
import { splitAgreed, type ClosingProgress } from './progress'

/** Wait between two looks at a session whose split is agreed, in milliseconds. */
const LOOK = 5_000

/** Errors that end the waiting; others are those of a look that failed. */
const OVER = /^SESSION_(CHANGED|NOT_FOUND)$/

export interface BetweenTask {
  readonly context: ClosingContext
  readonly book: ClosingBook
  readonly progress: ClosingProgress
  /** Why it stopped. */
  readonly error: NitroliteErrorInfo
  /** Called with what decides: whether it goes on, or leaves the session as it is. It says whether that still counts. */
  offer(choose: (isResumed: boolean) => boolean): void
}

/**
 * The new split is agreed with the node, and the session still open: nothing is sent until somebody says so, or until the
 * wallet is there again where it was only missing. Meanwhile the session is looked at: others may close it, or change it.
 * @returns `open`: to be closed now; `closed`: it was closed, by whomever
 * @throws `CLOSING_SPLIT_AGREED` where it was left as it is, `SESSION_CHANGED` where somebody agreed something else
 */
export async function waitBetween({ context, book, progress, error, offer }: BetweenTask): Promise<'open' | 'closed'> {
  const { wallet } = book.plan
  /** Whether it goes on; null until that is said. */
  let choice: boolean | null = null
  let wake = (): void => {}
  const choose = (isResumed: boolean): boolean => {
    if (choice !== null || progress.snapshot.state !== 'agreed') return false
    choice = isResumed
    progress.update({ state: 'confirming', error: null })
    wake()
    return true
  }
  const pause = (): Promise<void> => new Promise((resolve) => {
    wake = resolve
    context.timers.after(LOOK, resolve)
  })
  const wish = (): boolean | null => choice

  // What is told must be so, as far as that can be seen at once.
  if (context.loggedIn(wallet) && await look(context, book) === 'closed') return 'closed'
  progress.end('agreed', error)
  offer(choose)
  // A wallet that was only missing need not be asked for more than being there.
  if (error.code === 'AUTH_REQUIRED') void context.access(wallet).then(() => choose(true))
  for (;;) {
    if (wish() === null) await pause()
    if (wish() === true) return 'open'
    if (wish() === null && context.presence.isAway()) continue
    const seen = await look(context, book)
    if (seen === 'closed') return seen
    if (wish() === false && seen === 'agreed') throw splitAgreed(progress.snapshot)
    if (wish() === false) await pause()
  }
}

/** @returns null where that could not be found out */
async function look(context: ClosingContext, book: ClosingBook): Promise<'agreed' | 'closed' | null> {
  try {
    return await judge(context, book, context.loggedIn(book.plan.wallet) ?? await context.witness())
  }
  catch (thrown) {
    if (OVER.test((thrown as NitroliteError).code)) throw thrown
    context.report(thrown)
    return null
  }
}

async function judge({ protocol }: ClosingContext, { plan, attempts }: ClosingBook, access: Access): Promise<'agreed' | 'closed'> {
  if (await protocol.readStatus(access.connection, plan.session) === 'closed') return 'closed'
  const landed = attempts.filter(({ outcome }) => outcome?.kind === 'landed').map(({ attempt }) => attempt)
  for (const outcome of (await protocol.readOutcomes(access, plan, landed)).values()) {
    if (outcome.kind === 'refused') throw new NitroliteError(outcome.error.code, outcome.error.data)
  }
  return 'agreed'
}
