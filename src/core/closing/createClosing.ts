import { NitroliteError, describeError, toNitroliteError } from '../errors/errors'
import type { HistoryEntry } from '../history/types'
import type { Access } from '../protocols/protocol'
import { completeAllocations } from '../sessions/validation'
import type { Hex } from '../types'
import { ClosingBook } from './book'
import { createCancellation } from './cancellation'
import type { ClosingContext } from './context'
import { findReceipt } from './findReceipt'
import type { JournalEntry, JournalRecord } from '../journal/journal'
import { isClosed } from './isClosed'
import { Landing } from './landing'
import { ClosingProgress, errorOf, isFinal, splitAgreed } from './progress'
import type { Turn } from '../peers/turn'
import type { CloseRequest, Closing, ClosingPlan, ClosingSnapshot, Receipt } from './types'

/** What a closing begins with: a wish, or what is in the journal of an earlier one. */
export type ClosingStart =
  | { readonly id: string, readonly sessionId: Hex, readonly request: CloseRequest }
  | { readonly entry: JournalEntry }

/** How long the word of somebody who has removed a record may be on its way to the history, in milliseconds. */
const LAST_WORD = 1_000

/** A closing that runs. */
class RunningClosing implements Closing {
  readonly id: string
  readonly sessionId: Hex
  readonly #context: ClosingContext
  readonly #progress: ClosingProgress
  readonly #result: Promise<Receipt>
  readonly #turn: Turn
  readonly #landing: Landing
  /** Closes with an agreed split, or leaves it as it is; says whether that was still to be decided. */
  #choose: (isResumed: boolean) => boolean = () => false

  constructor(start: ClosingStart, context: ClosingContext, turn: Turn) {
    const record = 'entry' in start ? start.entry.record : null
    const { id, sessionId } = 'entry' in start ? { id: start.entry.record.closingId, sessionId: start.entry.record.sessionId } : start
    this.id = id
    this.sessionId = sessionId
    this.#context = context
    this.#turn = turn
    this.#progress = new ClosingProgress(
      id, sessionId, record?.startedAt ?? context.timers.now(), thrown => context.report(thrown), record !== null)
    this.#landing = new Landing(context, this.#progress, createCancellation('request' in start ? start.request.signal : undefined, () =>
      this.#progress.end('cancelled', describeError('CLOSING_CANCELLED'))))
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
    return this.#choose(false) || this.leave()
  }

  /** Gives up what is not sent yet, and changes nothing of what is agreed. */
  leave(): boolean {
    return (this.state === 'cancelled' || !isFinal(this.state)) && this.#cancellation.cancel()
  }

  resume(): boolean {
    return this.#choose(true) || this.#landing.askAgain()
  }

  /** Whether a new split is agreed, and the session not being closed with it right now. */
  get isBetween() { return this.#landing.isBetween }
  get #cancellation() { return this.#landing.cancellation }

  /** Says why the outcome is not known. */
  notice(code: 'CLOSING_UNKNOWN' | 'PROTOCOL_CHANGED'): void {
    if (this.error && this.state === 'confirming') this.#progress.update({ error: describeError(code) })
  }

  revokeKey(): boolean {
    const { recovery, isElsewhere } = this.#progress.snapshot
    if (!recovery?.canRevoke || isElsewhere) return false
    this.#landing.revokeKey()
    return true
  }

  async #begin(request: CloseRequest): Promise<Receipt> {
    return this.#guard(async () => {
      this.#cancellation.check()
      const access = this.#context.present()
      if (!await this.#cancellation.race(this.#turn.claim())) throw new NitroliteError('CLOSING_IN_PROGRESS')
      const plan = await this.#cancellation.race(this.#plan(request, access))
      // What may be needed later must not be missing then.
      if (plan.submissions.length > 1) await this.#cancellation.race(import('./between'))
      const record: JournalRecord = {
        version: 1,
        closingId: this.id,
        protocol: this.#context.protocol.name,
        node: this.#context.url,
        sessionId: this.sessionId,
        plan,
        attempts: [],
        startedAt: this.#progress.snapshot.startedAt,
      }
      const book = new ClosingBook(this.#context, record, null)
      return this.#close(book, access)
    })
  }

  /** Whoever takes over a record does not know what of it was sent, so all of it counts as sent. */
  async #resume({ record, revision }: JournalEntry): Promise<Receipt> {
    const book = new ClosingBook(this.#context, record, revision)
    this.#cancellation.close()
    this.#landing.hasSent = true
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
      return this.#close(book, null)
    })
  }

  #showSent({ plan, attempts }: JournalRecord): void {
    this.#progress.planned(plan.submissions, plan.allocations)
    for (const { attempt: { submission } } of attempts) {
      this.#progress.step('signed', submission, 'done')
      this.#progress.step('sent', submission, 'done')
    }
    const last = attempts.at(-1)?.attempt.submission ?? null
    this.#landing.unknown(last)
  }

  async #guard(run: () => Promise<Receipt>): Promise<Receipt> {
    try {
      return await run()
    }
    catch (thrown) {
      const error = toNitroliteError(thrown, 'NODE_UNKNOWN_ERROR')
      if (isFinal(this.state) && this.state !== 'cancelled') throw error
      const { book } = this.#landing
      if (book && this.#landing.isBetween && !/^(SESSION_(CHANGED|NOT_)|CLOSING_(IN_|SPLIT_))/.test(error.code)) return await this.#wait(book, error)
      if (this.#landing.mayHaveLanded) {
        this.#context.report(error)
        return new Promise<never>(() => {})
      }
      const end = await book?.forget()
      // Somebody who shares the journal goes on with it, or has brought it to an end.
      if (book && end === 'others') {
        this.#landing.hasSent = true
        await book.refresh()
        return await this.#guard(() => this.#close(book, null))
      }
      if (book && end === 'gone' && this.#landing.hasSent) {
        const told = await this.#recall()
        if (told) return this.#repeat(told)
        if (await isClosed(this.#context, book)) return await this.#guard(() => this.#pay(book))
        if (this.#landing.isBetween) return this.#giveUp(book, 'cancelled', splitAgreed(this.snapshot()))
      }
      return this.#giveUp(book, /^(CLOSING_(CANCELLED|SPLIT_AGREED)|WALLET_REJECTED)$/.test(error.code) ? 'cancelled' : 'failed', error)
    }
    finally {
      this.#cancellation.close()
      this.#turn.release()
      this.#context.detach(this)
    }
  }

  /** The new split is agreed with the node, and the session still open. */
  #wait(book: ClosingBook, { info }: NitroliteError): Promise<Receipt> {
    this.#landing.excuse()
    return this.#guard(async () => {
      const { waitBetween } = await import('./between')
      const end = await waitBetween({
        context: this.#context, book, progress: this.#progress, error: info, offer: (choose) => { this.#choose = choose },
      })
      return end === 'closed' ? this.#pay(book) : this.#close(book, null)
    })
  }

  /** How somebody else has ended it, who writes that down right after the record is gone. */
  async #recall(): Promise<HistoryEntry | null> {
    const recall = () => this.#context.recall(this.id)
    return await recall() ?? this.#landing.pause(LAST_WORD).then(recall)
  }

  /** One closing ends in one way, whoever ended it. */
  #repeat({ receipt, state, error }: HistoryEntry): Receipt {
    if (receipt) this.#progress.paid(receipt)
    else if (error) this.#progress.end(state as 'failed' | 'cancelled', error)
    return resultOf(this.#progress.snapshot)
  }

  #giveUp(book: ClosingBook | null, state: 'cancelled' | 'failed', error: NitroliteError): never {
    this.#progress.end(state, error.info)
    if (book) void this.#remember(book, { state, receipt: null, error: error.info })
    throw error
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
    const session = await protocol.readSession(connection, this.sessionId, true)
    protocol.checkCanClose(session, login)
    const allocations = completeAllocations(session, request.allocations)
    const sessionData = request.sessionData ?? null
    const plan = await protocol.planClosing(connection, { session, allocations, sessionData }, login)
    this.#progress.planned(plan.submissions, plan.allocations)
    return plan
  }

  async #close(book: ClosingBook, access: Access | null): Promise<Receipt> {
    for (const submission of book.plan.submissions) {
      if (await this.#landing.land(submission, book, access) === 'closed') break
    }
    return this.#pay(book)
  }

  async #pay(book: ClosingBook): Promise<Receipt> {
    this.#progress.step('paid', null, 'active', { state: 'confirming', error: null, recovery: null })
    const receipt = await findReceipt({
      context: this.#context,
      book,
      pause: milliseconds => this.#landing.pause(milliseconds),
      onLate: () => this.#progress.update({ error: describeError('CLOSING_UNKNOWN', { reason: 'payouts' }) }),
      onWatch: until => this.#landing.phase('watching', until),
    })
    const isGone = await book.refresh().then(isThere => !isThere, () => false)
    const told = isGone ? await this.#recall() : null
    if (told) return this.#repeat(told)
    // In the history before it leaves the journal, so that it is in one of them whatever happens. A record that stays is
    // picked up again, and found to be through.
    await this.#landing.atMost(this.#remember(book, { state: receipt.result, receipt, error: errorOf(receipt) }))
    await this.#landing.atMost(book.forget())
    this.#progress.paid(receipt)
    return resultOf(this.#progress.snapshot)
  }
}

/** @throws why a closing ended without being paid as asked */
function resultOf({ receipt, error }: ClosingSnapshot): Receipt {
  if (error) throw new NitroliteError(error.code, error.data)
  // A closing that ends without an error ends with a receipt.
  return receipt as Receipt
}

/** Starts to close, or goes on with a closing of the journal. */
export const createClosing = (start: ClosingStart, context: ClosingContext, turn: Turn): RunningClosing =>
  new RunningClosing(start, context, turn)

export type { RunningClosing }
