import type { Timers } from '../connection/types'
import { NitroliteError } from '../errors/errors'
import type { LoginStore } from './loginStore'

/**
 * How long others wait for a client that asks its wallet, in milliseconds. A wallet whose window was closed never answers, and
 * a suspended page never gives up its lock.
 */
const LONGEST_TURN = 60_000

export interface LoginTurnOptions {
  readonly logins: LoginStore
  readonly timers: Timers
  /** Name of the login in the store. */
  readonly name: string
  /** Aborted when nobody wants the login any more. */
  readonly signal: AbortSignal
}

/**
 * Runs a task that may ask a wallet, one client at a time, but lets no client wait for another one forever: the turn ends
 * after a minute, and the task may still be finished later. A client that has waited for a minute takes its turn as well.
 * @throws `REQUEST_ABORTED` as soon as the signal is aborted, and what the task throws
 */
export function takeLoginTurn<T>({ logins, timers, name, signal }: LoginTurnOptions, task: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let hasBegun = false
    let endTurn = (): void => {}
    let stopTimer = (): void => {}

    const end = (): void => {
      stopTimer()
      signal.removeEventListener('abort', onAbort)
      endTurn()
    }
    const onAbort = (): void => {
      hasBegun = true
      end()
      reject(new NitroliteError('REQUEST_ABORTED', { method: 'connect' }))
    }
    const begin = (): void => {
      if (hasBegun) return
      hasBegun = true
      stopTimer()
      stopTimer = timers.after(LONGEST_TURN, () => { endTurn() })
      task().finally(end).then(resolve, reject)
    }

    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort)
    stopTimer = timers.after(LONGEST_TURN, begin)
    logins.exclusively(name, () => new Promise<void>((resolveTurn) => {
      endTurn = resolveTurn
      if (hasBegun) resolveTurn()
      else begin()
      // A store that cannot lock costs a second question to the wallet, nothing else.
    })).catch(begin)
  })
}
