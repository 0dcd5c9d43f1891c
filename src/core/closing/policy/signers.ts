import { quorumOf, reaches, weightOf, type Quorum } from '../../cosigning/quorum'
import { chooseSignatures } from '../../cosigning/review/chooseSignatures'
import type { CheckedSignature } from '../../cosigning/review/checkReply'
import { isKeyOver } from '../../errors/groups'
import type { Address } from '../../types'
import type { Attempt, AttemptOutcome, ClosingPlan } from '../types'
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

const checked = ({ policy, endsAt, ...signed }: DraftSignature): CheckedSignature =>
  ({ ...signed, policy, endsAt: endsAt ?? (policy && policy.expiresAt * 1000) })

/**
 * The attempts that a draft becomes once enough participants have signed, one for each proposal: the submitter sends as few
 * signatures as possible.
 */
export function attemptsFrom(plan: ClosingPlan, { proposals, connection, signatures }: Draft): readonly Attempt[] {
  const isSubmitter = plan.together?.role === 'submitter'
  const chosen = isSubmitter ? chooseSignatures(signatures.map(checked), quorumIn(plan)) ?? [] : signatures.map(checked)
  return proposals.map((proposal, at) => ({
    ...proposal,
    signatures: chosen.flatMap(({ signatures }) => signatures[at] ?? []),
    signers: chosen.map(({ signer }) => signer),
    policy: chosen.find(({ participant }) => participant === plan.wallet)?.policy ?? null,
    connection,
  }))
}

/**
 * The submitter can send an attempt once more with the same signatures, without asking anybody: the node accepts at most one of
 * them.
 */
export const canRepeat = ({ plan, node }: Knowledge): boolean => plan?.together?.role === 'submitter' && node.resending === 'at once'

/**
 * The attempts after an answer. If the key of a participant has ended, no attempt with the same signers can start any more: a key
 * that made such signatures is never registered again.
 */
export function withoutEndedKeys(
  k: Knowledge, attempts: readonly KnownAttempt[], { attempt: { signers }, outcome }: { readonly attempt: Attempt, readonly outcome: AttemptOutcome }, at: number,
): readonly KnownAttempt[] {
  if (!canRepeat(k) || outcome.kind !== 'refused' || !isKeyOver(outcome.error.code)) return attempts
  return attempts.map(known => known.stage === 'doubtful' && known.attempt.signers.join() === signers.join()
    ? { ...known, stage: 'fenced', since: at }
    : known)
}

/** The attempts; or the draft as an attempt, because another client that works with the same record may have sent it. */
export const attemptsOrDraft = ({ plan, draft, attempts }: Knowledge, at: number): readonly KnownAttempt[] =>
  plan && isShared(draft) && attempts.length === 0
    ? attemptsFrom(plan, draft).map(attempt => ({ attempt, outcome: null, stage: 'doubtful', since: at, isOurs: false }))
    : attempts
