import { createHash } from 'node:crypto'
import { NitroliteError } from '../core/errors/errors'
import { isKeptLogin } from '../core/wallet/loginShape'
import type { KeptLogin, LoginStore } from '../core/wallet/loginStore'
import { turns } from './turns'

/** Options that all stores of logins have in common. */
export interface SealedLoginsOptions {
  /**
   * Encrypts the session keys: at least 32 random characters or bytes, for example from `openssl rand -hex 32`. Every process
   * that shares the logins needs the same. After a change of the secret, each wallet is asked once more.
   */
  readonly secret: string | Uint8Array
  /**
   * Milliseconds after which a process that is asking a wallet no longer counts as alive if it gives no sign of life. Another
   * process may then ask.
   * @default 10_000
   */
  readonly lease?: number
  /**
   * How long to wait for a process that is alive and asks the same wallet, in milliseconds. After that, this process asks
   * the wallet too.
   * @default 120_000
   */
  readonly lockTimeout?: number
}

/** Where sealed logins are kept. Names are 64 hex digits. */
export interface LoginTexts {
  /** @returns null if there is no text under the name */
  get(name: string): Promise<string | null>
  /** Stores the text, whatever was there before. */
  put(name: string, text: string): Promise<void>
  /**
   * Waits until no other process holds the name.
   * @returns what releases the name. It never rejects
   * @throws if the name cannot be held, or the wait has taken too long
   */
  hold(name: string): Promise<() => Promise<void>>
}

/** Shortest secret, in bytes. */
const SECRET_LENGTH = 32
/** Length of the random start of every sealed text, in bytes. */
const IV_LENGTH = 12

/** @throws `OPTIONS_INVALID`; the error never contains the secret */
export function checkSealedLoginsOptions({ secret, lease = 1, lockTimeout = 0 }: SealedLoginsOptions): void {
  const demand = (isFulfilled: boolean, option: string, reason: string): void => {
    if (!isFulfilled) throw new NitroliteError('OPTIONS_INVALID', { option, reason })
  }
  const isBytes = typeof secret === 'string' || ArrayBuffer.isView(secret)
  demand(isBytes && Buffer.from(secret).length >= SECRET_LENGTH, 'secret', `It must have at least ${SECRET_LENGTH} random characters or bytes.`)
  demand(Number.isFinite(lease) && lease > 0, 'lease', 'It must be a time in milliseconds above 0.')
  demand(lockTimeout >= 0, 'lockTimeout', 'It must be a time in milliseconds.')
}

async function keyFrom(secret: string | Uint8Array): Promise<CryptoKey> {
  const { subtle } = globalThis.crypto
  const material = await subtle.importKey('raw', Buffer.from(secret), 'HKDF', false, ['deriveKey'])
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: Buffer.from('vue-nitrolite'), info: Buffer.from('logins') }
  return subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** The name is authenticated too, so that a sealed login cannot be put in the place of another one. */
const cipher = (iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams =>
  ({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) })

/**
 * Logins that several processes share, encrypted with a key that is derived from the secret of the app (HKDF, AES-GCM). One
 * process at a time asks a wallet for a new session key, and the others use the same key.
 */
export function createSealedLogins(texts: LoginTexts, { secret }: SealedLoginsOptions): LoginStore {
  const key = keyFrom(secret)
  // Nobody waits for it before the first login.
  key.catch(() => {})
  const inTurn = turns()
  const nameOf = (name: string): string => createHash('sha256').update(name).digest('hex')

  async function seal(name: string, login: KeptLogin): Promise<string> {
    const iv = globalThis.crypto.getRandomValues(new Uint8Array(IV_LENGTH))
    const sealed = await globalThis.crypto.subtle.encrypt(cipher(iv, name), await key, Buffer.from(JSON.stringify(login)))
    return Buffer.concat([iv, Buffer.from(sealed)]).toString('base64')
  }

  /** @returns null if it was sealed with another secret, or is damaged */
  async function unseal(name: string, text: string): Promise<unknown> {
    const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
    const opened = globalThis.crypto.subtle.decrypt(cipher(bytes.slice(0, IV_LENGTH), name), await key, bytes.slice(IV_LENGTH))
    return opened.then(login => JSON.parse(Buffer.from(login).toString()) as unknown, () => null)
  }

  return {
    exclusively: (name, task) => inTurn.run(name, async () => {
      // Without a lock, two processes may ask the wallet, and the later session key ends the earlier one. Nothing else is lost.
      const release = await texts.hold(nameOf(name)).catch(() => async () => {})
      try {
        return await task()
      }
      finally {
        await release()
      }
    }),
    async read(name) {
      const text = await texts.get(nameOf(name))
      const login = text === null ? null : await unseal(name, text)
      return isKeptLogin(login) ? login : null
    },
    write: async (name, login) => texts.put(nameOf(name), await seal(name, login)),
  }
}
