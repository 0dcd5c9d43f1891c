import type { Connection } from '../connection/types'
import { NitroliteError, describeError, toNitroliteError } from '../errors'
import type { Login, Protocol } from '../protocols/protocol'
import { completeAllocations } from '../sessions/validation'
import type { Hex } from '../types'
import { submitAttempt, type AttemptRecord } from './attempt'
import type { Journal } from './journal'
import { judgePayouts } from './payouts'
import { ClosingProgress, isFinal } from './progress'
import { makeReceipt } from './receipt'
import type { CloseRequest, Closing, ClosingPlan, Receipt } from './types'

/** What a closing needs of the client. */
export interface ClosingContext {
  readonly url: string
  readonly protocol: Protocol
  readonly connection: Connection
  readonly journal: Journal
  /** The present login, or null while nobody is logged in. */
  login(): Login | null
  /** Waits until the node can be asked, as long as it takes. */
  reachable(): Promise<void>
  /** Reports what no caller waits for. */
  report(thrown: unknown): void
  now(): number
  wait(milliseconds: number): Promise<void>
  /** Told of a closing that needs the connection, and when it needs it no more. */
  attach(closing: Closing): void
  detach(closing: Closing): void
}

/** Longest wait between two looks at payouts that are not booked yet, in milliseconds. */
const MAX_PAYOUT_WAIT = 30_000

/** A closing that runs. */
class RunningClosing implements Closing {
  readonly id: string
  readonly sessionId: Hex
  readonly #context: ClosingContext
  readonly #progress: ClosingProgress
  readonly #result: Promise<Receipt>
  readonly #cancellation = new AbortController()
  /** Ends the listening to the caller's signal. */
  readonly #listening = new AbortController()
  /** Something has left; nobody can take it back. */
  #isSent = false
  /** What was sent may land. */
  #mayLand = false

  constructor(id: string, sessionId: Hex, request: CloseRequest, context: ClosingContext) {
    this.id = id
    this.sessionId = sessionId
    this.#context = context
    this.#progress = new ClosingProgress(id, sessionId, context.now(), thrown => context.report(thrown))
    const { signal } = request
    signal?.addEventListener('abort', () => this.cancel(), { once: true, signal: this.#listening.signal })
    if (signal?.aborted) this.cancel()
    context.attach(this)
    this.#result = this.#run(request)
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
    if (this.#isSent || (isFinal(this.state) && this.state !== 'cancelled')) return false
    this.#cancellation.abort()
    this.#progress.end('cancelled', describeError('CLOSING_CANCELLED'))
    return true
  }

  async #run(request: CloseRequest): Promise<Receipt> {
    try {
      if (this.#cancellation.signal.aborted) throw new NitroliteError('CLOSING_CANCELLED')
      const login = this.#context.login()
      if (!login) throw new NitroliteError('NOT_CONNECTED')
      const plan = await this.#beforeSending(this.#plan(request, login))
      const record = await this.#submitAll(plan, login)
      return await this.#readPayouts(plan, login, record)
    }
    catch (thrown) {
      return this.#fail(toNitroliteError(thrown, 'NODE_UNKNOWN_ERROR'))
    }
    finally {
      this.#listening.abort()
      this.#context.detach(this)
    }
  }

  /** Waits for work that sends nothing, and stops waiting when the closing is cancelled. */
  async #beforeSending<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#cancellation
    const cancelled = new Promise<never>((_, reject) => {
      const stop = () => reject(new NitroliteError('CLOSING_CANCELLED'))
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
    })
    return Promise.race([work, cancelled])
  }

  async #plan(request: CloseRequest, login: Login): Promise<ClosingPlan> {
    const { protocol, connection } = this.#context
    this.#progress.step('checked', null, 'active')
    const session = await protocol.readSession(connection, this.sessionId)
    protocol.checkCanClose(session, login)
    const allocations = completeAllocations(session, request.allocations)
    const sessionData = request.sessionData ?? null
    const plan = await protocol.planClosing(connection, { session, allocations, sessionData }, login)
    this.#progress.planned(plan.submissions, plan.allocations)
    return plan
  }

  async #submitAll(plan: ClosingPlan, login: Login): Promise<AttemptRecord> {
    let record: AttemptRecord | null = null
    for (const submission of plan.submissions) {
      record = await submitAttempt({
        closing: this.snapshot(),
        context: this.#context,
        progress: this.#progress,
        plan,
        login,
        submission,
        previous: record,
        beforeSending: work => this.#beforeSending(work),
        onSending: () => {
          if (this.#cancellation.signal.aborted) throw new NitroliteError('CLOSING_CANCELLED')
          this.#isSent = this.#mayLand = true
          this.#listening.abort()
        },
        onRefused: () => { this.#mayLand = false },
        onUnknown: () => this.#context.detach(this),
      })
    }
    if (!record) throw new NitroliteError('RESPONSE_UNEXPECTED', { method: 'close', reason: 'nothing to submit' })
    return record
  }

  /** The node said that it did it; whether it paid as asked is what its books say. */
  async #readPayouts(plan: ClosingPlan, login: Login, record: AttemptRecord): Promise<Receipt> {
    const { protocol, connection, url } = this.#context
    this.#progress.step('paid', null, 'active', { state: 'confirming', error: null })
    for (let delay = 500; ; delay = Math.min(delay * 2, MAX_PAYOUT_WAIT)) {
      await this.#context.reachable()
      try {
        const { result, ...verdict } = judgePayouts(plan, await protocol.readPayouts(connection, this.sessionId))
        if (result !== 'incomplete') {
          const receipt = makeReceipt({
            protocol: protocol.name, url, plan, login, ...record, verdict: { ...verdict, result },
          })
          return await this.#finish(receipt, record)
        }
      }
      catch (thrown) {
        if (isFinal(this.state)) throw thrown
        this.#context.report(thrown)
      }
      if (delay === MAX_PAYOUT_WAIT) this.#progress.update({ error: describeError('CLOSING_UNKNOWN', { reason: 'payouts' }) })
      await this.#context.wait(delay)
    }
  }

  async #finish(receipt: Receipt, record: AttemptRecord): Promise<Receipt> {
    await record.forget()
    this.#progress.paid(receipt)
    const { error } = this
    if (error) throw new NitroliteError(error.code, error.data)
    return receipt
  }

  /** Ends the closing, unless something that was sent may still land: then nothing is known. */
  #fail(error: NitroliteError): Promise<never> {
    if (this.#mayLand && !isFinal(this.state)) {
      this.#context.report(error)
      this.#progress.update({ state: 'confirming', error: describeError('CLOSING_UNKNOWN', { reason: error.code }) })
      return new Promise<never>(() => {})
    }
    const gaveUp = error.code === 'CLOSING_CANCELLED' || error.code === 'WALLET_REJECTED'
    this.#progress.end(gaveUp ? 'cancelled' : 'failed', error.info)
    return Promise.reject(error)
  }
}

/** Starts to close. */
export const createClosing = (
  id: string, sessionId: Hex, request: CloseRequest, context: ClosingContext,
): RunningClosing => new RunningClosing(id, sessionId, request, context)

export type { RunningClosing }
