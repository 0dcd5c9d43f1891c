import { refuseOption } from '../../core/client/refuseOption'
import { NitroliteError } from '../../core/errors/errors'
import { parseSessionId } from '../../core/closing/request'
import { ANY_SCALE, parseAmount } from '../../core/sessions/amounts'
import { PART_SCALE } from '../../core/sessions/presetParts'
import { unstorable } from '../../core/sessions/storedText'
import type { Allocation } from '../../core/sessions/types'
import type { Hex } from '../../core/types'
import type { RemainderRule, RoomRequest, RoomResult } from './types'

/** A request that was checked as far as that is possible without the session. Plain JSON. */
export type CheckedRequest = RoomRequest & { readonly sessionId: Hex }

const RULES: readonly RemainderRule[] = ['largest remainder', 'first ranked']

const refuse = (reason: string): never => { throw new NitroliteError('ROOM_RESULT_INVALID', { reason }) }

/** The caller may pass anything. */
const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? value as Readonly<Record<string, unknown>> : {}

function listOf(value: unknown, name: string): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(objectOf) : refuse(`"${name}" must be a list.`)
}

function participantOf({ participant }: Readonly<Record<string, unknown>>): string {
  return typeof participant === 'string' && participant !== '' ? participant : refuse('An entry does not name a participant.')
}

/** Points or percents as text: whole numbers may be given as numbers. */
function partOf(value: unknown, participant: string): string {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  parseAmount(text, PART_SCALE, { participant })
  return text as string
}

function partsOf<Name extends 'points' | 'percent'>(value: unknown, list: string, name: Name) {
  const parts = listOf(value, list).map((entry) => {
    const participant = participantOf(entry)
    return { participant, [name]: partOf(entry[name], participant) } as { readonly participant: string } & Readonly<Record<Name, string>>
  })
  const seen = new Set<string>()
  for (const { participant } of parts) {
    const key = participant.toLowerCase()
    if (seen.has(key)) refuse(`It names ${participant} twice.`)
    seen.add(key)
  }
  const sum = parts.reduce((total, part) => total + parseAmount(part[name], PART_SCALE), 0n)
  return { parts, sum }
}

function ruleOf(value: unknown): { readonly remainder?: RemainderRule } {
  if (value === undefined) return {}
  const rule = RULES.find(known => known === value)
  return rule ? { remainder: rule } : refuse(`"remainder" must be ${RULES.map(known => `'${known}'`).join(' or ')}.`)
}

/** Only the names and the form of the amounts. What the session holds is not known yet. */
function rowsOf(value: unknown, name: string): Allocation[] {
  return listOf(value, name).map((row) => {
    const participant = participantOf(row)
    if (typeof row['asset'] !== 'string' || row['asset'] === '') refuse('An entry does not name an asset.')
    const asset = row['asset'] as string
    parseAmount(row['amount'], ANY_SCALE, { participant, asset })
    return { participant, asset, amount: row['amount'] as string }
  })
}

/** 100 %, counted like the parts. */
const WHOLE = 100n * 10n ** BigInt(PART_SCALE)

function readResult(input: unknown): RoomResult {
  const given = objectOf(input)
  switch (given['kind']) {
    case 'winner': return { kind: 'winner', participant: participantOf(given) }
    case 'ranking': {
      const { parts, sum } = partsOf(given['places'], 'places', 'points')
      if (sum === 0n) refuse('Nobody has a point.')
      return { kind: 'ranking', places: parts, ...ruleOf(given['remainder']) }
    }
    case 'shares': {
      const { parts, sum } = partsOf(given['shares'], 'shares', 'percent')
      if (sum !== WHOLE) refuse('The shares do not add up to 100 percent.')
      return { kind: 'shares', shares: parts, ...ruleOf(given['remainder']) }
    }
    case 'refund': return { kind: 'refund', ...given['deposits'] !== undefined && { deposits: rowsOf(given['deposits'], 'deposits') } }
    case 'rows': return { kind: 'rows', allocations: rowsOf(given['allocations'], 'allocations') }
    default: return refuse(`"kind" must be 'winner', 'ranking', 'shares', 'refund' or 'rows'.`)
  }
}

/**
 * Checks a request as far as that is possible without the session, and copies it.
 * @throws `ROOM_RESULT_INVALID`, `SESSION_ID_INVALID`, `OPTIONS_INVALID` for session data that no node can keep, and `AMOUNT_…` or
 * `ALLOCATION_NEGATIVE` for points, percentages and amounts
 */
export function readRequest(input: RoomRequest): CheckedRequest {
  const { sessionId, result, sessionData } = objectOf(input)
  if (sessionData !== undefined && typeof sessionData !== 'string') refuseOption('sessionData', 'It must be text.')
  // A closing would refuse it too, but a room that is stored keeps its request.
  const reason = typeof sessionData === 'string' ? unstorable(sessionData) : null
  if (reason !== null) refuseOption('sessionData', reason)
  return {
    sessionId: parseSessionId(sessionId as string), result: readResult(result), ...sessionData !== undefined && { sessionData },
  }
}
