import type { Connection, Timers } from '../../connection/types'
import type { Hex, Unsubscribe } from '../../types'
import type { Follow, FollowOptions, WatchedSubject } from '../protocol'
import { changedSessions, readListMark, readSessionMark, type Mark } from './marks'

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
  /** What was seen last of each subject. Kept when the socket changes. */
  readonly #marks = new Map<string, Mark>()
  #report: FollowOptions['onChange'] = () => {}

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /**
   * Remembers how a session is now, because the app shows it from now on. A failed reading is made up for later. Other parts of
   * the app may still show the session as it was, so a change is reported.
   */
  async noteShown(connection: Connection, sessionId: Hex): Promise<void> {
    const mark = await readSessionMark(connection, sessionId).catch(() => null)
    if (!mark) return
    const before = this.#marks.get(keyOf(sessionId))
    this.#marks.set(keyOf(sessionId), mark)
    if (before && before.text !== mark.text) this.#report({ kind: 'session', sessionId })
    const [oldest] = this.#marks.keys()
    if (this.#marks.size > MOST_REMEMBERED && oldest !== undefined) this.#marks.delete(oldest)
  }

  readonly follow: Follow = (options) => {
    this.#report = options.onChange
    new Watcher(this.#timers, this.#marks, options).start()
  }
}

const keyOf = (subject: WatchedSubject): string => typeof subject === 'string' ? subject : JSON.stringify(subject)

const intervalOf = (subject: WatchedSubject): number => typeof subject === 'string' ? SESSION_INTERVAL : LIST_INTERVAL

/** Watches over one socket, until that socket is lost. */
class Watcher {
  readonly #timers: Timers
  readonly #marks: Map<string, Mark>
  readonly #options: FollowOptions
  readonly #socketName: string | null
  /** When each subject was read last. A subject that is missing is due. */
  readonly #readAt = new Map<string, number>()
  #lastReadAt = -Infinity
  #isReading = false
  #stopTimer: Unsubscribe = () => {}

  constructor(timers: Timers, marks: Map<string, Mark>, options: FollowOptions) {
    this.#timers = timers
    this.#marks = marks
    this.#options = options
    this.#socketName = options.connection.socketName
  }

  start(): void {
    const { connection } = this.#options
    const readAll = (): void => {
      this.#readAt.clear()
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
    const { connection, onChange } = this.#options
    const key = keyOf(subject)
    const before = this.#marks.get(key)
    const after = typeof subject === 'string' ? await readSessionMark(connection, subject) : await readListMark(connection, subject)
    this.#marks.set(key, after)
    if (!before || before.text === after.text) return
    const changed = typeof subject === 'string' ? [subject] : changedSessions(before, after)
    for (const sessionId of changed) onChange({ kind: 'session', sessionId })
  }
}
