/**
 * The globals that the core may use, as far as browsers, workers and Node agree about them. `src/core/tsconfig.json`
 * compiles the core with these instead of the DOM or Node types, so that the compiler rejects everything else. The
 * project's main `tsconfig.json` leaves this file out and checks the same code against the real DOM types.
 */

interface AbortSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean, signal?: AbortSignal }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

declare class AbortController {
  readonly signal: AbortSignal
  abort(): void
}

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}

declare class TextDecoder {
  constructor(encoding: 'utf-8', options?: { fatal?: boolean, ignoreBOM?: boolean })
  decode(bytes: ArrayBuffer | ArrayBufferView<ArrayBuffer>): string
}

declare class URL {
  constructor(url: string)
  readonly href: string
  readonly host: string
  readonly protocol: string
}

/** A key that WebCrypto holds. Databases of browsers can store it, even if nobody can read it. */
interface CryptoKey {
  readonly extractable: boolean
}

interface EcdhParameters {
  readonly name: 'ECDH'
  readonly public: CryptoKey
}

interface HkdfParameters {
  readonly name: 'HKDF'
  readonly hash: 'SHA-256'
  readonly salt: Uint8Array<ArrayBuffer>
  readonly info: Uint8Array<ArrayBuffer>
}

interface AesGcmParameters {
  readonly name: 'AES-GCM'
  readonly iv: Uint8Array<ArrayBuffer>
  readonly additionalData: Uint8Array<ArrayBuffer>
  readonly tagLength: number
}

/** The private key of P-256 as a JSON Web Key. */
interface EcPrivateKey {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly d: string
  readonly x: string
  readonly y: string
}

interface CurveParameters {
  readonly name: 'ECDH'
  readonly namedCurve: 'P-256'
}

interface SigningCurveParameters {
  readonly name: 'ECDSA'
  readonly namedCurve: 'P-256'
}

interface EcdsaParameters {
  readonly name: 'ECDSA'
  readonly hash: 'SHA-256'
}

declare const crypto: {
  getRandomValues<T extends Uint8Array | Uint32Array>(array: T): T
  /** Missing on pages that were not served over HTTPS. */
  readonly subtle?: {
    generateKey(algorithm: CurveParameters, extractable: boolean, usages: 'deriveBits'[]): Promise<{ publicKey: CryptoKey, privateKey: CryptoKey }>
    importKey(format: 'jwk', key: EcPrivateKey, algorithm: CurveParameters, extractable: boolean, usages: 'deriveBits'[]): Promise<CryptoKey>
    importKey(format: 'jwk', key: EcPrivateKey, algorithm: SigningCurveParameters, extractable: boolean, usages: 'sign'[]): Promise<CryptoKey>
    importKey(
      format: 'raw', bytes: Uint8Array<ArrayBuffer>, algorithm: CurveParameters | 'HKDF', extractable: boolean, usages: ('deriveBits' | 'deriveKey')[],
    ): Promise<CryptoKey>
    importKey(format: 'raw', bytes: Uint8Array<ArrayBuffer>, algorithm: SigningCurveParameters, extractable: boolean, usages: 'verify'[]): Promise<CryptoKey>
    sign(algorithm: EcdsaParameters, key: CryptoKey, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>
    verify(algorithm: EcdsaParameters, key: CryptoKey, signature: Uint8Array<ArrayBuffer>, bytes: Uint8Array<ArrayBuffer>): Promise<boolean>
    exportKey(format: 'raw', key: CryptoKey): Promise<ArrayBuffer>
    deriveBits(algorithm: EcdhParameters, key: CryptoKey, bits: number): Promise<ArrayBuffer>
    deriveKey(
      algorithm: HkdfParameters, key: CryptoKey, derived: { readonly name: 'AES-GCM', readonly length: 256 }, extractable: boolean, usages: ('encrypt' | 'decrypt')[],
    ): Promise<CryptoKey>
    encrypt(algorithm: AesGcmParameters, key: CryptoKey, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>
    decrypt(algorithm: AesGcmParameters, key: CryptoKey, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>
  }
}

declare const performance: {
  now(): number
}

/** Browsers return a number and Node an object; only `clearTimeout` may look at it. */
interface TimeoutHandle {
  readonly opaque: never
}

declare function setTimeout(callback: () => void, ms: number): TimeoutHandle
declare function clearTimeout(timeout: TimeoutHandle): void
declare function queueMicrotask(callback: () => void): void
