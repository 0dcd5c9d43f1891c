import type { Timers } from './types'

export interface HeartbeatOptions {
  /** Milliseconds of silence after which a ping is sent. */
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
  /** To be called for every frame that arrives. */
  onFrame(): void
  /** Pings now, unless a ping is already waiting for its answer. */
  pingNow(): void
  stop(): void
}

/** Watches one socket: pings when it is quiet, and reports it dead if no frame at all arrives in time. */
export function startHeartbeat({ quiet, pong, timers, ping, mustKeep, onDead }: HeartbeatOptions): Heartbeat {
  let isAwaitingPong = false
  let stopTimer = (): void => {}

  const waitForQuiet = (): void => {
    isAwaitingPong = false
    stopTimer = timers.after(quiet, sendPing)
  }
  const sendPing = (): void => {
    isAwaitingPong = true
    stopTimer = timers.after(pong, () => {
      // Pings queue behind a slow close, and the answer to that close is the best evidence there is.
      if (mustKeep()) waitForQuiet()
      else onDead()
    })
    // Any frame that arrives shows that the socket works, so the result of the call itself does not matter.
    Promise.resolve().then(ping).catch(() => {})
  }

  waitForQuiet()
  return {
    onFrame() {
      stopTimer()
      waitForQuiet()
    },
    pingNow() {
      if (isAwaitingPong) return
      stopTimer()
      sendPing()
    },
    stop: () => stopTimer(),
  }
}
