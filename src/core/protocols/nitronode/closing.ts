import type { Attempt, AttemptOutcome, ClosingPlan, Proposal } from '../../closing/types'
import type { Connection, EncodedRequest, Timers } from '../../connection/types'
import { NitroliteError, toNitroliteError } from '../../errors/errors'
import { ANY_SCALE, decimalPlaces, formatAmount, unitsOf } from '../../sessions/amounts'
import { describeSplit } from '../../sessions/allocations'
import type { Allocation, AppSession } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { SignedProposal } from '../protocol'
import { send } from './calls'
import { encodeRequest } from './codec'
import { recoverStateSigner, SIGNED_BY, stateText, updateDigest, type StateUpdate } from './digests'
import type { StateSigner } from './keys'
import type { Pacer } from './pacing'
import { readRefusal } from './refusals'
import type { SessionRow } from './schemas'

const METHOD = 'app_sessions.v1.submit_app_state'
/** As long as signatures of a state get. */
const LONGEST_SIGNATURE: Hex = `0x${'0'.repeat(2 * 66)}`
const INTENTS: Readonly<Record<string, number>> = { operate: 0, close: 3 }

/** The shortest form of an amount, in which it is signed. */
const canonical = (amount: string): string => formatAmount(unitsOf(amount, ANY_SCALE), ANY_SCALE)
const isNothing = ({ amount }: Allocation): boolean => canonical(amount) === '0'
const rowName = ({ participant, asset }: Allocation): string => `${participant.toLowerCase()} ${asset}`
const amountsOf = (rows: readonly Allocation[]): Map<string, string> =>
  new Map(rows.filter(row => !isNothing(row)).map(row => [rowName(row), canonical(row.amount)]))

/** Whether two splits give everybody the same. */
export function isSameSplit(one: readonly Allocation[], other: readonly Allocation[]): boolean {
  const [a, b] = [amountsOf(one), amountsOf(other)]
  return a.size === b.size && [...a].every(([name, amount]) => b.get(name) === amount)
}

/**
 * A close repeats the split that is there; a new one is agreed first.
 * @throws `AMOUNT_TOO_PRECISE` where the new split needs more decimals than the node takes
 */
export function submissionsFor(session: AppSession, allocations: readonly Allocation[]): string[] {
  if (isSameSplit(session.allocations, allocations)) return ['close']
  for (const { asset, amount } of allocations) {
    const scale = session.assets.find(({ symbol }) => symbol === asset)?.decimals ?? 0
    if (decimalPlaces(canonical(amount)) > scale) throw new NitroliteError('AMOUNT_TOO_PRECISE', { asset, amount, scale })
  }
  return ['operate', 'close']
}

/** The state that a submission asks for. */
export function stateOf({ session, allocations, submissions, sessionData }: ClosingPlan, submission: string): StateUpdate {
  const held = amountsOf(session.allocations)
  const rows = allocations
    // An operate lists whoever holds something, a close only who receives something.
    .filter(row => !isNothing(row) || (submission === 'operate' && held.has(rowName(row))))
    .map(({ participant, asset, amount }) => ({ participant, asset, amount: canonical(amount) }))
  return {
    sessionId: session.id,
    intent: INTENTS[submission] ?? 0,
    version: session.version + 1 + submissions.indexOf(submission),
    allocations: rows,
    // An empty text leaves what is there. Data goes along with each step, so that what the node would not take is refused
    // before anything is agreed.
    sessionData: sessionData ?? '',
  }
}

/** @throws `OPTIONS_INVALID` where it is longer than the node reads */
export function propose(connection: Connection, plan: ClosingPlan, submission: string): Proposal {
  const state = stateOf(plan, submission)
  const text = stateText(state)
  const [requestId, ts] = [connection.newRequestId(), connection.newStamp()]
  // What the node would not read must not be signed either.
  encodeUpdate(requestId, text, [LONGEST_SIGNATURE], ts)
  return { submission, requestId, ts, text, digest: updateDigest(state) }
}

const encodeUpdate = (id: number, text: string, signatures: readonly Hex[], ts: number): EncodedRequest =>
  encodeRequest(id, METHOD, `{"app_state_update":${text},"quorum_sigs":${JSON.stringify(signatures)}}`, ts)

/**
 * Signs a state.
 * @throws `SIGNER_MISMATCH` when the signature is by another key; `WALLET_…`
 */
export async function sign({ digest }: Proposal, { address, wallet, policy, signMessage }: StateSigner): Promise<SignedProposal> {
  const raw = await signMessage(digest)
  const signature: Hex = `${address === wallet ? SIGNED_BY.wallet : SIGNED_BY.key}${raw.slice(2)}`
  const actual = recoverStateSigner(digest, signature)
  if (actual !== address) throw new NitroliteError('SIGNER_MISMATCH', { expected: address, actual: actual ?? 'nobody' })
  return { signature, signer: actual, policy }
}

/** The signature of the same state that was given before, unless its key has ended since. */
export function signedBefore(
  { digest }: Proposal, earlier: readonly Attempt[], isEnded: (key: Address) => boolean,
): SignedProposal | null {
  for (const { digest: signed, signatures: [signature], signers: [signer], policy } of earlier) {
    if (signed === digest && signature && signer && !isEnded(signer)) return { signature, signer, policy }
  }
  return null
}

export interface SubmitContext {
  readonly pacer: Pacer
  /** What the session says of the state now. */
  judge(): Promise<AttemptOutcome | null>
  /** Milliseconds until the answer is overdue. */
  readonly overdue: number
  readonly timers: Timers
  onLate(): void
}

const DONE = { error: new NitroliteError('CLOSING_UNKNOWN'), isProof: false }

/** Sends a state and waits for its answer as long as the socket lives. Never rejects. */
export async function submit(connection: Connection, attempt: Attempt, context: SubmitContext): Promise<AttemptOutcome> {
  const stopTimer = context.timers.after(context.overdue, context.onLate)
  try {
    const request = encodeUpdate(attempt.requestId, attempt.text, attempt.signatures, attempt.ts)
    // Only on the socket that the attempt names: what was written down of it must stay true.
    const answer = await send(context.pacer, connection, request, {
      deadline: Infinity, critical: true, socket: attempt.connection, isUrgent: true,
    })
    const { error, isProof } = answer.kind === 'error' ? readRefusal(answer.message) : DONE
    const refused: AttemptOutcome = { kind: 'refused', error: error.info }
    if (isProof && error.code !== 'ALLOCATION_NOT_REDISTRIBUTED') return refused
    // That it was done, or that it came too late or did not fit any more, is a word only: what counts is what is read
    // afterwards. Where that cannot be read, nothing is known: least of all that nothing was sent.
    return await context.judge().catch(() => null) ?? (isProof ? refused : { kind: 'unknown', error: error.info })
  }
  catch (thrown) {
    const error = toNitroliteError(thrown, 'CLOSING_UNKNOWN')
    // The connection says so only when not a byte was handed to a socket.
    return { kind: error.code === 'NOT_CONNECTED' ? 'refused' : 'unknown', error: error.info }
  }
  finally {
    stopTimer()
  }
}

/**
 * What a session says of a state that was sent to it. A state counts for one version only, so once the session is there
 * it has landed or never will; nothing else ends it.
 * @returns null while it may land yet
 */
export function judgeState(row: SessionRow, plan: ClosingPlan, submission: string): AttemptOutcome | null {
  const { version } = stateOf(plan, submission)
  const isOver = row.status === 'closed'
  // A status that is not known says nothing of what is still to come.
  if (row.version < version && !isOver) return null
  if (row.version === version && !isOver && row.status !== 'open') return null
  const isThere = row.version === version && (submission === 'close'
    ? row.status === 'closed'
    : row.status === 'open' && isSameSplit(row.allocations, plan.allocations))
  if (isThere) return { kind: 'landed', responseText: '', responseSignatures: [] }
  const node = `version ${row.version}, ${row.status}${row.status === 'open' ? `, ${describeSplit(row.allocations)}` : ''}`
  return { kind: 'refused', error: new NitroliteError('SESSION_CHANGED', { node }).info }
}
