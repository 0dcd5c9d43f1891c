import { parseSessionId } from '../closing/request'
import type { Connection } from '../connection/types'
import { NitroliteError, toNitroliteError } from '../errors/errors'
import type { Protocol, WatchedSubject } from '../protocols/protocol'
import { remainingDeposits } from '../sessions/deposits'
import type { SessionQuery } from '../sessions/types'
import type { Address } from '../types'
import { abortable } from './abortable'
import type { Link } from './link'
import type { NitroliteClient } from './types'

/** Asks the node as soon as its protocol is known. @throws `NOT_CONNECTED`, and the errors of `ask` */
export type AskNode = <T>(ask: (protocol: Protocol, connection: Connection) => Promise<T>) => Promise<T>

export interface ClientSessionsParts {
  readonly askNode: AskNode
  currentLink(): Link | null
  /** The wallet that is logged in, or null. */
  account(): Address | null
}

/** The node would answer a text that is not an address with an empty list, or with an error that blames the request. */
function checkParticipant({ participant }: SessionQuery): void {
  if (participant === undefined || /^0x[\da-f]{40}$/i.test(participant)) return
  throw new NitroliteError('OPTIONS_INVALID', { option: 'participant', reason: `"${participant}" is not an address, 0x and 40 hex digits.` })
}

/** `client.sessions`, and what the app watches through it. */
export interface ClientSessions {
  readonly api: NitroliteClient['sessions']
  /** What the app watches now. */
  watchedSubjects(): readonly WatchedSubject[]
}

export function createClientSessions({ askNode, currentLink, account }: ClientSessionsParts): ClientSessions {
  /** Functions, because a query without a participant follows the account. */
  const watched = new Set<() => WatchedSubject>()

  const withParticipant = (query: SessionQuery): SessionQuery => {
    const participant = query.participant ?? account()
    return participant ? { ...query, participant } : query
  }

  return {
    watchedSubjects: () => [...watched].map(subject => subject()),
    api: {
      list: (query = {}, options = {}) => abortable('sessions.list', options, () =>
        askNode((protocol, connection) => {
          checkParticipant(query)
          return protocol.listSessions(connection, withParticipant(query))
        })),
      get: (sessionId, options = {}) => abortable('sessions.get', options, () =>
        askNode((protocol, connection) => protocol.readSession(connection, parseSessionId(sessionId)))),
      payouts: (session, options = {}) => abortable('sessions.payouts', options, () => askNode(async (protocol, connection) => {
        const { payouts } = await protocol.readLedger(connection, { session, allocations: [], baseline: [], funded: {} })
        return payouts
      })),
      deposits: (session, options = {}) => abortable('sessions.deposits', options, () => askNode(async (protocol, connection) =>
        remainingDeposits(await protocol.readLedger(connection, { session, allocations: [], baseline: [], funded: {} })))),
      closeBlocker(session) {
        const { login, protocol } = currentLink() ?? {}
        try {
          if (login) protocol?.checkCanClose(session, login)
          return null
        }
        catch (thrown) {
          return toNitroliteError(thrown, 'LIBRARY_DEFECT').info
        }
      },
      watch(subject = {}) {
        const given = typeof subject === 'string' ? parseSessionId(subject) : subject
        if (typeof given !== 'string') checkParticipant(given)
        const current = (): WatchedSubject => typeof given === 'string' ? given : withParticipant(given)
        watched.add(current)
        return () => { watched.delete(current) }
      },
    },
  }
}
