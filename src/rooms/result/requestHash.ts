import { sha256 } from '@noble/hashes/sha256'
import { plainAmount } from '../../core/sessions/amounts'
import type { Allocation } from '../../core/sessions/types'
import type { CheckedRequest } from './readRequest'
import type { RoomResult } from './types'

/** Equal for rows that mean the same, whatever their order and spelling. */
const meaningOfRows = (rows: readonly Allocation[]): readonly string[] => rows
  .map(({ participant, asset, amount }) => JSON.stringify([participant.toLowerCase(), asset, plainAmount(amount)]))
  .sort()

/** The order of places and shares counts: the rule `first ranked` follows it. */
const meaningOfParts = (parts: readonly (readonly [participant: string, part: string | number])[]): unknown =>
  parts.map(([participant, part]) => [participant.toLowerCase(), plainAmount(String(part))])

function meaningOf(result: RoomResult): unknown {
  switch (result.kind) {
    case 'winner': return result.participant.toLowerCase()
    case 'ranking': return [result.remainder, meaningOfParts(result.places.map(({ participant, points }) => [participant, points]))]
    case 'shares': return [result.remainder, meaningOfParts(result.shares.map(({ participant, percent }) => [participant, percent]))]
    case 'refund': return result.deposits ? meaningOfRows(result.deposits) : null
    case 'rows': return meaningOfRows(result.allocations)
  }
}

/**
 * Equal for requests that ask for the same, whatever the case of their addresses and the spelling of their numbers.
 * @returns 64 hex digits
 */
export function requestHash({ sessionId, result, sessionData }: CheckedRequest): string {
  const text = JSON.stringify([1, sessionId.toLowerCase(), result.kind, meaningOf(result), sessionData ?? null])
  const bytes = sha256(new TextEncoder().encode(text))
  // Digits that are added one by one stay a chain of small texts in V8: for each room that is known, a kilobyte instead of 80 bytes.
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
