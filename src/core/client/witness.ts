import { createLink, type Link } from './link'
import { backoffDelay } from '../connection/backoff'
import type { FrameEvent, Timers } from '../connection/types'
import type { Protocols } from '../protocols/detect'
import type { Access, Protocol } from '../protocols/protocol'
import type { ResolvedOptions } from './resolveOptions'
import { createDisposableWallet } from '../wallet/adapters'

/**
 * A connection of its own, logged in as a wallet that is made for it and forgotten. It finds out about closings while
 * the wallet of the user is locked, and while the socket of an attempt is stuck.
 */
export interface Witness {
  /** Ready to be asked in this protocol, or null. */
  access(protocol: Protocol): Access | null
  /** Connects, again and again, until it is ready or stopped. */
  start(): void
  stop(): void
}

/** What a witness is made of. */
export interface WitnessParts {
  readonly options: ResolvedOptions
  readonly protocols: Protocols
  readonly timers: Timers
  /** Called when `access` may have changed. */
  onChange(): void
  onFrame(event: FrameEvent): void
}

export function createWitness({ options, protocols, timers, onChange, onFrame }: WitnessParts): Witness {
  let link: Link | null = null
  let wanted = false
  let failures = 0
  let stopWaiting = (): void => {}

  /** Its failures are no news: whoever needs it goes on waiting. */
  const nothing = (): void => {}

  function open(): void {
    const { socket: _shared, ...own } = options
    const wallet = createDisposableWallet()
    const made = createLink({
      options: { ...own, reconnect: options.reconnect || {} },
      protocols,
      signer: () => Promise.resolve({ kind: 'wallet', wallet }),
      on: {
        status(status) {
          if (link !== made) return
          if (status === 'closed') openLater()
          else onChange()
        },
        login: nothing, balances: nothing, session: nothing, push: nothing, unmatched: nothing, error: nothing,
        frame: onFrame,
      },
    })
    link = made
    made.connection.connect().then(() => { failures = 0 }, nothing)
  }

  function openLater(): void {
    link = null
    stopWaiting = timers.after(backoffDelay(failures++, options.reconnect || {}, Math.random), open)
    onChange()
  }

  return {
    access(protocol) {
      const login = link?.connection.status === 'ready' && link.protocol === protocol ? link.login() : null
      return link && login ? { connection: link.connection, login } : null
    },
    start() {
      if (wanted) return
      wanted = true
      open()
    },
    stop() {
      wanted = false
      stopWaiting()
      const ended = link
      link = null
      failures = 0
      ended?.connection.disconnect()
    },
  }
}
