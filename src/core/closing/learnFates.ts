import type { Access } from '../protocols/protocol'
import type { ClosingBook } from './book'
import type { ClosingContext } from './context'
import type { Attempt } from './types'

/** Notes what the node remembers of attempts, where it tells whoever asks. */
export async function learnFates(
  { protocol }: ClosingContext, book: ClosingBook, access: Access, sought: readonly Attempt[] = book.unresolved,
): Promise<void> {
  if (!protocol.tellsOutcomesToAll && access.login.wallet !== book.plan.wallet) return
  for (const [requestId, outcome] of await protocol.readOutcomes(access, book.plan, sought)) {
    const attempt = sought.find(each => each.requestId === requestId)
    if (attempt) await book.settle(attempt, outcome)
  }
}
