import { quorumOf, reaches, weightOf, type Quorum } from '../../cosigning/quorum'
import { chooseSignatures } from '../../cosigning/review/chooseSignatures'
import { withoutSigner } from '../../cosigning/review/countedSignatures'
import { isKeyOver, isSignerRefused } from '../../errors/groups'
import { isSameAddress } from '../../sessions/participants'
import type { Address } from '../../types'
import type { Attempt, AttemptOutcome, ClosingPlan } from '../types'
import { isAmong, isShared, isSource, withSignature, type Draft, type DraftSignature, type KnownAttempt, type SharedDraft } from './attempts'
import { attemptsOf, currentSubmission, isBetween, landedAttempts } from './facts'
import type { Knowledge } from './knowledge'
import { MOST_FRESH_STAMPS } from './pauses'

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

/**
 * Takes the signature of a participant. Once enough participants have signed, nobody replaces a signature any more: each change is
 * written into the journal before the closing proceeds, so a participant could hold up the sending by signing again and again. If the
 * node refuses a signature, its participant is asked again.
 */
export function withCoSigned(k: Knowledge, signature: DraftSignature): Knowledge {
  const { draft, plan } = k
  if (!draft || !plan) return k
  const isReplacing = draft.signatures.some(({ participant }) => participant === signature.participant)
  const isKeptAsItIs = isReplacing && plan.together?.role === 'submitter' && missingWeight(plan, draft) === 0
  return isKeptAsItIs ? k : { ...k, draft: withSignature(draft, signature) }
}

/**
 * The attempts that a draft becomes once enough participants have signed, one for each proposal: the submitter sends as few
 * signatures as possible.
 */
export function attemptsFrom(plan: ClosingPlan, { proposals, connection, signatures }: Draft): readonly Attempt[] {
  const isSubmitter = plan.together?.role === 'submitter'
  const chosen = isSubmitter ? chooseSignatures(signatures, quorumIn(plan)) ?? [] : signatures
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

/** The draft that the next attempt is made from: the node may refuse one of its signatures and take the others. */
export const sourceOf = ({ draft, collected }: Knowledge): SharedDraft | null => isShared(draft) ? draft : collected

/**
 * The attempts of the first step, while it has not landed. Where participants sign two steps in one sitting, both are written before
 * the first is sent, and the node accepts no second step without the first.
 */
function withoutNextStep(k: Knowledge): readonly KnownAttempt[] {
  const current = currentSubmission(k)
  return landedAttempts(k).length > 0 ? k.attempts : k.attempts.filter(({ attempt }) => attempt.submission === current)
}

/**
 * The node has refused the attempt, which settles that message and not its bytes. If the node has named the signature of another
 * participant, the rest of the signatures is of use until the time to send is over. If the bytes were too old, they are of no use,
 * and the next round makes others.
 */
export function withDraftAgain(k: Knowledge, at: number): Knowledge {
  const { collected, plan } = k
  const attempts = withoutNextStep(k)
  const { outcome } = attempts.at(-1) ?? {}
  if (!plan || !collected || k.draft || outcome?.kind !== 'refused' || !isSource(collected, attempts)) return k
  // Nobody signs the second step alone.
  if (landedAttempts(k).length > 0) return k
  const { error: { code, data } } = outcome
  const stamps = attempts.filter(each => each.outcome?.kind === 'refused' && each.outcome.error.code === 'NODE_STAMP_REFUSED')
  if (code === 'NODE_STAMP_REFUSED' && plan.together?.rounds && stamps.length <= MOST_FRESH_STAMPS) {
    return { ...k, draft: { ...collected, sendUntil: Math.min(collected.sendUntil, at) } }
  }
  // Not one byte has reached a socket, so the attempt was never made. Where the attempt can be sent again as it is, no draft is needed.
  if (code === 'NOT_CONNECTED') return canRepeat(k) ? k : { ...k, draft: collected, attempts: attempts.slice(0, -1) }
  if (!isSignerRefused(code) || typeof data.signer !== 'string') return k
  const { signer } = data
  const { kept, askAgain } = withoutSigner(collected.signatures, signer)
  // The journal may hold the draft without that signature already.
  if (askAgain === null) return collected.refused.some(each => isSameAddress(each.signer, signer)) ? { ...k, draft: collected, attempts } : k
  // Replies can no longer be opened after the submitter's own key has ended.
  if (askAgain === plan.wallet) return k
  return { ...k, attempts, draft: { ...collected, signatures: kept, refused: [...collected.refused, { participant: askAgain, signer }], isKept: false } }
}

/** The signer whom the node has named in its refusal; null after any other answer. */
function refusedSignerOf({ outcome }: KnownAttempt): string | null {
  const { code, data } = outcome?.kind === 'refused' ? outcome.error : { code: null, data: null }
  return code !== null && isSignerRefused(code) && typeof data['signer'] === 'string' ? data['signer'] : null
}

/**
 * The second step with other signatures, after the node has refused one signature of this step. Every participant has signed both
 * steps, so spare signatures can be used without asking anybody. The node accepts the step at most once. Null if the signatures that
 * are left are not enough.
 */
export function nextStepWithSpares(k: Knowledge): Attempt | null {
  const { collected, plan } = k
  const submission = currentSubmission(k)
  const tried = attemptsOf(k, submission)
  const last = tried.at(-1)
  if (!plan || !collected || !last || refusedSignerOf(last) === null || !isBetween(k) || !canRepeat(k)) return null
  const refused = tried.flatMap(known => refusedSignerOf(known) ?? [])
  const signatures = collected.signatures.filter(({ signer }) => !refused.some(each => isSameAddress(each, signer)))
  const attempt = attemptsFrom(plan, { ...collected, signatures }).find(each => each.submission === submission)
  return attempt && attempt.signatures.length > 0 ? attempt : null
}

/** The attempts; and the draft as an attempt, because another client that works with the same record may have sent it. */
export function attemptsOrDraft({ plan, draft, attempts }: Knowledge, at: number): readonly KnownAttempt[] {
  if (!plan || !isShared(draft)) return attempts
  const made = attemptsFrom(plan, draft).filter(attempt => !attempts.some(known => isAmong([attempt], known)))
  return [...attempts, ...made.map((attempt): KnownAttempt => ({ attempt, outcome: null, stage: 'doubtful', since: at, isOurs: false }))]
}
