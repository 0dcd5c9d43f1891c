import { totalWeight, type Quorum } from '../quorum'

/** A question that may take too long to answer exactly. */
export type Certainty = 'yes' | 'no' | 'unknown'

/** How many different sums are kept for each half of the participants: all of them for up to 28 participants. */
const MOST_SUMS = 2 ** 14

/**
 * Whether the participants can form two groups that share nobody, each with enough weight to close the session. Then two
 * different proposals could be signed and sent at the same moment.
 * @returns `unknown` if there are too many participants with too many different weights, or if weights were rounded
 */
export function hasDisjointQuorums(quorum: Quorum): Certainty {
  if (!quorum.isExact) return 'unknown'
  const { needed } = quorum
  const total = totalWeight(quorum)
  if (needed <= 0n || total < 2n * needed) return 'no'

  const weights = [...quorum.weights.values()].filter(weight => weight > 0n)
  const largest = weights.reduce((most, weight) => weight > most ? weight : most, 0n)
  // This participant is a group alone, so all others together are the other group.
  if (largest >= needed) return total - largest >= needed ? 'yes' : 'no'
  // Participants are added until they are a group. Its weight exceeds the quorum by less than one participant.
  if (total - 2n * needed >= largest - 1n) return 'yes'

  const most = total - needed
  const halves = [0, 1].map(half => reachableSums(weights.filter((_, index) => index % 2 === half), most))
  const [one, other] = halves
  if (!one || !other) return 'unknown'
  return hasSumBetween(one, other, needed, most) ? 'yes' : 'no'
}

/** All sums that some of the weights have, up to a limit, in ascending order. Null if there are too many. */
function reachableSums(weights: readonly bigint[], most: bigint): bigint[] | null {
  let sums = [0n]
  for (const weight of weights) {
    sums = mergeSorted(sums, sums.map(sum => sum + weight).filter(sum => sum <= most))
    if (sums.length > MOST_SUMS) return null
  }
  return sums
}

/** Two ascending lists as one, without duplicates. */
function mergeSorted(one: readonly bigint[], other: readonly bigint[]): bigint[] {
  const merged: bigint[] = []
  let [at, otherAt] = [0, 0]
  for (;;) {
    const [value, otherValue] = [one[at], other[otherAt]]
    if (value === undefined) return [...merged, ...other.slice(otherAt)]
    if (otherValue === undefined) return [...merged, ...one.slice(at)]
    merged.push(value < otherValue ? value : otherValue)
    if (value <= otherValue) at++
    if (otherValue <= value) otherAt++
  }
}

/** Whether a sum of the first list and a sum of the second one add up to something within the limits. Both lists ascend. */
function hasSumBetween(one: readonly bigint[], other: readonly bigint[], least: bigint, most: bigint): boolean {
  let otherAt = other.length - 1
  for (const sum of one) {
    while (otherAt >= 0 && sum + (other[otherAt] ?? 0n) > most) otherAt--
    if (otherAt >= 0 && sum + (other[otherAt] ?? 0n) >= least) return true
  }
  return false
}
