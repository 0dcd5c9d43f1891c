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
  /** `isSilent` has changed. */
  onSilence(isSilent: boolean): void
}

export interface Heartbeat {
  /** Whether a ping has not been answered in time, and no frame has arrived since. */
  readonly isSilent: boolean
  /** To be called for every frame that arrives. */
  onFrame(): void
  /** Pings now, unless a ping is already waiting for its answer. */
  pingNow(): void
  stop(): void
}

/** Watches one socket: pings when it is quiet, and reports it dead if no frame at all arrives in time. */
export function startHeartbeat({ quiet, pong, timers, ping, mustKeep, onDead, onSilence }: HeartbeatOptions): Heartbeat {
  let isAwaitingPong = false
  let isSilent = false
  /** Since when nothing was heard, by `Timers.elapsed`. */
  let quietSince = timers.elapsed()
  let stopTimer = (): void => {}

  const setSilent = (next: boolean): void => {
    if (isSilent === next) return
    isSilent = next
    onSilence(next)
  }
  const waitForQuiet = (): void => {
    isAwaitingPong = false
    quietSince = timers.elapsed()
    stopTimer = timers.after(quiet, pingWhenQuiet)
  }
  /** Frames that arrive often do not set the timer each time. It is extended when it fires. */
  const pingWhenQuiet = (): void => {
    const rest = quietSince + quiet - timers.elapsed()
    if (rest > 0) stopTimer = timers.after(rest, pingWhenQuiet)
    else sendPing()
  }
  const sendPing = (): void => {
    isAwaitingPong = true
    stopTimer = timers.after(pong, () => {
      if (!mustKeep()) {
        onDead()
        return
      }
      // Pings queue behind a slow close, and the answer to that close is the best evidence there is.
      waitForQuiet()
      setSilent(true)
    })
    // Any frame that arrives shows that the socket works, so the result of the call itself does not matter.
    Promise.resolve().then(ping).catch(() => {})
  }

  waitForQuiet()
  return {
    get isSilent() { return isSilent },
    onFrame() {
      quietSince = timers.elapsed()
      if (isAwaitingPong) {
        stopTimer()
        waitForQuiet()
      }
      setSilent(false)
    },
    pingNow() {
      if (isAwaitingPong) return
      stopTimer()
      sendPing()
    },
    stop: () => stopTimer(),
  }
}
