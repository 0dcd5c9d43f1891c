export interface RequestIds {
  /** A random id that was not used before. */
  next(): number
  /** Whether `next` may have returned this id. A `false` is certain. */
  mayBeOurs(id: number): boolean
}

const random32 = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0

/**
 * Creates request ids that start at a random number from 2^51 on and grow by random steps. They never repeat without
 * having to be remembered, and more than a billion of them fit below 2^53. They are also far above any timestamp: a
 * node that cannot read a request answers with its clock in place of the id (ClearNode 0.5.2).
 */
export function createRequestIds(): RequestIds {
  const first = 2 ** 51 + (random32() % 2 ** 19) * 2 ** 32 + random32()
  let last = first
  return {
    next: () => (last += 1 + (random32() >>> 12)),
    mayBeOurs: id => id > first && id <= last,
  }
}

/** A random name for a socket or a closing: 16 hex digits. */
export const randomName = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(16).padStart(2, '0')).join('')
