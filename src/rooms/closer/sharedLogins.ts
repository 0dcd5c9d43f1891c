import type { KeptLogin, LoginStore } from '../../core/wallet/loginStore'
import { turns } from '../../core/wallet/turns'

/** Logins that the connections of one process share. They are in memory only. */
export function createSharedLogins(): LoginStore {
  const logins = new Map<string, KeptLogin>()
  const inTurn = turns()
  return {
    exclusively: (name, task) => inTurn.run(name, task),
    read: async name => logins.get(name) ?? null,
    write: async (name, login) => { logins.set(name, login) },
  }
}
