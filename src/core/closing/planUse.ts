import type { PlanUse } from '../protocols/protocol'
import { addressesOf } from '../sessions/allocations'
import { isAboveZero, negated } from '../sessions/amounts'
import type { AppSession } from '../sessions/types'
import { validateAllocations } from '../sessions/validation'
import type { ComputedCloseRequest } from './request'

/** Rows that are computed from what the session holds, none of which is known before. */
const areRowsUnknown = ({ allocate, allocations }: ComputedCloseRequest): boolean => allocate !== undefined && allocations.length === 0

/**
 * What a plan reads first. A request that names one participant leaves the others out, and nobody who holds something may be left out.
 */
export function planUseOf(request: ComputedCloseRequest): PlanUse {
  const isForEverybody = areRowsUnknown(request) || new Set(request.allocations.map(({ participant }) => participant)).size > 1
  return isForEverybody ? 'closed by totals' : 'closed alone'
}

/**
 * Whether a plan can be made from what a session holds in total. Otherwise the request leaves somebody out, who may hold something, or
 * the amounts are wrong. A session that seems to hold nothing, or less, may be older than the node's list of transactions.
 */
export function fitsTotals(session: AppSession, request: ComputedCloseRequest): boolean {
  const totals = session.assets.map(({ total }) => total)
  if (!totals.some(isAboveZero) || totals.some(total => isAboveZero(negated(total)))) return false
  if (areRowsUnknown(request)) return true
  const { allocations } = request
  const isForEverybody = allocations.length === session.assets.length * addressesOf(session).length
  return isForEverybody && validateAllocations(session, allocations).length === 0
}
