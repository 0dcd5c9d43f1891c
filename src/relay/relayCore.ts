import { systemTimers } from '../core/connection/runtime'
import type { Timers } from '../core/connection/types'
import { type Admitted, type Arrival, Arrivals, type NetworkShare } from './arrivals'
import type { ParticipantCheck } from './entries'
import { DEFAULT_LIMITS, type RelayLimits } from './limits'
import { createMetricsBook, type RelayMetrics } from './metrics'
import { Rooms } from './rooms'
import { UnreadOutput } from './unreadOutput'
import { Visit, type VisitSocket } from './visit'

export interface RelayCoreOptions {
  /** The host in the URL of the clients, in lower case. */
  readonly publicHost: string
  readonly origins: readonly string[]
  readonly isParticipant?: ParticipantCheck | undefined
  readonly limits?: Partial<RelayLimits> | undefined
  /** @default the runtime's timers */
  readonly timers?: Timers
}

/** A relay without its sockets. */
export interface RelayCore {
  readonly limits: RelayLimits
  readonly metrics: RelayMetrics
  /** See `Arrivals.admit`. */
  admit(arrival: Arrival): 403 | 503 | Admitted
  /** Begins to serve a socket. @param share that of its network */
  visit(socket: VisitSocket, share: NetworkShare): Visit
  /** Counts a frame that cannot be read at all, for which the socket is closed. */
  noteUnreadableFrame(): void
  /** Stops the timer of the relay. Each visit ends with its own socket. */
  stop(): void
}

export function createRelayCore({ publicHost, origins, isParticipant, limits: given, timers = systemTimers }: RelayCoreOptions): RelayCore {
  const limits = { ...DEFAULT_LIMITS, ...given }
  const metrics = createMetricsBook()
  const arrivals = new Arrivals({ origins, limits, metrics, timers })
  const rooms = new Rooms({ limits, metrics, timers })
  const unread = new UnreadOutput({ limits, metrics })
  let stopTimer = (): void => {}
  const removeOld = (): void => {
    rooms.removeOld()
    arrivals.removeUnused()
    stopTimer = timers.after(limits.heartbeat, removeOld)
  }
  removeOld()
  return {
    limits,
    metrics: metrics.numbers,
    admit: arrival => arrivals.admit(arrival),
    visit: (socket, share) => new Visit({ socket, share, origin: publicHost, rooms, unread, limits, metrics, timers, isParticipant }),
    noteUnreadableFrame: () => metrics.add('socketsClosedForMalformedFrames'),
    stop: () => stopTimer(),
  }
}
