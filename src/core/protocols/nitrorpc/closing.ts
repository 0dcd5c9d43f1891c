import type { Attempt, AttemptOutcome, ClosingPlan, Proposal } from '../../closing/types'
import type { Connection, DecodedError, DecodedResponse } from '../../connection/types'
import { NitroliteError, toNitroliteError } from '../../errors/errors'
import * as v from 'valibot'
import type { Allocation, AppSession } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { recoverDigestSigner } from '../../wallet/signature'
import type { Timers } from '../../connection/types'
import type { Access, NodeInfo, ProposalOptions, SignedProposal } from '../protocol'
import { digestOf, encodeRequest, nitroRpcCodec, recoverNodeSigner, toFrame } from './codec'
import { readRefusal } from './refusals'
import * as schemas from './schemas'

/** Method that closes a session. */
export const METHOD = 'close_app_session'
/** Milliseconds after which the node takes a stamp for too old (ClearNode 0.5.2, `MSG_EXPIRY_TIME`, its default). */
export const MESSAGE_EXPIRY = 60_000

/** The rows to send. A session that was never funded needs one too: the node refuses an empty list. */
export function allocationsToSend(session: AppSession, allocations: readonly Allocation[], node: NodeInfo): Allocation[] {
  if (allocations.length > 0) return [...allocations]
  const asset = node.assets[0]?.symbol ?? 'usdc'
  return session.participants.map(({ address }) => ({ participant: address, asset, amount: '0' }))
}

/**
 * Makes the exact bytes of a closing, with a fresh id and a stamp of its own. With a window it is dated back, so
 * that the node soon takes it for too old: what is lost can then be fenced soon.
 */
export function propose(
  connection: Connection, plan: ClosingPlan, submission: string, { window = MESSAGE_EXPIRY, earlier }: ProposalOptions,
): Proposal {
  const back = Math.max(0, MESSAGE_EXPIRY - window)
  const ts = Math.max(connection.newStamp() - back, ...earlier.map(each => each.ts + 1))
  const request = encodeRequest(connection.newRequestId(), METHOD, {
    app_session_id: plan.session.id,
    allocations: plan.allocations.map(({ participant, asset, amount }) => ({ participant, asset, amount })),
    ...(plan.sessionData !== null && { session_data: plan.sessionData }),
  }, ts)
  return { submission, requestId: request.id, ts: request.ts, text: request.text, digest: digestOf(request.text) }
}

/**
 * Signs a proposal as the one who is logged in.
 * @throws `SIGNER_MISMATCH` when the signature is by another key
 */
export async function sign({ login: { signer, policy } }: Access, _plan: ClosingPlan, { digest }: Proposal): Promise<SignedProposal> {
  const signature = await signer.signDigest(digest)
  const actual = recoverDigestSigner(digest, signature)
  if (actual !== signer.address) {
    throw new NitroliteError('SIGNER_MISMATCH', { expected: signer.address, actual: actual ?? 'nobody' })
  }
  return { signature, signer: actual, policy }
}

/** What submitting needs besides the attempt. */
export interface SubmitContext {
  /** Address that must have signed the answer. */
  readonly broker: Address
  /** Milliseconds until the answer is overdue. */
  readonly overdue: number
  readonly timers: Timers
  onLate(): void
}

/** Sends an attempt and waits for its answer as long as the socket lives. Never rejects. */
export async function submit(
  connection: Connection, plan: ClosingPlan, attempt: Attempt, context: SubmitContext,
): Promise<AttemptOutcome> {
  const stopTimer = context.timers.after(context.overdue, context.onLate)
  try {
    const request = { id: attempt.requestId, method: METHOD, ts: attempt.ts, text: attempt.text }
    // Only on the socket that the attempt names: what was written down of it must stay true.
    const answer = await connection.request(
      toFrame(request, attempt.signatures), { deadline: Infinity, critical: true, socket: attempt.connection })
    return judgeAnswer(answer, plan, context.broker)
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

/** What an answer to our id proves. */
function judgeAnswer(answer: DecodedResponse | DecodedError, plan: ClosingPlan, broker: Address): AttemptOutcome {
  const signers = answer.signatures.map(each => recoverNodeSigner(answer.signedText, each))
  if (!signers.includes(broker)) {
    const data = { expected: broker, actual: signers[0] ?? 'nobody' }
    return { kind: 'unknown', error: new NitroliteError('NODE_SIGNATURE_INVALID', data).info }
  }
  const signature = answer.signatures[signers.indexOf(broker)]
  return readOutcome(answer, plan.session.id, signature ? [signature] : [])
}

/**
 * What the node says in its history that it answered. Only who is logged in is told, over a socket to the node itself;
 * the signature that is stored with it is that of the request.
 */
export function judgeStoredAnswer(response: string, sessionId: Hex): AttemptOutcome {
  const answer = nitroRpcCodec.decode(`{"res":${response}}`)
  if (answer.kind === 'response' || answer.kind === 'error') return readOutcome(answer, sessionId, [])
  return unexpected('What the node remembers of it cannot be read.')
}

function readOutcome(
  answer: DecodedResponse | DecodedError, sessionId: Hex, responseSignatures: readonly Hex[],
): AttemptOutcome {
  if (answer.kind === 'error') {
    const { error, isProof } = readRefusal(answer.message, { sessionId, wallet: '' })
    return { kind: isProof ? 'refused' : 'unknown', error: error.info }
  }
  const read = v.safeParse(schemas.closed, answer.params)
  const isOurs = answer.method === METHOD && read.success
    && read.output.app_session_id === sessionId && read.output.status === 'closed'
  return isOurs
    ? { kind: 'landed', responseText: answer.signedText, responseSignatures }
    : unexpected('It does not say that this session is closed.')
}

const unexpected = (reason: string): AttemptOutcome =>
  ({ kind: 'unknown', error: new NitroliteError('RESPONSE_UNEXPECTED', { method: METHOD, reason }).info })
