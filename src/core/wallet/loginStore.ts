import type { Hex } from '../types'
import type { SessionKeyPolicy } from './types'

/** A login that can be used again. It holds secrets: a store keeps it encrypted, or not beyond the memory. */
export interface KeptLogin {
  /** Private key of the session key, 0x and 64 hex digits. */
  readonly privateKey: Hex
  /** The wallet's word for the session key. */
  readonly policy: SessionKeyPolicy
  /** Token of the node. */
  readonly jwt: string
}

/**
 * Where logins are kept, so that later pages and other tabs use the session key that the wallet has confirmed already.
 * The node knows one key for each wallet and application, so whoever makes another one shuts the others out. A store
 * that fails costs a question to the wallet, nothing else.
 */
export interface LoginStore {
  /** Runs a task while nobody else who shares the store runs one of the same name. */
  exclusively<T>(name: string, task: () => Promise<T>): Promise<T>
  /** @returns null when there is none, or none that can be read */
  read(name: string): Promise<KeptLogin | null>
  write(name: string, login: KeptLogin): Promise<void>
}

/** Keeps nothing: a client remembers its own logins, as long as it lives. */
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
