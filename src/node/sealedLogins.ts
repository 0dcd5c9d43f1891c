import { createHash } from 'node:crypto'
import { refuseOption, requireMethods, requireOptions } from '../core/client/refuseOption'
import { isKeptLogin } from '../core/wallet/loginShape'
import type { LoginStore } from '../core/wallet/loginStore'
import { createTaskQueues } from '../core/journal/taskQueues'
import { sealWithSecret, sealWithService, type LoginEncryption } from './loginEncryption'

/** Options that all stores of logins have in common. */
export interface SealedLoginsOptions {
  /**
   * Encrypts the session keys: at least 32 random characters or bytes, for example from `openssl rand -hex 32`. Every process
   * that shares the logins needs the same secret. After a change of the secret, each wallet is asked once more. Either `secret` or
   * `encryption` is needed.
   */
  readonly secret?: string | Uint8Array
  /** A key management service that encrypts the session keys, in place of a secret. Each call may take 10 seconds. */
  readonly encryption?: LoginEncryption
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

/** @throws `OPTIONS_INVALID`; the error never contains the secret */
export function checkSealedLoginsOptions(options: SealedLoginsOptions): void {
  requireOptions('logins', options, 'secret or encryption')
  const { secret, encryption, lease = 1, lockTimeout = 0 } = options
  const demand = (isFulfilled: boolean, option: string, reason: string): void => {
    if (!isFulfilled) refuseOption(option, reason)
  }
  if (encryption === undefined) {
    const isBytes = typeof secret === 'string' || ArrayBuffer.isView(secret)
    demand(isBytes && Buffer.from(secret).length >= SECRET_LENGTH, 'secret', `It must have at least ${SECRET_LENGTH} random characters or bytes.`)
  }
  else {
    demand(secret === undefined, 'secret', 'Either the secret or the option encryption is used, and not both.')
    requireMethods('encryption', encryption, ['encrypt', 'decrypt'], 'It must be an object with the functions encrypt and decrypt.')
  }
  demand(Number.isFinite(lease) && lease > 0, 'lease', 'It must be a time in milliseconds above 0.')
  demand(lockTimeout >= 0, 'lockTimeout', 'It must be a time in milliseconds.')
}

/**
 * Logins that several processes share, encrypted with a key that is derived from the secret of the app (HKDF, AES-GCM), or by a
 * key management service. One process at a time asks a wallet for a new session key, and the others use the same key.
 */
export function createSealedLogins(texts: LoginTexts, { secret, encryption }: SealedLoginsOptions): LoginStore {
  const sealing = encryption ? sealWithService(encryption) : sealWithSecret(secret ?? '')
  const queues = createTaskQueues()
  const nameOf = (name: string): string => createHash('sha256').update(name).digest('hex')

  return {
    exclusively: (name, task) => queues.run(name, async () => {
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
      const opened = text === null ? null : await sealing.open(name, text)
      const login: unknown = opened === null ? null : JSON.parse(opened)
      return isKeptLogin(login) ? login : null
    },
    write: async (name, login) => texts.put(nameOf(name), await sealing.seal(name, JSON.stringify(login))),
  }
}
