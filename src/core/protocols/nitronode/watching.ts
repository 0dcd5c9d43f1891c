import type { Connection, Timers } from '../../connection/types'
import type { Balance, SessionQuery } from '../../sessions/types'
import type { Hex, Unsubscribe } from '../../types'
import type { Follow, FollowOptions, WatchedSubject } from '../protocol'
import type { SeenSessions } from './seenSessions'

/** Time between two polls, in milliseconds. */
const POLL_INTERVAL = 5_000
/** Lists and balances are read in every sixth poll. */
const POLLS_PER_LIST = 6

/** Time from noticing a closed session to the poll that reads the balances, in milliseconds. */
const DELAY_AFTER_CLOSE = 500

/**
 * The most sessions that one poll reads. More of them take turns, so that most of the node's rate limit remains for other requests.
 */
const MAX_SESSIONS_PER_POLL = 8

/** The node is busy with a close if it has not answered anything for so long, in milliseconds. */
const BUSY_AFTER = 1_000

/** The reads that a poll uses. Each of them must pass what it reads to `SeenSessions`. */
export interface PollReads {
  session(connection: Connection, sessionId: Hex): Promise<unknown>
  list(connection: Connection, query: SessionQuery): Promise<unknown>
  balances(connection: Connection, wallet: string): Promise<Balance[]>
  /** When the node last answered over the present socket, in milliseconds by `Timers.elapsed`. Null if it has not answered lately. */
  answeredAt(connection: Connection): number | null
}

/** Makes `follow` for a node that pushes nothing: it polls what is on screen. */
export function createFollow(timers: Timers, seen: SeenSessions, reads: PollReads): Follow {
  /** Kept when the socket changes: balances that are due are then read over the next one. */
  const pending = { areBalancesDue: false }
  return (options) => { new Poller(timers, seen, reads, options, pending).start() }
}

const subjectKey = (subject: WatchedSubject): string => typeof subject === 'string' ? subject : JSON.stringify(subject)

/** Polls over one socket, until that socket is lost. */
class Poller {
  readonly #timers: Timers
  readonly #seen: SeenSessions
  readonly #reads: PollReads
  readonly #options: FollowOptions
  readonly #pending: { areBalancesDue: boolean }
  readonly #socketName: string | null
  #polls = 0
  #isPolling = false
  #lastBalances: string | null = null
  /** By `Timers.elapsed`. */
  #balancesReadAt = -Infinity
  #cancelTimer: Unsubscribe | null = null
  /** When the next poll is due, by `Timers.elapsed`. */
  #pollAt = Infinity

  constructor(
    timers: Timers, seen: SeenSessions, reads: PollReads, options: FollowOptions, pending: { areBalancesDue: boolean },
  ) {
    this.#timers = timers
    this.#seen = seen
    this.#reads = reads
    this.#options = options
    this.#pending = pending
    this.#socketName = options.connection.socketName
  }

  start(): void {
    const { connection, onChange } = this.#options
    this.#seen.listen(({ sessionId, isClosed }) => {
      onChange({ kind: 'session', sessionId })
      if (!isClosed) return
      this.#pending.areBalancesDue = true
      // A poll that is running reads the balances itself.
      if (!this.#isPolling && !this.#hasReadBalancesLately()) this.#pollWithin(DELAY_AFTER_CLOSE)
    })
    const stopPresence = connection.presence.onReturn(() => void this.#poll())
    const stopListening = connection.on('status', () => {
      if (!this.#isSocketLost()) return
      this.#cancelTimer?.()
      stopPresence()
      stopListening()
    })
    this.#schedule()
  }

  #isSocketLost(): boolean {
    return this.#options.connection.socketName !== this.#socketName
  }

  #schedule(milliseconds = POLL_INTERVAL): void {
    this.#cancelTimer?.()
    this.#pollAt = this.#timers.elapsed() + milliseconds
    if (!this.#isSocketLost()) this.#cancelTimer = this.#timers.after(milliseconds, () => void this.#poll())
  }

  #pollWithin(milliseconds: number): void {
    if (this.#timers.elapsed() + milliseconds < this.#pollAt) this.#schedule(milliseconds)
  }

  /**
   * A server that closes one session after the other would otherwise spend a tenth of the node's rate limit on balances. The next
   * poll reads them in any case.
   */
  #hasReadBalancesLately(): boolean {
    return this.#timers.elapsed() - this.#balancesReadAt < POLL_INTERVAL
  }

  async #poll(): Promise<void> {
    this.#cancelTimer?.()
    if (!this.#isPolling && !this.#options.connection.presence.isAway() && !this.#isNodeBusy()) {
      this.#isPolling = true
      this.#polls += 1
      try {
        await this.#readSubjects()
        await this.#readBalances()
      }
      catch {
        // The next poll reads it again. If the connection fails, the connection reports that.
      }
      finally {
        this.#isPolling = false
      }
    }
    this.#schedule()
  }

  /**
   * While the node works on a close for a long time, it would answer every read late. While many closings run, a close is always in
   * flight, but the node answers all the time.
   */
  #isNodeBusy(): boolean {
    const { connection } = this.#options
    const answeredAt = this.#reads.answeredAt(connection) ?? -Infinity
    return connection.criticalInFlight && this.#timers.elapsed() - answeredAt >= BUSY_AFTER
  }

  #isListPoll(): boolean {
    return this.#polls % POLLS_PER_LIST === 0
  }

  async #readSubjects(): Promise<void> {
    const subjects = [...new Map(this.#options.subjects().map(subject => [subjectKey(subject), subject])).values()]
    for (const sessionId of this.#sessionsOfThisPoll(subjects)) {
      await this.#tryTo(connection => this.#reads.session(connection, sessionId))
    }
    if (!this.#isListPoll()) return
    for (const query of subjects) {
      // A nitronode lists the sessions of a participant only.
      if (typeof query === 'string' || query.participant === undefined) continue
      await this.#tryTo(connection => this.#reads.list(connection, query))
    }
  }

  #sessionsOfThisPoll(subjects: readonly WatchedSubject[]): Hex[] {
    const sessions = subjects.filter(subject => typeof subject === 'string')
    const first = this.#polls * MAX_SESSIONS_PER_POLL % Math.max(sessions.length, 1)
    return [...sessions.slice(first), ...sessions.slice(0, first)].slice(0, MAX_SESSIONS_PER_POLL)
  }

  /** A read that fails, for example of a session that does not exist, must not stop the others. */
  async #tryTo(read: (connection: Connection) => Promise<unknown>): Promise<void> {
    await read(this.#options.connection).catch(() => null)
  }

  async #readBalances(): Promise<void> {
    const { connection, login, onChange } = this.#options
    const wallet = login()?.wallet
    if (wallet === undefined || !(this.#pending.areBalancesDue || this.#isListPoll())) return
    // A session that is closed from now on may change them again.
    this.#pending.areBalancesDue = false
    const balances = await this.#reads.balances(connection, wallet).catch((thrown: unknown) => {
      this.#pending.areBalancesDue = true
      throw thrown
    })
    this.#balancesReadAt = this.#timers.elapsed()
    const text = JSON.stringify(balances)
    if (text !== this.#lastBalances) onChange({ kind: 'balances', balances })
    this.#lastBalances = text
  }
}
