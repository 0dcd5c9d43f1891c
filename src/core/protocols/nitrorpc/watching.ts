import type { Timers } from '../../connection/types'
import type { AppSessionSummary } from '../../sessions/types'
import type { Address, Hex, Unsubscribe } from '../../types'
import type { Follow, FollowOptions, WatchedSubject } from '../protocol'
import type { KnownSessions } from './knownSessions'
import { changedSessions, EMPTY_LEDGER, readListMark, readRowMark, readSessionMark, rowMark, type Mark } from './marks'

/** Time between two readings of a session on screen, in milliseconds. */
const SESSION_INTERVAL = 10_000
/** Time between two readings of a list on screen, in milliseconds. */
const LIST_INTERVAL = 30_000
/** The shortest time between two readings, in milliseconds. */
const SHORTEST_PAUSE = 1_000

/** How many marks are remembered, so that a server that reads sessions for years does not grow. */
const MOST_REMEMBERED = 5_000

/** Pushes that may mean that somebody changed or closed a session on screen. For a close by others, the node sends `bu` only. */
const HINTS: ReadonlySet<string> = new Set(['bu', 'asu'])

/**
 * Notices what others do to the sessions on screen. The node pushes no more than a balance update when somebody else closes a
 * session (ClearNode 0.5.2), so what is on screen is read again after each push that may concern it, and from time to time.
 */
export class SessionWatch {
  readonly #timers: Timers
  readonly #known: KnownSessions
  /** What was seen last of each subject. Kept when the socket changes. */
  readonly #marks = new Map<string, Mark>()
  #report: FollowOptions['onChange'] = () => {}

  /** @param known the sessions that lists have shown, with their participants */
  constructor(timers: Timers, known: KnownSessions) {
    this.#timers = timers
    this.#known = known
  }

  /**
   * Remembers how a session is now, because the app shows it from now on. Other parts of the app may still show it as it was, so
   * a change is reported.
   * @param ledger what its ledger said before the session was read; null if that reading failed, which is made up for later
   */
  noteShown(session: AppSessionSummary, ledger: Mark | null): void {
    const { id } = session
    const changes = [this.#hasChanged(rowKeyOf(id), rowMark(session)), ledger !== null && this.#hasChanged(keyOf(id), ledger)]
    if (changes.includes(true)) this.#report({ kind: 'session', sessionId: id })
  }

  readonly follow: Follow = (options) => {
    this.#report = options.onChange
    new Watcher(this.#timers, this.#known, this.#marks, options).start()
  }

  /** Takes a mark. @returns whether it differs from the one before */
  #hasChanged(key: string, mark: Mark): boolean {
    const before = this.#marks.get(key)
    this.#marks.set(key, mark)
    const [oldest] = this.#marks.keys()
    if (this.#marks.size > MOST_REMEMBERED && oldest !== undefined) this.#marks.delete(oldest)
    return before !== undefined && before.text !== mark.text
  }
}

const keyOf = (subject: WatchedSubject): string => typeof subject === 'string' ? subject : JSON.stringify(subject)

/** What lists say about a session is compared apart from what its ledger says. */
const rowKeyOf = (sessionId: Hex): string => `row of ${sessionId}`

const intervalOf = (subject: WatchedSubject): number => typeof subject === 'string' ? SESSION_INTERVAL : LIST_INTERVAL

/** Watches over one socket, until that socket is lost. */
class Watcher {
  readonly #timers: Timers
  readonly #known: KnownSessions
  readonly #marks: Map<string, Mark>
  readonly #options: FollowOptions
  readonly #socketName: string | null
  /** When each subject was read last. A subject that is missing is due. */
  readonly #readAt = new Map<string, number>()
  /** How often each session was read since the last push. */
  readonly #readings = new Map<string, number>()
  #lastReadAt = -Infinity
  #isReading = false
  #stopTimer: Unsubscribe = () => {}

  constructor(timers: Timers, known: KnownSessions, marks: Map<string, Mark>, options: FollowOptions) {
    this.#timers = timers
    this.#known = known
    this.#marks = marks
    this.#options = options
    this.#socketName = options.connection.socketName
  }

  start(): void {
    const { connection } = this.#options
    const readAll = (): void => {
      this.#readAt.clear()
      this.#readings.clear()
      this.#schedule()
    }
    const stops = [
      connection.presence.onReturn(readAll),
      connection.on('push', ({ name }) => { if (HINTS.has(name)) readAll() }),
      connection.on('status', () => {
        if (connection.socketName === this.#socketName) return
        this.#stopTimer()
        for (const stop of stops) stop()
      }),
    ]
    // The app has just read what it shows.
    for (const subject of this.#options.subjects()) this.#readAt.set(keyOf(subject), this.#timers.elapsed())
    this.#schedule()
  }

  #schedule(): void {
    this.#stopTimer()
    const { connection } = this.#options
    // `onReturn` continues it.
    if (connection.socketName !== this.#socketName || connection.presence.isAway() || this.#isReading) return
    const now = this.#timers.elapsed()
    const next = this.#nextSubject()
    const dueAt = next ? Math.max(this.#dueAt(next), this.#lastReadAt + SHORTEST_PAUSE) : now + SESSION_INTERVAL
    // Something else may be on screen by then, so it is decided again.
    const pause = Math.min(SESSION_INTERVAL, Math.max(0, dueAt - now))
    this.#stopTimer = this.#timers.after(pause, () => { void this.#read() })
  }

  #nextSubject(): WatchedSubject | undefined {
    return [...this.#options.subjects()].sort((one, other) => this.#dueAt(one) - this.#dueAt(other))[0]
  }

  #dueAt(subject: WatchedSubject): number {
    return (this.#readAt.get(keyOf(subject)) ?? -Infinity) + intervalOf(subject)
  }

  async #read(): Promise<void> {
    const subject = this.#nextSubject()
    const now = this.#timers.elapsed()
    if (subject !== undefined && this.#dueAt(subject) <= now && !this.#options.connection.presence.isAway()) {
      this.#isReading = true
      this.#lastReadAt = now
      this.#readAt.set(keyOf(subject), now)
      await this.#compare(subject).catch(() => {
        // It is read again after its interval. If the connection fails, the connection reports that.
      })
      this.#isReading = false
    }
    this.#schedule()
  }

  async #compare(subject: WatchedSubject): Promise<void> {
    const key = keyOf(subject)
    if (typeof subject !== 'string') {
      const after = await readListMark(this.#options.connection, subject)
      return this.#take(key, after, before => changedSessions(before, after))
    }
    const reading = this.#readings.get(key) ?? 0
    this.#readings.set(key, reading + 1)
    const listed = this.#participantToAsk(subject, reading)
    const after = await (listed === null
      ? readSessionMark(this.#options.connection, subject)
      : readRowMark(this.#options.connection, subject, listed))
    if (after) this.#take(listed === null ? key : rowKeyOf(subject), after, () => [subject])
  }

  /**
   * In whose list a session is looked for; null to look at its ledger. Both take turns: the ledger shows every movement of funds,
   * and the list also what moves none, such as new data, or the close of a session that holds nothing. A participant with many
   * sessions may have one that has changed too far down in the list, so the participants take turns as well.
   */
  #participantToAsk(sessionId: Hex, reading: number): Address | null {
    const { participants = [] } = this.#known.get(sessionId) ?? {}
    const hasLedger = this.#marks.get(keyOf(sessionId))?.text !== EMPTY_LEDGER
    if (hasLedger && reading % 2 === 0) return null
    const turn = hasLedger ? (reading - 1) / 2 : reading
    return participants[turn % participants.length]?.address ?? null
  }

  #take(key: string, after: Mark, changed: (before: Mark) => readonly Hex[]): void {
    const before = this.#marks.get(key)
    this.#marks.set(key, after)
    if (!before || before.text === after.text) return
    for (const sessionId of changed(before)) this.#options.onChange({ kind: 'session', sessionId })
  }
}
