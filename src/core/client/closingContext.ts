import type { AttachedClosing, ClosingContext } from '../closing/context'
import type { IsolatedEvents } from '../connection/isolatedEvents'
import { shownUrl } from '../connection/shownUrl'
import type { Timers } from '../connection/types'
import { toNitroliteError } from '../errors/errors'
import type { ClosingHistory } from '../history/types'
import type { Journal } from '../journal/journal'
import type { Protocol } from '../protocols/protocol'
import type { ConnectionChanges } from './connectionChanges'
import type { NitroliteEvents } from './events'
import type { Logins } from './logins'
import type { ResolvedOptions } from './resolveOptions'
import type { Witness } from './witness'

/** What closings get from a client. */
export interface ClosingContexts {
  /** Whether any closing is running. */
  readonly hasRunning: boolean
  /** What a closing that speaks a protocol needs from the client. */
  of(protocol: Protocol): ClosingContext
  /** Tells every running closing whether the node still speaks its protocol. */
  noteProtocol(spoken: Protocol): void
}

export interface ClosingContextsParts {
  readonly options: ResolvedOptions
  readonly journal: Journal
  readonly history: ClosingHistory
  readonly timers: Timers
  readonly events: IsolatedEvents<NitroliteEvents>
  readonly logins: Logins
  readonly witness: Witness
  readonly changes: ConnectionChanges
  report(thrown: unknown): void
}

export function createClosingContexts(parts: ClosingContextsParts): ClosingContexts {
  const { options, journal, history, timers, events, logins, witness, changes, report } = parts
  /** Running closings and their protocol. The witness is connected only while there are any. */
  const running = new Map<AttachedClosing, Protocol>()

  return {
    get hasRunning() { return running.size > 0 },

    noteProtocol(spoken) {
      for (const [closing, protocol] of running) closing.noteProtocol(spoken !== protocol)
    },

    of: protocol => ({
      url: shownUrl(options.url),
      protocol,
      journal,
      timers,
      recovery: options.recovery,
      presence: options.presence,
      present: logins.requireAccess,
      presentWallet: () => logins.currentLink?.login?.wallet ?? null,
      isLoginExpected: logins.isLoginExpected,
      loggedIn: wallet => logins.accessOf(wallet, protocol),
      witness: () => changes.until(() => {
        if (logins.isWanted) witness.start()
        return witness.access(protocol)
      }),
      renew: logins.renew,
      remember: entry => history.put(entry).then(
        () => events.emit('history', entry),
        (thrown: unknown) => report(toNitroliteError(thrown, 'HISTORY_FAILED')),
      ),
      recall: closingId => history.find({ text: closingId, limit: 1 }).then(([entry]) => entry ?? null, () => null),
      report,
      attach(closing) {
        running.set(closing, protocol)
        logins.attach(closing)
      },
      detach(closing) {
        running.delete(closing)
        if (running.size === 0) witness.stop()
        logins.detach(closing)
      },
    }),
  }
}
