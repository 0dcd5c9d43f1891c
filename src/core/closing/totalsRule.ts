import type { TotalsRule } from '../protocols/protocol'
import { addressesOf } from '../sessions/allocations'
import { isAboveZero, negated } from '../sessions/amounts'
import type { AppSession } from '../sessions/types'
import { validateAllocations } from '../sessions/validation'
import type { Address } from '../types'
import type { ComputedCloseRequest } from './request'

/** Rows that are computed from what the session holds, none of which is known before. */
const areRowsUnknown = ({ allocate, allocations }: ComputedCloseRequest): boolean => allocate !== undefined && allocations.length === 0

/**
 * Whether a request names everybody, which is certain only if the participants are known. Otherwise, a request that names one participant
 * counts as one that leaves others out, because most sessions have several.
 */
function namesEverybody({ allocations }: ComputedCloseRequest, participants: readonly Address[] | null): boolean {
  const named = new Set(allocations.map(({ participant }) => String(participant).toLowerCase()))
  return participants ? participants.every(address => named.has(address.toLowerCase())) : named.size > 1
}

/**
 * The totals of a session are wrong for a plan if the request leaves somebody out, who may hold something, or if its amounts are wrong.
 * A session that seems to hold nothing, or less, may be older than the node's list of transactions, which then lacks its deposits.
 */
function fitsTotals(request: ComputedCloseRequest, session: AppSession): boolean {
  const totals = session.assets.map(({ total }) => total)
  if (!totals.some(isAboveZero) || totals.some(total => isAboveZero(negated(total)))) return false
  if (areRowsUnknown(request)) return true
  const { allocations } = request
  const isForEverybody = allocations.length === session.assets.length * addressesOf(session).length
  return isForEverybody && validateAllocations(session, allocations).length === 0
}

/** When a closing that a wallet does alone is planned from what the session holds in total. */
export const totalsRuleFor = (request: ComputedCloseRequest): TotalsRule => ({
  mayBeEnough: participants => areRowsUnknown(request) || namesEverybody(request, participants),
  areEnough: session => fitsTotals(request, session),
})
