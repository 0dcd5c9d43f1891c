import type { ClosingContext } from './context'
import type { ClosingPlan } from './types'

/** First and longest wait before the node is asked again, in milliseconds. */
const SHORTEST_PAUSE = 500
const LONGEST_PAUSE = 5_000

/** Whether the session is closed now, by whomever. Asks until the node says so or otherwise. */
export async function isClosed(context: ClosingContext, plan: ClosingPlan): Promise<boolean> {
  for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      const { connection } = context.loggedIn(plan.wallet) ?? await context.witness()
      return await context.protocol.readStatus(connection, plan.session) === 'closed'
    }
    catch (thrown) {
      context.report(thrown)
      await new Promise<void>((resolve) => { context.timers.after(pause, resolve) })
    }
  }
}
