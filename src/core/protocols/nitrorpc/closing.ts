import * as v from 'valibot'
import type { Attempt, AttemptOutcome, ClosingPlan, Proposal } from '../../closing/types'
import type { Connection, DecodedError, DecodedResponse, Timers } from '../../connection/types'
import { NitroliteError, toNitroliteError } from '../../errors/errors'
import type { Allocation, AppSession } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { signWithKey } from '../../wallet/checkedSignature'
import { isSignedBy } from '../../wallet/signature'
import type { SignatureEngine } from '../../wallet/types'
import type { Access, NodeInfo } from '../protocol'
import type { CoSignedProposals, ProposalOptions, SignedProposal } from '../signing'
import { digestOf, encodeRequest, nitroRpcCodec, recoverNodeSigner, toFrame } from './codec'
import { readRefusal } from './refusals'
import * as schemas from './schemas'

/** The method that closes a session. */
export const METHOD = 'close_app_session'
/** Age in milliseconds from which the node refuses a timestamp (ClearNode 0.5.2, default of `MSG_EXPIRY_TIME`). */
export const MESSAGE_EXPIRY = 60_000

/** The rows to send. A session that was never funded needs a row as well, because the node refuses an empty list. */
export function allocationsToSend(session: AppSession, allocations: readonly Allocation[], node: NodeInfo): Allocation[] {
  if (allocations.length > 0) return [...allocations]
  const asset = node.assets[0]?.symbol ?? 'usdc'
  return session.participants.map(({ address }) => ({ participant: address, asset, amount: '0' }))
}

/**
 * Makes the exact bytes of a closing, with a new id and a new timestamp. If the window is shorter than what the node allows, the
 * timestamp is dated back, so that a lost attempt becomes void sooner.
 */
export function propose(
  connection: Connection, plan: ClosingPlan, submission: string, { window = MESSAGE_EXPIRY, earlier }: ProposalOptions,
): Proposal {
  const backdating = Math.max(0, MESSAGE_EXPIRY - window)
  const ts = Math.max(connection.newStamp() - backdating, ...earlier.map(attempt => attempt.ts + 1))
  const request = encodeRequest(connection.newRequestId(), METHOD, {
    app_session_id: plan.session.id,
    allocations: plan.allocations.map(({ participant, asset, amount }) => ({ participant, asset, amount })),
    ...(plan.sessionData !== null && { session_data: plan.sessionData }),
  }, ts)
  return { submission, requestId: request.id, ts: request.ts, text: request.text, digest: digestOf(request.text) }
}

/**
 * Signs a proposal with the session key of the login.
 * @throws `SIGNER_MISMATCH` if the app signs and used another key
 */
export async function sign({ login: { signer, policy } }: Access, _plan: ClosingPlan, { digest }: Proposal): Promise<SignedProposal> {
  return { signature: await signWithKey(signer, digest), signer: signer.address, policy }
}

/**
 * Signs proposals that another participant will send. The bytes say when they end.
 * @throws `SIGNER_MISMATCH` if the app signs and used another key
 */
export async function coSign({ login: { signer, policy } }: Access, _plan: ClosingPlan, proposals: readonly Proposal[]): Promise<CoSignedProposals> {
  const signatures = await Promise.all(proposals.map(({ digest }) => signWithKey(signer, digest)))
  return { signatures, signer: signer.address, policy }
}

/** What `submit` needs besides the attempt. */
export interface SubmitContext {
  /** The address that must have signed the answer. */
  readonly broker: Address
  /** Checks the signature of the answer. */
  readonly engine: SignatureEngine
  /** Milliseconds until the answer is overdue. */
  readonly overdue: number
  readonly timers: Timers
  /** Called once when the answer is overdue. */
  onLate(): void
  /** Ends the wait for the answer. @default never */
  readonly signal?: AbortSignal | undefined
}

/** Sends an attempt, and waits for its answer as long as the socket lives. Never rejects. */
export async function submit(
  connection: Connection, plan: ClosingPlan, attempt: Attempt, context: SubmitContext,
): Promise<AttemptOutcome> {
  const stopTimer = context.timers.after(context.overdue, context.onLate)
  try {
    const request = { id: attempt.requestId, method: METHOD, ts: attempt.ts, text: attempt.text }
    // The record names the socket of the attempt. Sent over another one, the record would be wrong.
    const answer = await connection.request(
      toFrame(request, attempt.signatures), { deadline: Infinity, critical: true, socket: attempt.connection, ...context.signal && { signal: context.signal } })
    return judgeAnswer(answer, plan, context)
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

/** Returns what an answer to the attempt's id proves. An answer without the node's signature proves nothing. */
function judgeAnswer(
  answer: DecodedResponse | DecodedError, plan: ClosingPlan, { broker, engine }: Pick<SubmitContext, 'broker' | 'engine'>,
): AttemptOutcome {
  const { signedText, signatures } = answer
  const digest = digestOf(signedText)
  const signature = signatures.find(each => isSignedBy(digest, each, broker, engine))
  if (signature !== undefined) return toOutcome(answer, plan.session.id, [signature])
  const actual = signatures[0] === undefined ? null : recoverNodeSigner(signedText, signatures[0])
  return { kind: 'unknown', error: new NitroliteError('NODE_SIGNATURE_INVALID', { expected: broker, actual: actual ?? undefined }).info }
}

/**
 * Returns what an answer in the node's history proves. The history contains no signature of the node, but the node shows it only to
 * the wallet that is logged in.
 * @param response the JSON text of `[id, method, params, ts]`
 */
export function judgeStoredAnswer(response: string, sessionId: Hex): AttemptOutcome {
  const answer = nitroRpcCodec.decode(`{"res":${response}}`)
  if (answer.kind === 'response' || answer.kind === 'error') return toOutcome(answer, sessionId, [])
  return unexpected('The answer in the node\'s history cannot be read.')
}

function toOutcome(
  answer: DecodedResponse | DecodedError, sessionId: Hex, responseSignatures: readonly Hex[],
): AttemptOutcome {
  if (answer.kind === 'error') {
    const { error, isProof } = readRefusal(answer.message, { sessionId, wallet: '' })
    return { kind: isProof ? 'refused' : 'unknown', error: error.info }
  }
  const read = v.safeParse(schemas.closed, answer.params)
  const confirmsClose = answer.method === METHOD && read.success
    && read.output.app_session_id === sessionId && read.output.status === 'closed'
  return confirmsClose
    ? { kind: 'landed', responseText: answer.signedText, responseSignatures }
    : unexpected('It does not say that this session is closed.')
}

const unexpected = (reason: string): AttemptOutcome =>
  ({ kind: 'unknown', error: new NitroliteError('RESPONSE_UNEXPECTED', { method: METHOD, reason }).info })
