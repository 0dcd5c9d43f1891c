import { NitroliteError, toNitroliteError } from '../errors/errors'
import { isNothingToClose } from '../errors/groups'
import { coSignerKey, journalKey, type JournalEntry } from '../journal/journal'
import { isSameAddress } from '../sessions/participants'
import type { Address } from '../types'
import type { ClosingContext, ClosingStart } from './context'
import { nextOfMeeting, type Meeting, type MeetingAction, type PresentClosing } from './policy/meeting'
import { fingerprintOf } from './request'
import type { StandIn } from './standIn'
import { isFinal } from './states'
import type { CloseRequest, Closing, ClosingSnapshot } from './types'

/** A request to close a session. */
export type Request = Extract<ClosingStart, { request: CloseRequest }>

/** A request that met another client, which is closing the same session or may have closed it. */
export interface JoiningParts {
  readonly start: Request
  readonly view: StandIn
  readonly fingerprint: string
  readonly context: ClosingContext
  /** The wallet that was logged in when the caller asked. */
  readonly wallet: Address | null
  /** How the closing of the request ended: see `mayBeOfOther`. */
  readonly refused: ClosingSnapshot
  /** How often the request was begun again without a sign of another client. */
  readonly restarts: number
}

/** A closing that the request may become. */
export interface Joinable extends PresentClosing {
  readonly view: Closing
}

/** What a request needs from the other closings of its client. */
export interface JoiningHost {
  /** What keeps the wallet from closing the session: a closing that the client works on or lists; null if there is none. */
  present(): Joinable | null
  /** Works on the closing of a record, or lists it. */
  takeUp(entry: JournalEntry): void
  /** The request becomes the present closing. */
  join(present: Joinable): void
  beginAgain(restarts: number): void
  /** Called when the request no longer waits for the other client. */
  onEnd(): void
}

/** How long to wait for a report before the request is begun again, in milliseconds. */
const REPORT_PAUSE = 1_000

/** Carries out what happens to a request whose session another client is closing. Every decision is in `policy/meeting.ts`. */
export class Joining {
  readonly parts: JoiningParts
  readonly #host: JoiningHost
  #known: Meeting
  #entry: JournalEntry | null = null
  /** Stops the wait for a report; null while nothing waits. */
  #stopTimer: (() => void) | null = null

  constructor(parts: JoiningParts, heard: ClosingSnapshot | null, host: JoiningHost) {
    const { fingerprint, restarts, refused: { error }, start: { request } } = parts
    this.parts = parts
    this.#host = host
    this.#known = {
      fingerprint, restarts, refusal: new NitroliteError(error?.code ?? 'CLOSING_IN_PROGRESS', error?.data),
      hasSessionData: request.sessionData !== undefined, record: 'not read', failure: null, isSilent: false,
      heard, heardFingerprint: heardFingerprint(heard, request),
    }
  }

  /** Takes a report of the other client. That client may have written its record meanwhile. */
  hear(heard: ClosingSnapshot): void {
    const isWaiting = this.#stopTimer !== null
    this.#known = { ...this.#known, heard, heardFingerprint: heardFingerprint(heard, this.parts.start.request), record: 'not read' }
    if (isWaiting) this.decide()
  }

  /** Does what follows from what is known. */
  decide(): void {
    this.#stopTimer?.()
    this.#stopTimer = null
    // The caller has cancelled the request.
    if (isFinal(this.parts.view.state)) return this.#host.onEnd()
    const present = this.#host.present()
    const action = nextOfMeeting(this.#known, { present, isWithdrawn: this.#isWithdrawn() })
    this.#take(action, present)
  }

  #take(action: MeetingAction, present: Joinable | null): void {
    const { view } = this.parts
    switch (action.do) {
      case 'read record': return this.#readRecord()
      case 'take up record': return this.#takeUp()
      case 'await report': return this.#awaitReport()
      case 'withdraw':
        view.cancel()
        break
      case 'end as heard':
        view.hear(action.heard)
        break
      case 'fail':
        view.fail(action.error)
        break
      case 'join':
        if (present) this.#host.join(present)
        break
      case 'begin again':
        this.#host.beginAgain(action.restarts)
    }
    this.#host.onEnd()
  }

  #readRecord(): void {
    const { protocol } = this.parts.context
    this.#findRecord().then((entry) => {
      const isOther = entry !== null && entry.record.protocol !== protocol.name
      this.#entry = entry
      this.#known = { ...this.#known, record: entry === null ? 'none' : isOther ? 'of another protocol' : 'found' }
      this.decide()
    }, (thrown: unknown) => {
      this.#known = { ...this.#known, failure: toNitroliteError(thrown, 'JOURNAL_FAILED') }
      this.decide()
    })
  }

  /** The closing of the session, or the signature that the wallet has given for it. */
  #findRecord(): Promise<JournalEntry | null> {
    const { context: { url, journal }, start: { sessionId }, wallet } = this.parts
    return journal.read(journalKey(url, sessionId)).then(closing =>
      closing ?? (wallet === null ? null : journal.read(coSignerKey(url, sessionId, wallet))))
  }

  #takeUp(): void {
    this.#known = { ...this.#known, record: 'taken up' }
    if (this.#entry) this.#host.takeUp(this.#entry)
    this.decide()
  }

  #awaitReport(): void {
    this.#stopTimer = this.parts.context.timers.after(REPORT_PAUSE, () => {
      this.#known = { ...this.#known, isSilent: true }
      this.decide()
    })
  }

  /** Nobody may close the session for another wallet than the one that asked. */
  #isWithdrawn(): boolean {
    const { start: { request }, context, wallet } = this.parts
    const present = context.presentWallet()
    return (request.signal?.aborted ?? false) || (present !== null && present !== wallet)
  }
}

/** Whether a wallet is among those that a client acts for. */
export const includesWallet = (wallets: readonly Address[], wallet: Address): boolean => wallets.some(each => isSameAddress(each, wallet))

/**
 * The closing ended before anything was sent, because another client is closing the session, or because nothing is left to close:
 * a client of the same journal may have closed the session and died.
 */
export const mayBeOfOther = ({ state, error, steps }: ClosingSnapshot): boolean =>
  state === 'failed' && error !== null && (error.code === 'CLOSING_IN_PROGRESS' || isNothingToClose(error.code))
  && !steps.some(({ name, status }) => name === 'sent' && status === 'done')

/** What a client that has not written a record yet asks for, as far as its reports say; null when they do not. */
const heardFingerprint = (heard: ClosingSnapshot | null, { sessionData }: CloseRequest): string | null =>
  heard && heard.allocations.length > 0 ? fingerprintOf({ allocations: heard.allocations, ...(sessionData !== undefined && { sessionData }) }) : null
