import type { KeptLogin, LoginStore } from '../core/wallet/loginStore'
import type { Database } from './database'

/** The name of the key that seals all logins of a database. */
const KEY = 'logins'

/** Where the browser cannot do what keeping secrets takes, nothing is kept. */
const canSeal = (): boolean => globalThis.crypto?.subtle !== undefined

async function keyOf(database: Database): Promise<CryptoKey> {
  const db = await database.open()
  const known = await db.get('vault', KEY)
  if (known) return known
  // Not extractable: scripts of the page can use it, but nobody can read or copy it.
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const transaction = db.transaction('vault', 'readwrite')
  const raced = await transaction.store.get(KEY)
  if (!raced) await transaction.store.put(made, KEY)
  await transaction.done
  return raced ?? made
}

/** Bound to the name, so that a sealed login cannot be put in the place of another one. */
const sealing = (iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams =>
  ({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) })

/**
 * Keeps logins in the browser's database, encrypted with a key that never leaves the browser. All tabs use the same
 * login; one at a time asks the wallet for a new one (Web Locks; without them each tab does). Where the browser has no
 * WebCrypto, as on pages that are not served securely, nothing is kept.
 */
export function createKeyVault(database: Database): LoginStore {
  return {
    async exclusively(name, task) {
      const { locks } = globalThis.navigator ?? {}
      if (!locks) return task()
      let hasBegun = false
      try {
        return await locks.request(`vue-nitrolite login ${name}`, () => {
          hasBegun = true
          return task()
        })
      }
      catch (thrown) {
        if (hasBegun) throw thrown
        // Locks are refused where storing is; the tab then asks for itself.
        return task()
      }
    },
    async read(name) {
      if (!canSeal()) return null
      const found = await (await database.open()).get('logins', name)
      if (!found) return null
      const opened = await crypto.subtle.decrypt(sealing(found.iv, name), await keyOf(database), found.sealed)
      return JSON.parse(new TextDecoder().decode(opened)) as KeptLogin
    },
    async write(name, login) {
      if (!canSeal()) return
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const sealed = await crypto.subtle.encrypt(
        sealing(iv, name), await keyOf(database), new TextEncoder().encode(JSON.stringify(login)))
      await (await database.open()).put('logins', { iv, sealed }, name)
    },
  }
}
