import { isKeptLogin } from '../core/wallet/loginShape'
import type { LoginStore } from '../core/wallet/loginStore'
import { commit, repeatIfAborted, type Database, type Transaction } from './database'
import { listenToPageCache } from './pageCache'

/** The name of the key that encrypts all logins of a database. */
const KEY = 'logins'

/** Whether the browser can encrypt. If not, no login is kept. */
const canEncrypt = (): boolean => globalThis.crypto?.subtle !== undefined

/** Runs a task in one transaction, and once more if the browser aborts it: everything here may be done twice. */
const run = <N extends 'vault' | 'logins', M extends 'readonly' | 'readwrite', T>(
  database: Database, store: N, mode: M, task: (transaction: Transaction<N, M>) => Promise<T>,
): Promise<T> => repeatIfAborted(async () => commit(await database.begin([store], mode), task))

async function keyOf(database: Database): Promise<CryptoKey> {
  const known = await run(database, 'vault', 'readonly', transaction => transaction.objectStore('vault').get(KEY))
  if (known) return known
  // Not extractable: scripts of the page can use the key, but nobody can read or copy it.
  const created = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  return run(database, 'vault', 'readwrite', async (transaction) => {
    const keys = transaction.objectStore('vault')
    const createdByOther = await keys.get(KEY)
    if (!createdByOther) await keys.put(created, KEY)
    return createdByOther ?? created
  })
}

/** The name is authenticated too, so that an encrypted login cannot be put in the place of another one. */
const cipher = (iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams =>
  ({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) })

/** A page in the back-forward cache may never finish its work, and must not keep the other tabs from theirs. */
const holdUntilPageLeaves = (work: Promise<unknown>): Promise<void> => new Promise((release, fail) => {
  const stopListening = listenToPageCache({ onLeave: release })
  work.finally(stopListening).then(() => release(), fail)
})

/**
 * Keeps logins in the browser's database, encrypted with a key that never leaves the browser. All tabs use the same login,
 * and one tab at a time asks the wallet for a new one (Web Locks; without them each tab asks). Nothing is kept if the browser
 * has no WebCrypto, for example on a page that was not served over HTTPS.
 */
export function createKeyVault(database: Database): LoginStore {
  return {
    async exclusively(name, task) {
      const { locks } = globalThis.navigator ?? {}
      if (!locks) return task()
      let work: ReturnType<typeof task> | null = null
      try {
        await locks.request(`vue-nitrolite login ${name}`, () => holdUntilPageLeaves(work = task()))
      }
      catch {
        // The task reports its failure itself. A browser that forbids storing data refuses locks too: then this tab does not wait for others.
      }
      return work ?? task()
    },
    async read(name) {
      if (!canEncrypt()) return null
      const found = await run(database, 'logins', 'readonly', transaction => transaction.objectStore('logins').get(name))
      if (!found) return null
      const decrypted = await crypto.subtle.decrypt(cipher(found.iv, name), await keyOf(database), found.sealed)
      const login: unknown = JSON.parse(new TextDecoder().decode(decrypted))
      return isKeptLogin(login) ? login : null
    },
    async write(name, login) {
      if (!canEncrypt()) return
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const sealed = await crypto.subtle.encrypt(
        cipher(iv, name), await keyOf(database), new TextEncoder().encode(JSON.stringify(login)))
      await run(database, 'logins', 'readwrite', transaction => transaction.objectStore('logins').put({ iv, sealed }, name))
    },
  }
}
