import type { KeptLogin, LoginStore } from '../../core/wallet/loginStore'

/** Logins that the connections of one process share. They are in memory only. */
export function createSharedLogins(): LoginStore {
  const logins = new Map<string, KeptLogin>()
  const turns = new Map<string, Promise<unknown>>()
  return {
    exclusively(name, task) {
      const turn = (turns.get(name) ?? Promise.resolve()).then(task, task)
      turns.set(name, turn.catch(() => {}))
      return turn
    },
    read: async name => logins.get(name) ?? null,
    write: async (name, login) => { logins.set(name, login) },
  }
}
