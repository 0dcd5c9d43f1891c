import { quorumOf, reaches, weightOf, type Quorum } from '../../cosigning/quorum'
import { chooseSignatures } from '../../cosigning/review/chooseSignatures'
import type { CheckedSignature } from '../../cosigning/review/checkReply'
import type { Address } from '../../types'
import type { Attempt, ClosingPlan } from '../types'
import { isShared, type Draft, type DraftSignature, type KnownAttempt } from './attempts'
import type { Knowledge } from './knowledge'

const quorumIn = ({ session, together }: ClosingPlan): Quorum => quorumOf(session, together?.spelling ?? 'checksum')

/** The wallet of the plan has weight, and has not signed the draft. */
export const isOwnMissing = (plan: ClosingPlan, { signatures }: Draft): boolean =>
  weightOf(quorumIn(plan), [plan.wallet]) > 0n && signatures.every(({ participant }) => participant !== plan.wallet)

/** The weight that is missing if these participants sign. The wallet of the plan signs last, so it counts already. */
export function missingWithout(plan: ClosingPlan, participants: readonly Address[]): number {
  const quorum = quorumIn(plan)
  const reached = weightOf(quorum, [plan.wallet, ...participants])
  return reaches(quorum, reached) ? 0 : Number(quorum.needed - reached)
}

/** The weight that other participants still have to sign with. */
export const missingWeight = (plan: ClosingPlan, { signatures }: Draft): number =>
  missingWithout(plan, signatures.map(({ participant }) => participant))

const checked = ({ signature, policy, ...signed }: DraftSignature): CheckedSignature =>
  ({ ...signed, policy, signatures: [signature], endsAt: policy && policy.expiresAt * 1000 })

/** The attempt that a draft becomes once enough participants have signed: the submitter sends as few signatures as possible. */
export function attemptFrom(plan: ClosingPlan, { proposal, connection, signatures }: Draft): Attempt {
  const isSubmitter = plan.together?.role === 'submitter'
  const chosen = isSubmitter ? chooseSignatures(signatures.map(checked), quorumIn(plan)) ?? [] : signatures.map(checked)
  return {
    ...proposal,
    signatures: chosen.flatMap(({ signatures }) => signatures),
    signers: chosen.map(({ signer }) => signer),
    policy: chosen.find(({ participant }) => participant === plan.wallet)?.policy ?? null,
    connection,
  }
}

/** The attempts; or the draft as an attempt, because another client that works with the same record may have sent it. */
export const attemptsOrDraft = ({ plan, draft, attempts }: Knowledge, at: number): readonly KnownAttempt[] =>
  plan && isShared(draft) && attempts.length === 0
    ? [{ attempt: attemptFrom(plan, draft), outcome: null, stage: 'doubtful', since: at, isOurs: false }]
    : attempts
