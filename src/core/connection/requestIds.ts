export interface RequestIds {
  /** A random id that was not used before. */
  next(): number
  /** Whether `next` may have returned this id. A `false` is certain. */
  mayBeOurs(id: number): boolean
}

/** Random numbers that have not been used yet. To ask for many takes hardly longer than to ask for one. */
const unused: number[] = []

function random32(): number {
  if (unused.length === 0) unused.push(...crypto.getRandomValues(new Uint32Array(256)))
  return unused.pop() ?? 0
}

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

const hexOf32 = (number: number): string => number.toString(16).padStart(8, '0')

/** A random name for a socket or a closing: 16 hex digits. */
export const randomName = (): string => hexOf32(random32()) + hexOf32(random32())
