import type { ClosingBook } from './book'
import type { ClosingContext } from './context'
import { learnFates } from './learnFates'

/** First and longest wait before the node is asked again, in milliseconds. */
const SHORTEST_PAUSE = 500
const LONGEST_PAUSE = 5_000

/** Whether the session is closed now, by whomever. Asks until the node says so or otherwise, and what became of attempts. */
export async function isClosed(context: ClosingContext, book: ClosingBook): Promise<boolean> {
  const { wallet, session } = book.plan
  for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      const access = context.loggedIn(wallet) ?? await context.witness()
      await learnFates(context, book, access)
      return await context.protocol.readStatus(access.connection, session) === 'closed'
    }
    catch (thrown) {
      context.report(thrown)
      await new Promise<void>((resolve) => { context.timers.after(pause, resolve) })
    }
  }
}
