import { APPROVAL_LIMIT } from '../journal/journal'
import type { Timers } from '../connection/types'
import type { SessionKeyPolicy } from '../wallet/types'
import type { NodeCosigning } from './nodeCosigning'
import { roundTimeOf } from './options'
import { LEAST_LEFT, type StampedProposal } from './review/checkAtSigning'

/** When a signature ends, Unix milliseconds of this device's clock. */
export interface SignatureEnd {
  /** Until when this client signs. */
  readonly signUntil: number
  /** There is time left to sign, and the bytes do not allow a longer life than the app does. */
  readonly isTimely: boolean
  /**
   * Until when the signature can be used; `Infinity` if it does not end by time.
   * @param policy of the session key that has signed; null before
   */
  usableUntil(policy: SessionKeyPolicy | null): number
  /**
   * Whether the submitter can use a signature in its next round. On a ClearNode, each round has other bytes.
   * @param policy of the session key that has signed; null for the wallet itself
   */
  isForNextRound(policy: SessionKeyPolicy | null): boolean
}

/** What the end of a signature depends on. */
export interface SignatureTerms {
  readonly node: NodeCosigning
  /** The longest time for which a signature may be used, in milliseconds. */
  readonly longestLife: number
  /** The wallet itself signs, on a node where such signatures do not end by time. */
  readonly isByWallet: boolean
  readonly timers: Timers
  /** The node's clock in Unix milliseconds. */
  nodeTime(): number
}

/** On a ClearNode, the bytes say when they end. On a nitronode, they end with the session key, which is made at the moment of signing. */
export function signatureEnd({ stamp }: StampedProposal, { node, longestLife, isByWallet, timers, nodeTime }: SignatureTerms): SignatureEnd {
  // This device's clock at a time of the node's clock.
  const toDevice = (time: number): number => timers.now() + time - nodeTime()
  if (stamp.by === 'time' && node.window !== null) {
    const end = toDevice(stamp.ts + node.window)
    const left = end - timers.now()
    return { signUntil: end - LEAST_LEFT, isTimely: left >= LEAST_LEFT && left <= longestLife, usableUntil: () => end, isForNextRound: () => false }
  }
  const usableUntil = (policy: SessionKeyPolicy | null): number => {
    if (isByWallet) return Infinity
    return policy ? toDevice(policy.expiresAt * 1000) : timers.now() + longestLife
  }
  return {
    signUntil: timers.now() + APPROVAL_LIMIT,
    isTimely: true,
    usableUntil,
    // The submitter refuses a key that ends soon after its round.
    isForNextRound: policy => usableUntil(policy) - timers.now() > 2 * roundTimeOf(node),
  }
}
