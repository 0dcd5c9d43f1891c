import type { Hex } from '../types'
import type { SessionKeyPolicy } from './types'

/** A login that can be reused. It holds secrets, so a store must encrypt it or keep it in memory only. */
export interface KeptLogin {
  /** Private key of the session key, 0x and 64 hex digits. */
  readonly privateKey: Hex
  /** The policy by which the wallet has authorized the session key. */
  readonly policy: SessionKeyPolicy
  /** Login token issued by the node. */
  readonly jwt: string
}

/**
 * Where logins are kept, so that later pages and other tabs can use the session key that the wallet has already
 * confirmed. The node accepts one key for each wallet and application, so a client that registers a new key ends the
 * logins of all others. If a store fails, the wallet is asked once more; nothing else is lost.
 */
export interface LoginStore {
  /** Runs a task while no other task of the same name runs anywhere that shares the store. */
  exclusively<T>(name: string, task: () => Promise<T>): Promise<T>
  /** @returns null when there is no login of this name, or none that can be read */
  read(name: string): Promise<KeptLogin | null>
  write(name: string, login: KeptLogin): Promise<void>
}

/** A store that keeps nothing. Each client still remembers its own logins until it is disposed. */
export function createForgetfulLoginStore(): LoginStore {
  const turns = new Map<string, Promise<unknown>>()
  return {
    exclusively(name, task) {
      const turn = (turns.get(name) ?? Promise.resolve()).then(task, task)
      turns.set(name, turn)
      return turn
    },
    read: async () => null,
    write: async () => {},
  }
}
