import type { Hex } from '../types'

const SESSION_ID = /^\s*(?:0x)?([\da-f]{64})\s*$/i

/**
 * A session id as the nodes write it: `0x` and 64 lower-case hex digits. Upper case is accepted, and so are the digits
 * alone and spaces around them, because they can mean nothing else.
 * @returns null for anything else
 */
export function readSessionId(value: unknown): Hex | null {
  const digits = typeof value === 'string' ? SESSION_ID.exec(value)?.[1] : undefined
  return digits === undefined ? null : `0x${digits.toLowerCase()}`
}

/** Whether two texts name the same session. */
export const isSameSession = (one: string, other: string): boolean => (readSessionId(one) ?? one) === (readSessionId(other) ?? other)
