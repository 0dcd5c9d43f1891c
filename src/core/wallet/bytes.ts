/**
 * Bytes of any realm. Values of an iframe, of a test environment such as jsdom or of another context of Node.js have their
 * own classes, so `instanceof` does not recognise them.
 * @returns the same memory as an array of this realm; null for anything that is not an `ArrayBuffer` or a view of one
 */
export function bytesOf(value: unknown): Uint8Array<ArrayBuffer> | null {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength)
  const isBuffer = /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value))
  return isBuffer ? new Uint8Array(value as ArrayBuffer) : null
}

/** Bytes of any realm as hex in lower case, without a prefix; null for anything that is not bytes. */
export function hexOfBytes(value: unknown): string | null {
  const bytes = bytesOf(value)
  return bytes && Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

/** A text in UTF-8, as an array of this realm. */
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text))
