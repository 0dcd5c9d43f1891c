import { reaches, weightOf, type Quorum } from '../quorum'
import type { CheckedSignature } from './checkReply'
import { endOf, withSignature } from './countedSignatures'

type Group = readonly CheckedSignature[]

const ascending = <T extends bigint | number>(a: T, b: T): number => a < b ? -1 : a > b ? 1 : 0

/**
 * Chooses the signatures to send: the fewest that reach the quorum, because every further signature is another reason for the
 * node to refuse all of them. Of several groups of that size, it takes one whose first key ends as late as possible. The same
 * signatures always give the same choice.
 * @returns the signatures in the order of the session's participants. Null if all of them together do not reach the quorum
 */
export function chooseSignatures(signatures: Group, quorum: Quorum): Group | null {
  const order = [...quorum.weights.keys()]
  const weightOfOne = ({ participant }: CheckedSignature): bigint => quorum.weights.get(participant) ?? 0n
  const inOrder = (group: Group): Group =>
    [...group].sort((a, b) => order.indexOf(a.participant) - order.indexOf(b.participant))
  const heaviest = (group: Group, count: number): Group =>
    [...group].sort((a, b) => ascending(weightOfOne(b), weightOfOne(a))).slice(0, count)
  const isEnough = (group: Group): boolean => reaches(quorum, weightOf(quorum, group.map(({ participant }) => participant)))

  const candidates = inOrder(signatures.reduce<Group>((held, added) => withSignature(held, added), []))
    .filter(signature => weightOfOne(signature) > 0n)
  const fewest = candidates.findIndex((_, index) => isEnough(heaviest(candidates, index + 1))) + 1
  const byLife = [...candidates].sort((a, b) => ascending(endOf(b), endOf(a)))
  const groups = byLife.map((_, index) => heaviest(byLife.slice(0, index + 1), fewest))
  const chosen = groups.find(isEnough)
  return chosen ? inOrder(chosen) : null
}
