import type { Connection } from '../connection/types'
import { NitroliteError } from '../errors/errors'
import type { ClosingBook } from './book'
import type { ClosingContext } from './context'
import { judgePayouts } from '../receipts/payouts'
import { makeReceipt } from '../receipts/receipt'
import type { ClosingPlan, Receipt } from './types'

/** First and longest wait between two looks at payouts that are not booked yet, in milliseconds. */
const PAUSES = { first: 500, longest: 30_000 }

/** Looks after which payouts that are still missing count as not made. */
const LOOKS = 8

export interface ReceiptTask {
  readonly context: ClosingContext
  readonly book: ClosingBook
  pause(milliseconds: number): Promise<void>
  /** Called when it takes long. */
  onLate(): void
  /** Called when it is paid, and watched until then (Unix milliseconds). */
  onWatch(until: number): void
}

/**
 * How long to watch, in settle times: whether a node works on a close for longer than assumed shows only when it is
 * through with it.
 */
const WATCH = 2

/**
 * The node said that it did it, or the session is closed; whether it paid as asked is what its books say. Where more
 * than one attempt may have been begun, they are read once more after a while: an earlier one may be paid on top.
 */
export async function findReceipt(task: ReceiptTask): Promise<Receipt> {
  const { context, book } = task
  const { timers, recovery } = context
  const receipt = await readReceipt(task)
  const mayLand = book.attempts.filter(({ outcome }) => outcome?.kind !== 'refused')
  if (!context.protocol.canPayTwice || mayLand.length < 2 || receipt.result === 'overpaid') return receipt
  const end = timers.elapsed() + WATCH * recovery.settle
  for (let left = WATCH * recovery.settle; left > 0; left = end - timers.elapsed()) {
    task.onWatch(timers.now() + left)
    await task.pause(left)
  }
  return readReceipt(task)
}

async function readReceipt({ context, book, pause, onLate }: ReceiptTask): Promise<Receipt> {
  const { protocol, url } = context
  const { plan } = book
  let looks = 0
  for (let delay = PAUSES.first, failures = 0; ; delay = Math.min(delay * 2, PAUSES.longest)) {
    try {
      const connection = await reader(context, plan, failures)
      const verdict = judgePayouts(plan, await protocol.readPayouts(connection, plan))
      const result = verdict.result !== 'incomplete' ? verdict.result : ++looks >= LOOKS ? 'superseded' : null
      if (result) {
        const { attempt, outcome } = book.landed(plan.submissions.at(-1)) ?? book.attempts.at(-1) ?? {}
        if (!attempt) throw new NitroliteError('CLOSING_UNKNOWN')
        return makeReceipt({
          protocol: protocol.name, url, plan, attempt, verdict: { ...verdict, result },
          outcome: outcome?.kind === 'landed' ? outcome : null,
        })
      }
      failures = 0
    }
    catch (thrown) {
      failures += 1
      context.report(thrown)
    }
    if (delay === PAUSES.longest) onLate()
    await pause(delay)
  }
}

async function reader(context: ClosingContext, plan: ClosingPlan, failures: number): Promise<Connection> {
  const own = failures % 2 === 0 ? context.loggedIn(plan.wallet) : null
  return (own ?? await context.witness()).connection
}
