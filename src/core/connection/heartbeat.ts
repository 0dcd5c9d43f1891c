import type { Timers } from './types'

export interface HeartbeatOptions {
  /** Milliseconds without a frame until a ping. */
  readonly quiet: number
  /** Milliseconds until a ping must be answered. */
  readonly pong: number
  readonly timers: Timers
  ping(): Promise<void>
  /** Whether the socket must be kept although it is silent. */
  mustKeep(): boolean
  /** The socket is dead. */
  onDead(): void
}

export interface Heartbeat {
  /** A frame came in. */
  heard(): void
  /** Pings now, unless an answer is being waited for. */
  check(): void
  stop(): void
}

/** Watches one socket: pings when it is quiet, and reports it dead when nothing at all comes in after that. */
export function startHeartbeat({ quiet, pong, timers, ping, mustKeep, onDead }: HeartbeatOptions): Heartbeat {
  let pinging = false
  let cancel = (): void => {}

  const rest = (): void => {
    pinging = false
    cancel = timers.after(quiet, beat)
  }
  const beat = (): void => {
    pinging = true
    cancel = timers.after(pong, () => {
      // Pings queue behind a slow close, and the answer to that close is the best evidence there is.
      if (mustKeep()) rest()
      else onDead()
    })
    // What counts is whether a frame comes in, not how the call ends.
    Promise.resolve().then(ping).catch(() => {})
  }

  rest()
  return {
    heard() {
      cancel()
      rest()
    },
    check() {
      if (pinging) return
      cancel()
      beat()
    },
    stop: () => cancel(),
  }
}
