import { withReplyLimit } from './replyLimit'

/**
 * Encrypts and decrypts the logins with a key that never leaves a key management service. Every process that shares the logins needs the
 * same key. The bytes are a few hundred, and hold a session key: never log them.
 */
export interface LoginEncryption {
  encrypt(bytes: Uint8Array): Promise<Uint8Array>
  /** Rejects if the bytes were encrypted with another key, or were changed. */
  decrypt(bytes: Uint8Array): Promise<Uint8Array>
}

/** How long to wait for a key management service, in milliseconds. */
const LONGEST_WAIT = 10_000

/** Seals texts. A text is sealed for a name, and opens for that name only. */
export interface Sealing {
  seal(name: string, text: string): Promise<string>
  /**
   * @returns null if the text was sealed for another name; with a secret also if it was sealed with another one, or is damaged
   * @throws what the key management service rejects with
   */
  open(name: string, sealed: string): Promise<string | null>
}

/** Length of the random start of every text that is sealed with a secret, in bytes. */
const IV_LENGTH = 12

async function keyFrom(secret: string | Uint8Array): Promise<CryptoKey> {
  const { subtle } = globalThis.crypto
  const material = await subtle.importKey('raw', Buffer.from(secret), 'HKDF', false, ['deriveKey'])
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: Buffer.from('vue-nitrolite'), info: Buffer.from('logins') }
  return subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** The name is authenticated too, so that a sealed login cannot be put in the place of another one. */
const cipher = (iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams =>
  ({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) })

/** Seals with a key that is derived from a secret: HKDF and AES-GCM. */
export function sealWithSecret(secret: string | Uint8Array): Sealing {
  const key = keyFrom(secret)
  // Nobody waits for the key before the first login. Its failure is reported there.
  key.catch(() => {})
  return {
    async seal(name, text) {
      const iv = globalThis.crypto.getRandomValues(new Uint8Array(IV_LENGTH))
      const sealed = await globalThis.crypto.subtle.encrypt(cipher(iv, name), await key, Buffer.from(text))
      return Buffer.concat([iv, Buffer.from(sealed)]).toString('base64')
    },
    async open(name, sealed) {
      const bytes = Uint8Array.from(Buffer.from(sealed, 'base64'))
      const opened = globalThis.crypto.subtle.decrypt(cipher(bytes.slice(0, IV_LENGTH), name), await key, bytes.slice(IV_LENGTH))
      return opened.then(text => Buffer.from(text).toString(), () => null)
    },
  }
}

/**
 * Seals with a key management service. The name is sealed with the text, so that a text cannot be put in the place of another one.
 * Opened texts are remembered: a process that has its login does not need the service to connect again.
 */
export function sealWithService({ encrypt, decrypt }: LoginEncryption): Sealing {
  const opened = new Map<string, { readonly sealed: string, readonly text: string }>()
  const ask = (answer: Promise<Uint8Array>): Promise<Uint8Array> => withReplyLimit(answer, LONGEST_WAIT, 'key management service')

  return {
    async seal(name, text) {
      const sealed = Buffer.from(await ask(encrypt(Buffer.from(JSON.stringify([name, text]))))).toString('base64')
      opened.set(name, { sealed, text })
      return sealed
    },
    async open(name, sealed) {
      const known = opened.get(name)
      if (known?.sealed === sealed) return known.text
      const [sealedName, text] = JSON.parse(Buffer.from(await ask(decrypt(Uint8Array.from(Buffer.from(sealed, 'base64'))))).toString()) as [unknown, unknown]
      if (sealedName !== name || typeof text !== 'string') return null
      opened.set(name, { sealed, text })
      return text
    },
  }
}
