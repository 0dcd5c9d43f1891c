import { describeError, NitroliteError, toNitroliteError, type NitroliteErrorInfo } from '../errors/errors'
import type { Access } from '../protocols/protocol'
import { submitAttempt } from './attempt'
import type { ClosingBook } from './book'
import { createCancellation, type Cancellation } from './cancellation'
import type { ClosingContext } from './context'
import type { JournalAttempt } from '../journal/journal'
import type { ClosingProgress } from './progress'
import { reconcile } from './reconcile'
import { afterRefusal } from './refusal'
import type { ClosingPlan, ClosingRecovery } from './types'

/** Wait before a try is repeated that could not even send, in milliseconds. */
const RETRY_PAUSE = 5_000

/** Brings the submissions of a closing to the node: one attempt after the other, never two that may both land. */
export class Landing {
  readonly #context: ClosingContext
  readonly #progress: ClosingProgress
  /** Whether what comes next can still be taken back. */
  cancellation: Cancellation
  /** Attempts that can land no more, though nobody has refused them. */
  readonly #spent = new Set<number>()
  /** Set once there is something to write down. */
  book: ClosingBook | null = null
  /** Whether anything may have left, so that nothing can be taken back. */
  hasSent = false
  /** Attempts whose refusal counts no more. */
  #excused = 0
  /** Why the wallet does not sign; it is not asked again by itself. */
  #no: NitroliteError | null = null
  /** Ends a pause early. */
  #wake = (): void => {}

  constructor(context: ClosingContext, progress: ClosingProgress, cancellation: Cancellation) {
    this.#context = context
    this.#progress = progress
    this.cancellation = cancellation
  }

  /** Ends the session key instead of waiting for what it signed. */
  revokeKey(): void {
    const own = this.book && this.#context.loggedIn(this.book.plan.wallet)
    if (own) this.#context.protocol.revokeKey(own).then(() => this.#wake(), (thrown: unknown) => this.#context.report(thrown))
  }

  /** Tries again in spite of what was refused so far. */
  excuse(): void {
    this.#excused = this.book?.attempts.length ?? 0
  }

  /** Asks the wallet once more. @returns whether it has declined before */
  askAgain(): boolean {
    const hasDeclined = this.#no !== null
    this.#no = null
    this.#wake()
    return hasDeclined
  }

  /**
   * Submits until the node has done it: never while an earlier attempt may be paid as well.
   * @returns `closed`: the session is closed, by whomever
   */
  async land(submission: string, book: ClosingBook, begun: Access | null): Promise<'landed' | 'closed'> {
    const context = this.#context
    const { plan } = book
    this.book = book
    let access = begun
    let isFresh = false
    const tried = { stamps: 0, logins: 0 }
    for (;;) {
      const found = await this.#reconcile(book, submission)
      if (found !== 'open') {
        this.#progress.step('confirmed', submission, 'done', { error: null, recovery: null })
        return found
      }
      try {
        if (this.#no) throw this.#no
        const refusal = lastRefusal(book.attempts.slice(this.#excused), submission)
        const next = refusal && await afterRefusal({ refusal, tried, book, context, access })
        if (next === 'closed') return next
        isFresh ||= next === 'fresh stamp'
      }
      catch (thrown) {
        if (!this.mayHaveLanded) throw thrown
        await this.#retryLater(thrown, book)
      }
      try {
        access = await this.#access(plan, access)
        await this.#attempt(submission, book, access, isFresh)
      }
      catch (thrown) {
        const { code } = thrown as NitroliteError
        if (!this.hasSent || (this.isBetween && code !== 'CLOSING_IN_PROGRESS')) throw thrown
        if (/^(WALLET|SIGNER)_/.test(code)) this.#no = thrown as NitroliteError
        else await this.#retryLater(thrown, book)
      }
    }
  }

  get mayHaveLanded(): boolean {
    const book = this.book
    return this.hasSent && book !== null
      && (book.landed(book.plan.submissions.at(-1)) !== undefined || this.#isOpen(book))
  }

  /** Whether a first submission has landed, and of the next one nothing can land. */
  get isBetween(): boolean {
    return !this.mayHaveLanded && (this.book?.attempts.some(({ outcome }) => outcome?.kind === 'landed') ?? false)
  }

  #isOpen(book: ClosingBook): boolean {
    return book.unresolved.some(({ requestId }) => !this.#spent.has(requestId))
  }

  async #access(plan: ClosingPlan, known: Access | null): Promise<Access> {
    if (known && this.book?.attempts.length === 0) return known
    const now = this.#context.loggedIn(plan.wallet)
    if (now) return now
    if (this.isBetween) throw new NitroliteError('AUTH_REQUIRED')
    this.phase('authorizing', null)
    return this.#context.access(plan.wallet)
  }

  async #attempt(submission: string, book: ClosingBook, access: Access, isFresh: boolean): Promise<void> {
    const progress = this.#progress
    const { isBetween } = this
    const isFree = isBetween || book.attempts.length === 0
    if (isBetween) this.cancellation = createCancellation(undefined, () => {})
    progress.step('signed', submission, 'active', isFree ? { state: 'signing', error: null } : {})
    await submitAttempt({
      context: this.#context,
      book,
      access,
      submission,
      isFresh,
      beforeSending: work => this.cancellation.race(work),
      onSigned: () => {
        // What is written down of a second step counts as sent for whoever reads it.
        if (isBetween) this.#commit()
        progress.step('signed', submission, 'done')
        progress.step('sent', submission, 'active')
      },
      onSending: () => {
        this.#commit()
        this.hasSent = true
        progress.update({ state: isFree ? 'submitting' : 'confirming', recovery: null })
      },
      onSent() {
        progress.step('sent', submission, 'done')
        progress.step('confirmed', submission, 'active')
      },
      onUnknown: () => this.unknown(submission),
      onKnown: () => this.#wake(),
    })
  }

  /** @throws `CLOSING_CANCELLED` */
  #commit(): void {
    this.cancellation.check()
    this.cancellation.close()
  }

  unknown(submission: string | null): void {
    this.#progress.step('confirmed', submission, 'unknown', { state: 'confirming', error: describeError('CLOSING_UNKNOWN') })
  }

  async #reconcile(book: ClosingBook, submission: string): Promise<'landed' | 'closed' | 'open'> {
    if (book.landed(submission)) return 'landed'
    if (!this.#isOpen(book)) return 'open'
    this.unknown(submission)
    return reconcile({
      context: this.#context,
      book,
      submission,
      spent: this.#spent,
      onPhase: (phase, until, canRevoke) => this.phase(phase, until, canRevoke),
      mayRepeat: () => this.#no === null,
      pause: milliseconds => this.pause(milliseconds),
    })
  }

  phase(phase: ClosingRecovery['phase'], until: number | null, canRevoke = false): void {
    this.#progress.update({ recovery: { phase, until, attempts: this.book?.attempts.length ?? 0, canRevoke } })
  }

  /** A try that sent nothing proves nothing of those before it, and is repeated. */
  async #retryLater(thrown: unknown, book: ClosingBook): Promise<void> {
    const error = toNitroliteError(thrown, 'NODE_UNKNOWN_ERROR')
    if (error.code === 'CLOSING_IN_PROGRESS') {
      // Somebody who shares the journal goes on with this closing too, or has ended it, and then none of it can land any more.
      if (await book.refresh()) return
      for (const { requestId } of book.unresolved) this.#spent.add(requestId)
      throw error
    }
    this.#context.report(error)
    this.phase('retrying', this.#context.timers.now() + RETRY_PAUSE)
    await this.pause(RETRY_PAUSE)
  }

  /** Waits for a store, but not for ever: what is paid is paid. */
  async atMost(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, this.pause(RETRY_PAUSE)])
    this.#wake()
  }

  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#context.timers.after(milliseconds, resolve)
      this.#wake = () => {
        stop()
        resolve()
      }
    })
  }
}

/** Why the last attempt of a submission was refused, if it was. */
function lastRefusal(attempts: readonly JournalAttempt[], submission: string): NitroliteErrorInfo | null {
  const outcome = attempts.findLast(({ attempt }) => attempt.submission === submission)?.outcome
  return outcome?.kind === 'refused' ? outcome.error : null
}
