import type { Match } from './requests'
import type { SocketSession } from './socketSession'
import type { DecodedError, DecodedResponse } from './types'

/** Earlier sessions of a connection that are kept for the answers of critical requests. */
export interface RetiredSessions {
  /** Retires a session, and forgets it once it has ended. */
  add(session: SocketSession): void
  /** Hands an answer to the session that waits for it, if all sessions share one socket. Only the newest session listens to that socket. */
  match(answer: DecodedResponse | DecodedError): Match
  /** The connection was given up, and not by the app. The answers still come, except over a shared socket: nobody listens to it any more. */
  leave(): void
  endAll(): void
}

/** @param isShared whether all sessions use one socket, which belongs to the app */
export function createRetiredSessions(isShared: boolean): RetiredSessions {
  const sessions = new Set<SocketSession>()
  const endAll = (): void => {
    for (const session of [...sessions]) session.end('closed here')
  }

  return {
    add(session) {
      sessions.add(session)
      session.retire(() => { sessions.delete(session) })
    },
    match(answer) {
      for (const session of isShared ? sessions : []) {
        const matched = session.match(answer)
        if (matched !== 'unknown') return matched
      }
      return 'unknown'
    },
    leave() {
      if (isShared) endAll()
    },
    endAll,
  }
}
