import { NitroliteError } from '../../core/errors/errors'
import { addressesOf } from '../../core/sessions/allocations'
import { addAmounts, formatAmount, unitsOf } from '../../core/sessions/amounts'
import { findParticipant } from '../../core/sessions/participants'
import { readParts } from '../../core/sessions/presetParts'
import { shareOut, shareOutWithRest } from '../../core/sessions/shares'
import { completeAllocations, validateAllocations } from '../../core/sessions/validation'
import type { Allocation, AppSession } from '../../core/sessions/types'
import type { Address } from '../../core/types'
import { hasWrongChecksum } from '../../core/wallet/address'
import type { RemainderRule, RoomResult } from './types'

/** How everything that the session holds is divided. */
interface Division {
  /** In the order of the participants. Their sum is above zero. */
  readonly parts: readonly bigint[]
  /** Index that receives what is left over; null for the largest remainder. */
  readonly receiver: number | null
}

/** @throws `ALLOCATION_NON_PARTICIPANT`, `ADDRESS_CHECKSUM` */
function participantIn(addresses: readonly Address[], participant: Address): Address {
  const address = findParticipant(addresses, participant)
  if (address !== participant && hasWrongChecksum(participant)) throw new NitroliteError('ADDRESS_CHECKSUM', { participant, ...address && { expected: address } })
  if (address === undefined) throw new NitroliteError('ALLOCATION_NON_PARTICIPANT', { participant })
  return address
}

function divisionOf(addresses: readonly Address[], named: readonly (readonly [Address, string | number])[], rule: RemainderRule | undefined): Division {
  const known = named.map(([participant, part]) => [participantIn(addresses, participant), part] as const)
  const read = readParts(addresses, Object.fromEntries(known), '')
  if (read.error) throw new NitroliteError(read.error.code, read.error.data)
  const { units: parts } = read
  const first = known.find(([participant]) => parts[addresses.indexOf(participant)] !== 0n)
  return { parts, receiver: rule === 'first ranked' && first ? addresses.indexOf(first[0]) : null }
}

function divide(session: AppSession, { parts, receiver }: Division): Allocation[] {
  const whole = parts.reduce((sum, part) => sum + part, 0n)
  const addresses = addressesOf(session)
  return session.assets.flatMap(({ symbol, scale, total }) => {
    const units = unitsOf(total, scale, symbol)
    const amounts = receiver === null ? shareOut(units, parts, whole) : shareOutWithRest(units, parts, whole, receiver)
    return addresses.map((participant, index) => ({ participant, asset: symbol, amount: formatAmount(amounts[index] ?? 0n, scale) }))
  })
}

/** Several deposits of one participant in one asset count together. A participant without a deposit gets nothing, whatever the split is now. */
function addUp(session: AppSession, deposits: readonly Allocation[]): Allocation[] {
  const addresses = addressesOf(session)
  const sums = new Map<string, Allocation>()
  const nothing = session.assets.flatMap(({ symbol }) => addresses.map(participant => ({ participant, asset: symbol, amount: '0' })))
  for (const { participant: named, asset, amount } of [...nothing, ...deposits]) {
    const participant = participantIn(addresses, named)
    const key = JSON.stringify([participant, asset])
    sums.set(key, { participant, asset, amount: addAmounts([sums.get(key)?.amount ?? '0', amount]) })
  }
  return [...sums.values()]
}

/**
 * Rows that were computed before, if they still fit what the session holds. Another worker may have sent them to the node, so they are
 * not computed again then. The node would refuse rows that do not fit.
 */
export const keptRows = (session: AppSession, allocations: readonly Allocation[] | null): readonly Allocation[] | null =>
  allocations && validateAllocations(session, allocations).length === 0 ? allocations : null

/** Whether the deposits have to be read from the node. */
export const needsDeposits = (result: RoomResult): boolean => result.kind === 'refund' && result.deposits === undefined

/** @throws `ROOM_DEPOSITS_UNKNOWN` if they cannot be given back */
function depositsToReturn({ id: sessionId }: AppSession, deposits: readonly Allocation[] | null): readonly Allocation[] {
  if (deposits === null) throw new NitroliteError('ROOM_DEPOSITS_UNKNOWN', { sessionId })
  const taken = deposits.find(({ amount }) => amount.startsWith('-'))
  if (taken) throw new NitroliteError('ROOM_DEPOSITS_UNKNOWN', { sessionId, participant: taken.participant, asset: taken.asset })
  return deposits
}

/**
 * What everybody receives by a result: exact amounts that add up to what the session holds. Pure.
 * @param result as `readRequest` has checked it
 * @param deposits what each participant has paid in and not taken out again; null if the node does not say who paid in
 * @returns a row for every participant and asset, zeros included, in the order of the session
 * @throws `ALLOCATION_NON_PARTICIPANT`, `ADDRESS_CHECKSUM`, `ROOM_DEPOSITS_UNKNOWN`, and what `completeAllocations` throws for rows that do not fit
 */
export function roomAllocations(session: AppSession, result: RoomResult, deposits: readonly Allocation[] | null): Allocation[] {
  const addresses = addressesOf(session)
  switch (result.kind) {
    case 'winner': return divide(session, divisionOf(addresses, [[result.participant, 1]], undefined))
    case 'ranking': return divide(session, divisionOf(addresses, result.places.map(({ participant, points }) => [participant, points]), result.remainder))
    case 'shares': return divide(session, divisionOf(addresses, result.shares.map(({ participant, percent }) => [participant, percent]), result.remainder))
    case 'refund': return completeAllocations(session, addUp(session, result.deposits ?? depositsToReturn(session, deposits)))
    case 'rows': return completeAllocations(session, result.allocations)
  }
}
