import { NitroliteError } from '../errors/errors'
import type { AppSession } from '../sessions/types'
import type { Address } from '../types'
import { checksumAddress } from '../wallet/address'

/**
 * How a node compares the address of a signer with the participants of a session.
 * - `checksum`: as text, with the signer in EIP-55 form. A participant that is stored in another form can never sign
 *   (ClearNode 0.5.2)
 * - `lower case`: both in lower case, so every participant can sign (nitronode 1.4.1)
 */
export type AddressSpelling = 'checksum' | 'lower case'

/** How much each signature of a session counts, by the rules of its node. */
export interface Quorum {
  /** Weights by participant, in the order of the session. Zero for everybody whose signature does not count. */
  readonly weights: ReadonlyMap<Address, bigint>
  /** Weight that a close needs. */
  readonly needed: bigint
  /** Whether JavaScript could read all weights exactly. It rounds numbers above 2^53. */
  readonly isExact: boolean
}

/** Weights and a quorum as far as they can count: whole numbers, never negative. */
const toWeight = (value: number): bigint => Number.isFinite(value) && value > 0 ? BigInt(Math.floor(value)) : 0n

/**
 * Weights and quorum of a session. A participant who is listed twice counts once, with the last weight (ClearNode 0.5.2).
 */
export function quorumOf({ participants, quorum }: Pick<AppSession, 'participants' | 'quorum'>, spelling: AddressSpelling): Quorum {
  const weights = new Map<Address, bigint>()
  for (const { address, weight } of participants) {
    const canSign = spelling === 'lower case' || checksumAddress(address) === address
    weights.set(address, canSign ? toWeight(weight) : 0n)
  }
  const isExact = [quorum, ...participants.map(({ weight }) => weight)].every(Number.isSafeInteger)
  return { weights, needed: toWeight(quorum), isExact }
}

/** The sum of the weights of some participants. Each one counts once, and strangers count nothing. */
export const weightOf = ({ weights }: Quorum, participants: Iterable<Address>): bigint =>
  [...new Set(participants)].reduce((sum, address) => sum + (weights.get(address) ?? 0n), 0n)

/** The weight of all participants together. */
export const totalWeight = (quorum: Quorum): bigint => weightOf(quorum, quorum.weights.keys())

/**
 * Whether some participants can close the session together. Never true without a quorum: a session whose quorum could not be
 * read has none.
 */
export const reaches = (quorum: Quorum, weight: bigint): boolean => quorum.needed > 0n && weight >= quorum.needed

/** @throws `QUORUM_UNREACHABLE` if all participants together cannot close the session */
export function checkReachable({ quorum: need }: Pick<AppSession, 'quorum'>, quorum: Quorum): void {
  const have = totalWeight(quorum)
  if (reaches(quorum, have)) return
  throw new NitroliteError('QUORUM_UNREACHABLE', { have: Number(have), need, ...have < quorum.needed && { total: Number(have) } })
}

/** Whether the other participants can close the session without this one. */
export const reachesWithout = (quorum: Quorum, participant: Address): boolean =>
  reaches(quorum, totalWeight(quorum) - weightOf(quorum, [participant]))
