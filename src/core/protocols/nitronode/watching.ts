import type { Connection, Timers } from '../../connection/types'
import type { Balance, SessionQuery } from '../../sessions/types'
import type { Hex } from '../../types'
import type { Follow, NodeChange, WatchedSubject } from '../protocol'
import type { SessionRow } from './schemas'

/** Waits between two looks, in milliseconds. Lists and balances are read at every sixth look. */
const LOOK = 5_000
const LOOKS_FOR_LISTS = 6

/** Wait after a session was found closed until balances are read, in milliseconds. */
const AFTER_CLOSE = 500

/** Sessions that one look reads at most; those beyond take turns. It leaves most of the node's rate to everything else. */
const MOST_SESSIONS = 8

/** What watching reads with. */
export interface WatchingReads {
  session(connection: Connection, sessionId: Hex): Promise<unknown>
  list(connection: Connection, query: SessionQuery): Promise<unknown>
  balances(connection: Connection, wallet: string): Promise<Balance[]>
}

/** Finds out what others have changed at a node that tells nothing by itself. */
export interface Watching {
  /** To be told of every session that was read, for whatever reason: what is new of it is a change. */
  note(row: SessionRow): void
  /** To be told of every list that was read in full: one of open sessions says of a closed one only that it is gone. */
  noteList(query: SessionQuery, ids: readonly Hex[]): void
  follow: Follow
}

const isListTime = (looks: number): boolean => looks % LOOKS_FOR_LISTS === 0

const nameOf = (subject: WatchedSubject): string => typeof subject === 'string' ? subject : JSON.stringify(subject)

/** What cannot be read, a session that is not there for one, keeps nothing else from being read. */
const trying = (reading: Promise<unknown>): Promise<unknown> => reading.catch(() => null)

export function createWatching(timers: Timers, reads: WatchingReads): Watching {
  /** Version and status of each session as it was last read. */
  const seen = new Map<Hex, string>()
  /** What each list held when it was last read. */
  const listed = new Map<string, readonly Hex[]>()
  let tell: (change: NodeChange) => void = () => {}
  /** Whether a session that is not known is news: whoever shows a list has read it before it is looked at here. */
  let isNews = false
  let isPaidOut = false
  let hurry = (): void => {}

  async function look(connection: Connection, subjects: readonly WatchedSubject[], looks: number): Promise<void> {
    const sessions = subjects.filter(subject => typeof subject === 'string')
    const from = looks * MOST_SESSIONS % Math.max(sessions.length, 1)
    const turn = [...sessions.slice(from), ...sessions.slice(0, from)].slice(0, MOST_SESSIONS)
    for (const sessionId of turn) await trying(reads.session(connection, sessionId))
    if (!isListTime(looks)) return
    for (const subject of subjects) {
      if (typeof subject === 'string' || subject.participant === undefined) continue
      isNews = true
      await trying(reads.list(connection, subject))
      isNews = false
    }
  }

  return {
    note({ app_session_id: id, version, status }) {
      const state = `${version} ${status}`
      const known = seen.get(id)
      seen.set(id, state)
      if (known === undefined ? !isNews : known === state) return
      tell({ kind: 'session', sessionId: id })
      if (status !== 'closed') return
      isPaidOut = true
      hurry()
    },
    noteList({ participant, status }, ids) {
      const name = JSON.stringify([participant, status])
      const gone = listed.get(name)?.filter(id => !ids.includes(id)) ?? []
      listed.set(name, ids)
      for (const sessionId of gone) tell({ kind: 'session', sessionId })
    },
    follow({ connection, subjects, login, onChange }) {
      const socket = connection.socketName
      tell = onChange
      let looks = 0
      let balances: string | null = null
      let stopTimer = (): void => {}
      let isLooking = false

      const isOver = (): boolean => connection.socketName !== socket
      async function tick(): Promise<void> {
        stopTimer()
        // Behind a close that is being worked on, every answer would be late.
        if (!isLooking && !connection.presence.isAway() && !connection.criticalInFlight) {
          isLooking = true
          looks += 1
          try {
            const unique = [...new Map(subjects().map(subject => [nameOf(subject), subject])).values()]
            await look(connection, unique, looks)
            const wallet = login()?.wallet
            if (wallet !== undefined && (isPaidOut || isListTime(looks))) {
              const read = await reads.balances(connection, wallet)
              isPaidOut = false
              if (balances !== JSON.stringify(read)) onChange({ kind: 'balances', balances: read })
              balances = JSON.stringify(read)
            }
          } catch {
            // A look that fails is made up for by the next one; a connection that fails says so itself.
          } finally {
            isLooking = false
          }
        }
        wait()
      }
      function wait(milliseconds = LOOK): void {
        stopTimer()
        if (!isOver()) stopTimer = timers.after(milliseconds, () => void tick())
      }
      hurry = () => { if (!isLooking) wait(AFTER_CLOSE) }
      const stopWaking = connection.presence.onReturn(() => void tick())
      const stopListening = connection.on('status', () => {
        if (!isOver()) return
        stopTimer()
        stopWaking()
        stopListening()
      })
      wait()
    },
  }
}
