import { isSameAddress } from '../../sessions/participants'
import type { Address } from '../../types'
import type { SessionKeyPolicy } from '../../wallet/types'

/** What says how long a signature counts. */
export interface LivingSignature {
  readonly participant: Address
  readonly policy: SessionKeyPolicy | null
  /** When the key ends, in Unix milliseconds. Null if it does not end, or the policy says when. */
  readonly endsAt: number | null
}

/** When the signer's key ends, in Unix milliseconds. A wallet never ends. */
export const endOf = ({ endsAt, policy }: Pick<LivingSignature, 'endsAt' | 'policy'>): number =>
  endsAt ?? (policy ? policy.expiresAt * 1000 : Infinity)

/**
 * Adds a signature to those of other participants. Each participant keeps one signature: that of the key which ends later, or else
 * the one that came later. So an old reply that arrives late does not replace a newer one. Where no policy travels (nitronode), the
 * node has just listed the key of the new one, and the earlier key may have been withdrawn, so the new one is kept.
 */
export function withSignature<S extends LivingSignature>(held: readonly S[], added: S): readonly S[] {
  const present = held.find(({ participant }) => participant === added.participant)
  if (present && added.policy !== null && endOf(present) > endOf(added)) return held
  return [...held.filter(signature => signature !== present), added]
}

/** What is left after the node has refused a message because of one signer. */
export interface RemainingSignatures<S> {
  readonly kept: readonly S[]
  /** The participant to ask for a new signature of the same bytes. Null if none of the signatures was by that signer. */
  readonly askAgain: Address | null
}

/** Drops the signature of a wallet or key that the node has named as unknown. */
export function withoutSigner<S extends { readonly participant: Address, readonly signer: Address }>(held: readonly S[], refused: Address): RemainingSignatures<S> {
  const dropped = held.find(({ signer }) => isSameAddress(signer, refused))
  return { kept: held.filter(signature => signature !== dropped), askAgain: dropped?.participant ?? null }
}
