import { NitroliteError, describeError, toNitroliteError, type NitroliteErrorInfo } from '../errors'
import type { HistoryEntry } from '../history/types'
import type { Access } from '../protocols/protocol'
import { completeAllocations } from '../sessions/validation'
import type { Hex } from '../types'
import { submitAttempt } from './attempt'
import { ClosingBook } from './book'
import { createCancellation, type Cancellation } from './cancellation'
import type { ClosingContext } from './context'
import { findReceipt } from './findReceipt'
import type { JournalEntry, JournalRecord } from './journal'
import { isClosed } from './isClosed'
import { ClosingProgress, errorOf, isFinal } from './progress'
import { reconcile } from './reconcile'
import { afterRefusal } from './refusal'
import type { Turn } from './turn'
import type { CloseRequest, Closing, ClosingPlan, ClosingRecovery, ClosingSnapshot, Receipt } from './types'

/** Wait before a try is repeated that could not even send, in milliseconds. */
const RETRY_PAUSE = 5_000

/** What a closing begins with: a wish, or what is in the journal of an earlier one. */
export type ClosingStart =
  | { readonly id: string, readonly sessionId: Hex, readonly request: CloseRequest }
  | { readonly entry: JournalEntry }

/** A closing that runs. */
class RunningClosing implements Closing {
  readonly id: string
  readonly sessionId: Hex
  readonly #context: ClosingContext
  readonly #progress: ClosingProgress
  readonly #result: Promise<Receipt>
  readonly #cancellation: Cancellation
  readonly #turn: Turn
  /** Attempts that can land no more, though nobody has refused them. */
  readonly #spent = new Set<Hex>()
  #book: ClosingBook | null = null
  #hasSent = false
  #wantsRevoke = false
  /** Ends a pause early. */
  #wake = (): void => {}

  constructor(start: ClosingStart, context: ClosingContext, turn: Turn) {
    const record = 'entry' in start ? start.entry.record : null
    const { id, sessionId } = 'entry' in start ? { id: start.entry.record.closingId, sessionId: start.entry.record.sessionId } : start
    this.id = id
    this.sessionId = sessionId
    this.#context = context
    this.#turn = turn
    this.#progress = new ClosingProgress(
      id, sessionId, record?.startedAt ?? context.timers.now(), thrown => context.report(thrown), record !== null)
    this.#cancellation = createCancellation('request' in start ? start.request.signal : undefined, () =>
      this.#progress.end('cancelled', describeError('CLOSING_CANCELLED')))
    context.attach(this)
    this.#result = 'entry' in start ? this.#resume(start.entry) : this.#begin(start.request)
    // The state tells of a failure; a caller who does not await must not be killed by an unhandled rejection.
    this.#result.catch(() => {})
  }

  get state() { return this.#progress.snapshot.state }
  get steps() { return this.#progress.snapshot.steps }
  get error() { return this.#progress.snapshot.error }
  get receipt() { return this.#progress.snapshot.receipt }
  snapshot() { return this.#progress.snapshot }
  subscribe(listener: Parameters<Closing['subscribe']>[0]) { return this.#progress.subscribe(listener) }

  then<T = Receipt, R = never>(
    onFulfilled?: ((receipt: Receipt) => T | PromiseLike<T>) | null,
    onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null,
  ): Promise<T | R> {
    return this.#result.then(onFulfilled, onRejected)
  }

  cancel(): boolean {
    return (this.state === 'cancelled' || !isFinal(this.state)) && this.#cancellation.cancel()
  }

  revokeKey(): boolean {
    const { recovery, isElsewhere } = this.#progress.snapshot
    if (!recovery?.canRevoke || isElsewhere) return false
    this.#wantsRevoke = true
    this.#wake()
    return true
  }

  async #begin(request: CloseRequest): Promise<Receipt> {
    return this.#guard(async () => {
      this.#cancellation.check()
      const access = this.#context.present()
      if (!await this.#cancellation.race(this.#turn.claim())) throw new NitroliteError('CLOSING_IN_PROGRESS')
      const plan = await this.#cancellation.race(this.#plan(request, access))
      const record: JournalRecord = {
        version: 1,
        closingId: this.id,
        protocol: this.#context.protocol.name,
        node: this.#context.url,
        sessionId: this.sessionId,
        plan,
        attempts: [],
        state: 'submitting',
        startedAt: this.#progress.snapshot.startedAt,
      }
      const book = new ClosingBook(this.#context, record, null)
      return this.#close(plan, book, access)
    })
  }

  /** Whoever takes over a record does not know what of it was sent, so all of it counts as sent. */
  async #resume({ record, revision }: JournalEntry): Promise<Receipt> {
    const { plan } = record
    const book = new ClosingBook(this.#context, record, revision)
    this.#cancellation.close()
    this.#hasSent = true
    this.#showSent(record)
    const end = await this.#turn.follow(this.id, heard => this.#progress.update({ ...heard, isResumed: true, isElsewhere: true }))
    if (end) {
      this.#context.detach(this)
      return resultOf(end)
    }
    return this.#guard(async () => {
      if (this.#progress.snapshot.isElsewhere) {
        this.#progress.update({ isElsewhere: false, recovery: null })
        this.#showSent(record)
        await book.refresh().catch((thrown: unknown) => this.#context.report(thrown))
      }
      return this.#close(plan, book, null)
    })
  }

  #showSent({ plan, attempts }: JournalRecord): void {
    this.#progress.planned(plan.submissions, plan.allocations)
    const last = attempts.at(-1)?.attempt.submission ?? null
    this.#progress.step('signed', last, 'done')
    this.#progress.step('sent', last, 'done')
    this.#unknown(last)
  }

  async #guard(run: () => Promise<Receipt>): Promise<Receipt> {
    try {
      return await run()
    }
    catch (thrown) {
      const error = toNitroliteError(thrown, 'NODE_UNKNOWN_ERROR')
      if (isFinal(this.state) && this.state !== 'cancelled') throw error
      if (this.#mayHaveLanded) {
        this.#context.report(error)
        return new Promise<never>(() => {})
      }
      const book = this.#book
      const end = await book?.forget()
      // Somebody who shares the journal goes on with it, or has brought it to an end that is not known here.
      if (book && end === 'others') {
        this.#hasSent = true
        await book.refresh()
        return await this.#guard(() => this.#close(book.plan, book, null))
      }
      if (book && end === 'gone' && this.#hasSent && await isClosed(this.#context, book.plan)) {
        return await this.#guard(() => this.#pay(book.plan, book))
      }
      const gaveUp = error.code === 'CLOSING_CANCELLED' || error.code === 'WALLET_REJECTED'
      const state = gaveUp ? 'cancelled' : 'failed'
      this.#progress.end(state, error.info)
      if (book) void this.#remember(book, { state, receipt: null, error: error.info })
      throw error
    }
    finally {
      this.#cancellation.close()
      this.#turn.release()
      this.#context.detach(this)
    }
  }

  #remember({ plan, attempts }: ClosingBook, end: Pick<HistoryEntry, 'state' | 'receipt' | 'error'>): Promise<void> {
    const { url, protocol, timers } = this.#context
    const { allocations, isResumed, startedAt } = this.#progress.snapshot
    return this.#context.remember({
      version: 1, closingId: this.id, sessionId: this.sessionId, node: url, protocol: protocol.name,
      application: plan.session.application, wallet: plan.wallet, requested: allocations, attempts: attempts.length,
      isResumed, startedAt, endedAt: timers.now(), ...end,
    })
  }

  async #plan(request: CloseRequest, { connection, login }: Access): Promise<ClosingPlan> {
    const { protocol } = this.#context
    this.#progress.step('checked', null, 'active')
    const session = await protocol.readSession(connection, this.sessionId)
    protocol.checkCanClose(session, login)
    const allocations = completeAllocations(session, request.allocations)
    const sessionData = request.sessionData ?? null
    const plan = await protocol.planClosing(connection, { session, allocations, sessionData }, login)
    this.#progress.planned(plan.submissions, plan.allocations)
    return plan
  }

  async #close(plan: ClosingPlan, book: ClosingBook, access: Access | null): Promise<Receipt> {
    this.#book = book
    for (const submission of plan.submissions) await this.#land(submission, plan, book, access)
    return this.#pay(plan, book)
  }

  async #pay(plan: ClosingPlan, book: ClosingBook): Promise<Receipt> {
    this.#progress.step('paid', null, 'active', { state: 'confirming', error: null, recovery: null })
    const receipt = await findReceipt({
      context: this.#context,
      plan,
      book,
      pause: milliseconds => this.#pause(milliseconds),
      onLate: () => this.#progress.update({ error: describeError('CLOSING_UNKNOWN', { reason: 'payouts' }) }),
      onWatch: until => this.#phase('watching', until),
    })
    // In the history before it leaves the journal, so that it is in one of them whatever happens. A record that stays is
    // picked up again, and found to be through.
    await this.#atMost(this.#remember(book, { state: receipt.result, receipt, error: errorOf(receipt) }))
    await this.#atMost(book.forget())
    this.#progress.paid(receipt)
    return resultOf(this.#progress.snapshot)
  }

  /** Submits until the node has done it: never while an earlier attempt may land. */
  async #land(submission: string, plan: ClosingPlan, book: ClosingBook, begun: Access | null): Promise<void> {
    const context = this.#context
    let access = begun
    let isFresh = false
    const tried = { stamps: 0, logins: 0 }
    for (;;) {
      if (book.landed || await this.#reconcile(plan, book, submission) === 'closed') {
        this.#progress.step('confirmed', submission, 'done', { error: null, recovery: null })
        return
      }
      const refusal = lastRefusal(book)
      if (refusal) {
        const next = await afterRefusal({ refusal, tried, book, plan, context, access })
        if (next === 'closed') return
        isFresh ||= next === 'fresh stamp'
      }
      try {
        access = await this.#access(plan, access)
        await this.#attempt(submission, plan, book, access, isFresh)
      }
      catch (thrown) {
        if (!this.#hasSent) throw thrown
        await this.#retryLater(thrown, book)
      }
    }
  }

  get #mayHaveLanded(): boolean {
    const book = this.#book
    return this.#hasSent && book !== null
      && (book.landed !== undefined || book.unresolved.some(({ digest }) => !this.#spent.has(digest)))
  }

  async #access(plan: ClosingPlan, known: Access | null): Promise<Access> {
    if (known && this.#book?.attempts.length === 0) return known
    const now = this.#context.loggedIn(plan.wallet)
    if (now) return now
    this.#phase('authorizing', null)
    return this.#context.access(plan.wallet)
  }

  async #attempt(submission: string, plan: ClosingPlan, book: ClosingBook, access: Access, isFresh: boolean): Promise<void> {
    const progress = this.#progress
    const isFirst = book.attempts.length === 0
    progress.step('signed', submission, 'active', isFirst ? { state: 'signing' } : {})
    await submitAttempt({
      context: this.#context,
      book,
      plan,
      access,
      submission,
      isFresh,
      beforeSending: work => this.#cancellation.race(work),
      onSigned() {
        progress.step('signed', submission, 'done')
        progress.step('sent', submission, 'active')
      },
      onSending: () => {
        this.#cancellation.check()
        this.#cancellation.close()
        this.#hasSent = true
        progress.update({ state: isFirst ? 'submitting' : 'confirming', recovery: null })
      },
      onSent() {
        progress.step('sent', submission, 'done')
        progress.step('confirmed', submission, 'active')
      },
      onUnknown: () => this.#unknown(submission),
      onKnown: () => this.#wake(),
    })
  }

  #unknown(submission: string | null): void {
    this.#progress.step('confirmed', submission, 'unknown', { state: 'confirming', error: describeError('CLOSING_UNKNOWN') })
  }

  async #reconcile(plan: ClosingPlan, book: ClosingBook, submission: string): Promise<'closed' | 'open'> {
    if (book.unresolved.every(({ digest }) => this.#spent.has(digest))) return 'open'
    this.#unknown(submission)
    this.#wantsRevoke = false
    return reconcile({
      context: this.#context,
      book,
      plan,
      spent: this.#spent,
      onPhase: (phase, until, canRevoke) => this.#phase(phase, until, canRevoke),
      wantsRevoke: () => this.#wantsRevoke,
      pause: milliseconds => this.#pause(milliseconds),
    })
  }

  #phase(phase: ClosingRecovery['phase'], until: number | null, canRevoke = false): void {
    this.#progress.update({ recovery: { phase, until, attempts: this.#book?.attempts.length ?? 0, canRevoke } })
  }

  /** A try that sent nothing proves nothing of those before it, and is repeated. */
  async #retryLater(thrown: unknown, book: ClosingBook): Promise<void> {
    const error = toNitroliteError(thrown, 'NODE_UNKNOWN_ERROR')
    if (error.code === 'CLOSING_IN_PROGRESS') {
      // Somebody who shares the journal goes on with this closing too, or has ended it.
      if (!await book.refresh()) throw error
      return
    }
    this.#context.report(error)
    this.#phase('retrying', this.#context.timers.now() + RETRY_PAUSE)
    await this.#pause(RETRY_PAUSE)
  }

  /** Waits for a store, but not for ever: what is paid is paid. */
  async #atMost(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, this.#pause(RETRY_PAUSE)])
    this.#wake()
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#context.timers.after(milliseconds, resolve)
      this.#wake = () => {
        stop()
        resolve()
      }
    })
  }
}

/** @throws why a closing ended without being paid as asked */
function resultOf({ receipt, error }: ClosingSnapshot): Receipt {
  if (error || !receipt) throw error ? new NitroliteError(error.code, error.data) : new NitroliteError('NODE_UNKNOWN_ERROR')
  return receipt
}

/** Why the last attempt was refused, if it was. */
function lastRefusal({ attempts }: ClosingBook): NitroliteErrorInfo | null {
  const outcome = attempts.at(-1)?.outcome
  return outcome?.kind === 'refused' ? outcome.error : null
}

/** Starts to close, or goes on with a closing of the journal. */
export const createClosing = (start: ClosingStart, context: ClosingContext, turn: Turn): RunningClosing =>
  new RunningClosing(start, context, turn)

export type { RunningClosing }
