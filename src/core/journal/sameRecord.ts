import type { JournalAttempt, JournalRecord } from './journal'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** Whether two JSON values are equal. A field that is undefined counts as missing, and the order of fields does not matter. */
function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) return false
  if (Array.isArray(one) && Array.isArray(other) && one.length !== other.length) return false
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every(name => isSameJson(one[name], other[name]))
}

/**
 * Whether two records are the same to the last byte of every attempt. Names of closings and requests are random, so a
 * record that is equal to ours is the one that we wrote.
 */
export const isSameRecord = (one: JournalRecord, other: JournalRecord): boolean => isSameJson(one, other)

/**
 * Tells an attempt from all others of its closing. The same bytes are sent again with other signatures once the node has refused
 * the first ones, so the request id alone does not say which attempt is meant.
 */
export const attemptKey = ({ requestId, signatures }: Pick<JournalAttempt['attempt'], 'requestId' | 'signatures'>): string => [requestId, ...signatures].join()
