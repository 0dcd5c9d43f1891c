export interface RequestIds {
  /** A random id that was not given before. */
  next(): number
  /** Whether the id may have been given by `next`; certain when it says no. */
  mayBeOurs(id: number): boolean
}

const random32 = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0

/**
 * Ids start at a random place from 2^51 on and grow by random steps. So none repeats, none need be remembered,
 * there are more than a billion of them, and none is ever taken for a clock, which nodes put in place of an id
 * that they could not read (ClearNode 0.5.2).
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
