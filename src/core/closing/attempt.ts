import type { Access } from '../protocols/protocol'
import type { ClosingBook } from './book'
import type { ClosingContext } from './context'
import type { Attempt } from './types'

/** One submission of a closing. */
export interface AttemptTask {
  readonly context: ClosingContext
  readonly book: ClosingBook
  readonly access: Access
  readonly submission: string
  /** Takes the longest window that the node allows: it has refused a shorter one. */
  readonly isFresh: boolean
  /** Waits for work that sends nothing; stops when the closing is cancelled. */
  beforeSending<T>(work: Promise<T>): Promise<T>
  onSigned(): void
  /**
   * Called right before the first byte leaves; from then on nothing can be cancelled.
   * @throws `CLOSING_CANCELLED` when that has happened already
   */
  onSending(): void
  onSent(): void
  /** Called when the answer is overdue, or cannot come any more. */
  onUnknown(): void
  /** Called when it was answered, or cannot be any more. */
  onKnown(): void
}

/**
 * Signs, writes down, sends, and waits for the answer or until it is overdue. What becomes of the attempt is noted in
 * the book whenever it is known.
 */
export async function submitAttempt(task: AttemptTask): Promise<void> {
  const { context: { protocol }, book, access } = task
  const attempt = await task.beforeSending(sign(task))
  task.onSigned()
  await book.append(attempt)
  task.onSending()
  return new Promise((resolve) => {
    const overdue = (): void => {
      task.onUnknown()
      resolve()
    }
    const outcome = protocol.submit(access.connection, book.plan, attempt, overdue)
    task.onSent()
    outcome.then(async (known) => {
      await book.settle(attempt, known)
      if (known.kind === 'unknown') task.onUnknown()
      task.onKnown()
      resolve()
    }, (thrown: unknown) => {
      task.context.report(thrown)
      overdue()
    })
  })
}

async function sign({ context, access, submission, book, isFresh }: AttemptTask): Promise<Attempt> {
  const { plan } = book
  const earlier = book.attempts.map(each => each.attempt)
  const proposal = context.protocol.propose(access.connection, plan, submission, {
    window: isFresh ? undefined : context.recovery.window,
    earlier,
  })
  const { signature, signer, policy } = await context.protocol.sign(access, plan, proposal, earlier)
  return {
    ...proposal,
    signatures: [signature],
    signers: [signer],
    policy,
    connection: access.connection.socketName ?? '',
  }
}
