import { backoffDelay } from '../connection/retryPlan'
import type { FrameEvent, Timers } from '../connection/types'
import type { Protocols } from '../protocols/detect'
import type { Access, Protocol } from '../protocols/protocol'
import { createDisposableWallet } from '../wallet/adapters'
import { createLink, type Link } from './link'
import type { ResolvedOptions } from './resolveOptions'

/**
 * A connection of its own, logged in with a wallet that is created for it and never stored. It asks the node about
 * closings while the user's wallet is locked, or while the socket of an attempt is stuck.
 */
export interface Witness {
  /** The witness if it can be asked in this protocol now, or null. */
  access(protocol: Protocol): Access | null
  /** Connects, and reconnects whenever the connection is lost, until `stop()`. */
  start(): void
  stop(): void
}

/** What a witness is made of. */
export interface WitnessParts {
  readonly options: ResolvedOptions
  readonly protocols: Protocols
  readonly timers: Timers
  /** Called when the result of `access` may have changed. */
  onChange(): void
  /** Whether anybody looks at frames now. */
  isFrameWanted(): boolean
  onFrame(event: FrameEvent): void
}

const ignore = (): void => {}

export function createWitness({ options, protocols, timers, onChange, isFrameWanted, onFrame }: WitnessParts): Witness {
  // It never gives up, so that it also waits as long as a server asks it to.
  const reconnect = { ...options.reconnect || {}, attempts: Infinity, firstConnect: Infinity }
  let link: Link | null = null
  let isStarted = false
  let failures = 0
  let stopRetryTimer = ignore

  function open(): void {
    // A shared socket belongs to the user's login, so the witness opens its own.
    const { socket: _shared, ...ownOptions } = options
    const wallet = createDisposableWallet()
    const opened = createLink({
      options: { ...ownOptions, reconnect },
      protocols,
      isFrameWanted,
      signer: () => Promise.resolve({ kind: 'wallet', wallet }),
      on: {
        status(status) {
          if (link !== opened) return
          if (status === 'closed') reopenLater()
          else onChange()
        },
        silence: onChange,
        frame: onFrame,
        login: ignore, balances: ignore, session: ignore, push: ignore, unmatched: ignore,
        // Its failures are not reported to the app: the closing that needs the witness just waits longer.
        error: ignore,
      },
    })
    link = opened
    opened.connection.connect().then(() => { failures = 0 }, ignore)
  }

  function reopenLater(): void {
    link = null
    stopRetryTimer = timers.after(backoffDelay(failures++, reconnect, Math.random), open)
    onChange()
  }

  return {
    access(protocol) {
      if (!link?.login || link.connection.status !== 'ready' || link.protocol !== protocol) return null
      return { connection: link.connection, login: link.login }
    },
    start() {
      if (isStarted) return
      isStarted = true
      open()
    },
    stop() {
      isStarted = false
      stopRetryTimer()
      const ended = link
      link = null
      failures = 0
      ended?.connection.disconnect()
    },
  }
}
