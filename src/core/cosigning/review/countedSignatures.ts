import { NitroliteError } from '../../errors/errors'
import { isSameAddress } from '../../sessions/participants'
import type { Address } from '../../types'
import { heaviestWeight, weightOf, type Quorum } from '../quorum'
import type { CheckedSignature } from './checkReply'

/** When the signer's key ends. A wallet never ends. */
export const endOf = ({ endsAt }: Pick<CheckedSignature, 'endsAt'>): number => endsAt ?? Infinity

/**
 * Adds a signature to those of other participants. Each participant keeps one signature: that of the key which ends later, or else
 * the one that came later. So an old reply that arrives late does not replace a newer one.
 */
export function withSignature(held: readonly CheckedSignature[], added: CheckedSignature): readonly CheckedSignature[] {
  const present = held.find(({ participant }) => participant === added.participant)
  if (present && endOf(present) > endOf(added)) return held
  return [...held.filter(signature => signature !== present), added]
}

/** What is left after the node has refused a message because of one signer. */
export interface RemainingSignatures<S> {
  readonly kept: readonly S[]
  /** The participant to ask for a new signature of the same bytes. Null if none of the signatures was by that signer. */
  readonly askAgain: Address | null
}

/** Drops the signature of a wallet or key that the node has named as unknown. */
export function withoutSigner<S extends Pick<CheckedSignature, 'participant' | 'signer'>>(held: readonly S[], refused: Address): RemainingSignatures<S> {
  const dropped = held.find(({ signer }) => isSameAddress(signer, refused))
  return { kept: held.filter(signature => signature !== dropped), askAgain: dropped?.participant ?? null }
}

/**
 * Whether the node can be asked how much some signatures count, without any risk that it closes the session. It must hold even
 * if each signature counted for somebody else with more weight (ClearNode 0.5.2, where keys can be registered for others).
 * @param count how many signatures would be sent
 */
export const canAskForWeight = (count: number, quorum: Quorum): boolean => heaviestWeight(quorum, count) < quorum.needed

/**
 * Compares the weight that the node has counted with that of the signatures that were sent to it.
 * @param counted the first number of `quorum not reached: 30 / 100`
 * @throws `SIGNER_REMAPPED`; it names the participant if only one signature was sent
 */
export function checkCountedWeight(counted: bigint, sent: readonly CheckedSignature[], quorum: Quorum): void {
  const participants = sent.map(({ participant }) => participant)
  if (counted === weightOf(quorum, participants)) return
  throw new NitroliteError('SIGNER_REMAPPED', { participant: participants.length === 1 ? participants[0] : undefined })
}
