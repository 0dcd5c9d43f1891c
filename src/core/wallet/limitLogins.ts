import type { Timers } from '../connection/types'
import { askStore } from '../journal/askStore'
import type { LoginStore } from './loginStore'

/** How long a store may take to read or write a login, in milliseconds. A person may be waiting to be connected. */
const LIMIT = 10_000

/**
 * The store of logins with a time limit for reading and writing, so that no login waits forever for a store that no longer
 * answers. A turn (`exclusively`) has no limit here, because it lasts as long as its task; `takeLoginTurn` limits it.
 */
export function limitLogins(logins: LoginStore, timers: Timers): LoginStore {
  const limited = <T>(ask: () => Promise<T>): Promise<T> => askStore({ timers, limit: LIMIT, ask, toError: thrown => thrown })

  return {
    exclusively: async (name, task) => logins.exclusively(name, task),
    read: name => limited(() => logins.read(name)),
    write: (name, login) => limited(() => logins.write(name, login)),
  }
}
