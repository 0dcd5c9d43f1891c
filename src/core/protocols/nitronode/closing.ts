import type { Attempt, AttemptOutcome, ClosingPlan, Proposal } from '../../closing/types'
import type { Connection, EncodedRequest, Timers } from '../../connection/types'
import type { RequestMarks } from '../../cosigning/nodeCosigning'
import { NitroliteError, toNitroliteError } from '../../errors/errors'
import { describeSplit } from '../../sessions/allocations'
import { ANY_SCALE, decimalPlaces, formatAmount, unitsOf } from '../../sessions/amounts'
import type { Allocation, AppSession } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { assertSignedBy } from '../../wallet/checkedSignature'
import type { SignedProposal } from '../signing'
import { send } from './calls'
import { encodeRequest } from './codec'
import { messageDigest, SIGNED_BY, stateText, type StateUpdate, updateDigest } from './digests'
import type { StateSigner } from './stateSigner'
import type { Pacer } from './pacing'
import { readRefusal, type NodeRefusal } from './refusals'
import type { SessionRow } from './schemas'

const METHOD = 'app_sessions.v1.submit_app_state'
/** As long as a signature of a state can be: one byte for its kind, 65 for the signature. */
const LONGEST_SIGNATURE: Hex = `0x${'0'.repeat(2 * 66)}`
/** The node's number for each submission of a closing. */
const INTENTS: Readonly<Record<string, number>> = { operate: 0, close: 3 }

/** An amount in its shortest form, which is the form that is signed. */
const canonicalAmount = (amount: string): string =>
  // Nearly all amounts have this form already, and arithmetic with any number of decimals is slow.
  /^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/.test(amount) ? amount : formatAmount(unitsOf(amount, ANY_SCALE), ANY_SCALE)
const isZero = ({ amount }: Allocation): boolean => canonicalAmount(amount) === '0'
const rowKey = ({ participant, asset }: Allocation): string => `${participant.toLowerCase()} ${asset}`
const nonZeroAmounts = (rows: readonly Allocation[]): Map<string, string> =>
  new Map(rows.filter(row => !isZero(row)).map(row => [rowKey(row), canonicalAmount(row.amount)]))

/** Whether both allocations give everybody the same. Rows of zero, the order of rows and the spelling of amounts do not matter. */
export function areSameAllocations(one: readonly Allocation[], other: readonly Allocation[]): boolean {
  const [amounts, otherAmounts] = [nonZeroAmounts(one), nonZeroAmounts(other)]
  return amounts.size === otherAmounts.size && [...amounts].every(([key, amount]) => otherAmounts.get(key) === amount)
}

/**
 * Returns the submissions that a closing needs, in order. A close must repeat the session's present allocations, so other
 * allocations are set by an `operate` first.
 * @throws `AMOUNT_TOO_PRECISE` if new allocations have more decimals than the node accepts
 */
export function submissionsFor(session: AppSession, allocations: readonly Allocation[]): string[] {
  if (areSameAllocations(session.allocations, allocations)) return ['close']
  for (const { asset, amount } of allocations) {
    const scale = session.assets.find(({ symbol }) => symbol === asset)?.decimals ?? 0
    if (decimalPlaces(canonicalAmount(amount)) > scale) throw new NitroliteError('AMOUNT_TOO_PRECISE', { asset, amount, scale })
  }
  return ['operate', 'close']
}

/** The part of a plan that says what its states are. */
export type StatePlan = Pick<ClosingPlan, 'session' | 'allocations' | 'submissions' | 'sessionData'>

/** Returns the state that a submission asks for. */
export function stateOf({ session, allocations, submissions, sessionData }: StatePlan, submission: string): StateUpdate {
  const heldAmounts = nonZeroAmounts(session.allocations)
  const rows = allocations
    // An operate must list everybody who holds something now, even if they get zero. A close lists only those who get something.
    .filter(row => !isZero(row) || (submission === 'operate' && heldAmounts.has(rowKey(row))))
    .map(({ participant, asset, amount }) => ({ participant, asset, amount: canonicalAmount(amount) }))
  return {
    sessionId: session.id,
    intent: INTENTS[submission] ?? 0,
    version: session.version + 1 + submissions.indexOf(submission),
    allocations: rows,
    // Both steps carry the data. If the node does not accept it, the first step is refused, before the allocations change.
    sessionData: sessionData ?? '',
  }
}

/**
 * Makes the exact bytes of a submission.
 * @param signatures how many signatures the request will have at most
 * @throws `OPTIONS_INVALID` if the request is longer than the node reads
 */
export function propose(connection: RequestMarks, plan: StatePlan, submission: string, signatures = 1): Proposal {
  const state = stateOf(plan, submission)
  const text = stateText(state)
  const [requestId, ts] = [connection.newRequestId(), connection.newStamp()]
  // Fails now, so that nobody signs a request that the node cannot read.
  encodeUpdate(requestId, text, Array<Hex>(signatures).fill(LONGEST_SIGNATURE), ts)
  return { submission, requestId, ts, text, digest: updateDigest(state) }
}

const encodeUpdate = (id: number, text: string, signatures: readonly Hex[], ts: number): EncodedRequest =>
  encodeRequest(id, METHOD, `{"app_state_update":${text},"quorum_sigs":${JSON.stringify(signatures)}}`, ts)

/**
 * Signs a state.
 * @throws `SIGNER_MISMATCH` if another key made the signature, `WALLET_…`
 */
export async function sign({ digest }: Proposal, { address, wallet, policy, isTrusted, signMessage }: StateSigner): Promise<SignedProposal> {
  const raw = await signMessage(digest)
  if (!isTrusted) assertSignedBy(messageDigest(digest), raw, address)
  const signature: Hex = `${address === wallet ? SIGNED_BY.wallet : SIGNED_BY.key}${raw.slice(2)}`
  return { signature, signer: address, policy }
}

/** Returns an earlier signature of the same state, unless its key has ended. Null if there is none. */
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
  /** Reads the session, from when the state has left. Returns what it says about the state, or null while the state may still land. */
  readOutcome(): Promise<AttemptOutcome | null>
  /** Milliseconds from sending until the answer is overdue. */
  readonly overdue: number
  readonly timers: Timers
  /** Called once when the answer is overdue. */
  onLate(): void
  /** Ends the wait for the answer. @default never */
  readonly signal?: AbortSignal | undefined
}

/** What a positive answer proves: nothing, until the session has been read. */
const CONFIRMED: NodeRefusal = { error: new NitroliteError('CLOSING_UNKNOWN'), isProof: false }

/**
 * Sends a state and, right behind it, a reading of the session. Waits for the answer as long as the socket lives. Never rejects.
 */
export async function submit(connection: Connection, attempt: Attempt, context: SubmitContext): Promise<AttemptOutcome> {
  let stopTimer = (): void => {}
  try {
    const request = encodeUpdate(attempt.requestId, attempt.text, attempt.signatures, attempt.ts)
    const behind: { outcome: Promise<AttemptOutcome | null> } = { outcome: Promise.resolve(null) }
    const answer = await send(context.pacer, connection, {
      purpose: 'submission',
      encode: () => request,
      onLeft() {
        stopTimer = context.timers.after(context.overdue, context.onLate)
        // The node answers in order, so this reading shows what the state has changed.
        behind.outcome = context.readOutcome()
        behind.outcome.catch(() => {})
      },
      // The record names the socket of the attempt. Sent over another one, the record would be wrong.
    }, { deadline: Infinity, critical: true, socket: attempt.connection, ...context.signal && { signal: context.signal } })
    stopTimer()
    const { error, isProof } = answer.kind === 'error' ? readRefusal(answer.message) : CONFIRMED
    const refused: AttemptOutcome = { kind: 'refused', error: error.info }
    if (isProof && error.code !== 'ALLOCATION_NOT_REDISTRIBUTED') return refused
    // The node does not sign its answers, and a state that no longer fits the session may have been overtaken by an earlier
    // attempt. The session itself is the evidence. If it cannot be read, the outcome is unknown, because the state was sent.
    const outcome = await behind.outcome.catch(() => context.readOutcome()).catch(() => null)
    // Somebody else may have submitted the same state first. Only the node's own answer says that it took this one.
    if (outcome?.kind === 'landed' && answer.kind !== 'error') return { kind: 'landed', responseText: '', responseSignatures: [] }
    return outcome ?? (isProof ? refused : { kind: 'unknown', error: error.info })
  }
  catch (thrown) {
    const error = toNitroliteError(thrown, 'CLOSING_UNKNOWN')
    // The connection throws `NOT_CONNECTED` only if it handed no byte to a socket.
    return { kind: error.code === 'NOT_CONNECTED' ? 'refused' : 'unknown', error: error.info }
  }
  finally {
    stopTimer()
  }
}

/**
 * Returns what a session says about a state that was submitted to it. A state is valid for one version of the session. Once the
 * session has that version, or is closed, the state has either landed or can never land.
 * @returns null while the state may still land
 */
export function judgeState(row: SessionRow, plan: ClosingPlan, submission: string): AttemptOutcome | null {
  const { version } = stateOf(plan, submission)
  const isClosed = row.status === 'closed'
  // A close must repeat the split of the version before it. Another one was agreed, so the close can never land.
  const isSplitOther = submission === 'close' && version > plan.session.version + 1 && row.version === version - 1
    && row.status === 'open' && !areSameAllocations(row.allocations, plan.allocations)
  if (row.version < version && !isClosed && !isSplitOther) return null
  // With a status that this library does not know, the session may still change to one that it knows.
  if (row.version === version && !isClosed && row.status !== 'open') return null
  const hasLanded = row.version === version && (submission === 'close'
    ? row.status === 'closed'
    : row.status === 'open' && areSameAllocations(row.allocations, plan.allocations))
  if (hasLanded) return { kind: 'landed', responseText: '', responseSignatures: [], isInferred: true }
  const node = `version ${row.version}, ${row.status}${row.status === 'open' ? `, ${describeSplit(row.allocations)}` : ''}`
  return { kind: 'refused', error: new NitroliteError('SESSION_CHANGED', { node }).info }
}
