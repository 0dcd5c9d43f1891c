import type { ClosingContext } from './context'
import type { Knowledge } from './policy/knowledge'
import type { Moment } from './policy/moves'

/** What is true for a closing at this moment. */
export function momentOf({ plan, node }: Knowledge, { timers, presence, loggedIn, isLoginExpected }: ClosingContext): Moment {
  const access = plan && loggedIn(plan.wallet)
  return {
    at: timers.elapsed(),
    isLoggedIn: access !== null,
    isStuck: access?.connection.criticalInFlight ?? false,
    isAnswering: access?.connection.hasAnsweredSince(node.doubtSince) ?? false,
    isLoginExpected: isLoginExpected(plan?.wallet ?? null),
    isAway: presence.isAway(),
  }
}
