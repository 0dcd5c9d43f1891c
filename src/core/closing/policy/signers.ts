import type { AppSession } from '../../sessions/types'
import type { Address } from '../../types'
import type { Attempt, ClosingPlan } from '../types'
import type { Draft, DraftSignature } from './attempts'

/** Weights by address. Where a session lists an address twice, the node counts its last weight (ClearNode 0.5.2). */
const weightsOf = ({ participants }: AppSession): ReadonlyMap<Address, number> =>
  new Map(participants.map(({ address, weight }) => [address, weight]))

/** The weight of one participant; zero for anybody else. */
export const weightOf = (session: AppSession, participant: Address): number => weightsOf(session).get(participant) ?? 0

/** The wallet of the plan has weight, and has not signed the draft. */
export const isOwnMissing = ({ session, wallet }: ClosingPlan, { signatures }: Draft): boolean =>
  weightOf(session, wallet) > 0 && signatures.every(({ participant }) => participant !== wallet)

/** The weight that other participants still have to sign with. The wallet of the plan signs last, so it counts already. */
export function missingWeight({ session, wallet }: ClosingPlan, { signatures }: Draft): number {
  const signers = new Set([wallet, ...signatures.map(({ participant }) => participant)])
  const reached = [...signers].reduce((sum, signer) => sum + weightOf(session, signer), 0)
  return Math.max(0, session.quorum - reached)
}

/** The fewest signatures that reach the quorum: every additional one only adds a reason to refuse them all. */
export function fewestSignatures(session: AppSession, signatures: readonly DraftSignature[]): readonly DraftSignature[] {
  const weight = ({ participant }: DraftSignature): number => weightOf(session, participant)
  const heaviestFirst = [...signatures].sort((one, other) => weight(other) - weight(one))
  const chosen: DraftSignature[] = []
  let reached = 0
  for (const signature of heaviestFirst) {
    if (reached >= session.quorum) break
    chosen.push(signature)
    reached += weight(signature)
  }
  return chosen
}

/** The attempt that a draft becomes once enough participants have signed. */
export function attemptFrom({ session, wallet, role }: ClosingPlan, { proposal, connection, signatures }: Draft): Attempt {
  const chosen = role === 'submitter' ? fewestSignatures(session, signatures) : signatures
  return {
    ...proposal,
    signatures: chosen.map(({ signature }) => signature),
    signers: chosen.map(({ signer }) => signer),
    policy: chosen.find(({ participant }) => participant === wallet)?.policy ?? null,
    connection,
  }
}
