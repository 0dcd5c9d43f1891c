import { isKeptLogin } from '../core/wallet/loginShape'
import type { LoginStore } from '../core/wallet/loginStore'
import type { Database } from './database'

/** The name of the key that encrypts all logins of a database. */
const KEY = 'logins'

/** Whether the browser can encrypt. If not, no login is kept. */
const canEncrypt = (): boolean => globalThis.crypto?.subtle !== undefined

async function keyOf(database: Database): Promise<CryptoKey> {
  const db = await database.open()
  const known = await db.get('vault', KEY)
  if (known) return known
  // Not extractable: scripts of the page can use the key, but nobody can read or copy it.
  const created = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const transaction = db.transaction('vault', 'readwrite')
  const createdByOther = await transaction.store.get(KEY)
  if (!createdByOther) await transaction.store.put(created, KEY)
  await transaction.done
  return createdByOther ?? created
}

/** The name is authenticated too, so that an encrypted login cannot be put in the place of another one. */
const cipher = (iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams =>
  ({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) })

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
      let hasStarted = false
      try {
        return await locks.request(`vue-nitrolite login ${name}`, () => {
          hasStarted = true
          return task()
        })
      }
      catch (thrown) {
        if (hasStarted) throw thrown
        // A browser that forbids storing data refuses locks too. Then this tab does not wait for others.
        return task()
      }
    },
    async read(name) {
      if (!canEncrypt()) return null
      const found = await (await database.open()).get('logins', name)
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
      await (await database.open()).put('logins', { iv, sealed }, name)
    },
  }
}
