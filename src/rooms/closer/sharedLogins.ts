import { createTaskQueues } from '../../core/journal/taskQueues'
import type { KeptLogin, LoginStore } from '../../core/wallet/loginStore'

/** Logins that the connections of one process share. They are in memory only. */
export function createSharedLogins(): LoginStore {
  const logins = new Map<string, KeptLogin>()
  const queues = createTaskQueues()
  return {
    exclusively: (name, task) => queues.run(name, task),
    read: async name => logins.get(name) ?? null,
    write: async (name, login) => { logins.set(name, login) },
  }
}
