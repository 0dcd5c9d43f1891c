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

declare const crypto: {
  getRandomValues<T extends Uint8Array | Uint32Array>(array: T): T
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
