/** How the environment says that reconnecting now is worth a try. Browsers: `browserHints` from `vue-nitrolite/browser`. */
export interface ReconnectHints {
  /**
   * Calls `listener` when a try is worthwhile: the network is back, or the page is visible again.
   * @returns a function that stops listening
   */
  onHint(listener: () => void): () => void
}

/** How a lost connection is restored, and a connect that has failed is repeated. */
export interface ReconnectOptions {
  /**
   * Wait before the first repeated try, in milliseconds. It doubles with every further try. A server that refuses the
   * connection can ask for a longer wait (HTTP header Retry-After; only the `ws` package reports it).
   * @default 500
   */
  readonly initialDelay?: number
  /**
   * Longest wait between two tries, in milliseconds. A connection that has lasted this long makes the next wait short again.
   * @default 30_000
   */
  readonly maxDelay?: number
  /** Share of each wait that is random, from 0 to 1. @default 0.5 */
  readonly jitter?: number
  /** Number of failed tries in a row after which the client gives up. @default Infinity */
  readonly attempts?: number
  /**
   * How long `connect()` is repeated while no try has succeeded yet, in milliseconds. When the next try would begin later
   * than that, `connect()` rejects with the error of the latest try, and the connection is `closed`. A question to the
   * wallet is not cut short. A node that answers that it is busy is waited for at least 15 minutes, since a ClearNode can block
   * logins for 10 minutes. `Infinity` never gives up, and 0 gives up at the first failure.
   * @default 60_000
   */
  readonly firstConnect?: number
  /** Says when to try at once instead of waiting. @default none */
  readonly hints?: ReconnectHints
}
