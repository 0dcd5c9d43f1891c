import type { Attempt, AttemptOutcome, ClosingPlan, Proposal } from '../../closing/types'
import type { Connection, DecodedError, DecodedResponse } from '../../connection/types'
import { NitroliteError, toNitroliteError } from '../../errors'
import * as v from 'valibot'
import type { Allocation, AppSession } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { recoverDigestSigner } from '../../wallet/signature'
import type { Login, NodeInfo } from '../protocol'
import { nextRequest } from './calls'
import { digestOf, recoverNodeSigner, toFrame } from './codec'
import { readRefusal } from './refusals'
import * as schemas from './schemas'

const METHOD = 'close_app_session'
/** Timers that are set to more than 32 bits of milliseconds fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** The rows to send. A session that was never funded needs one too: the node refuses an empty list. */
export function allocationsToSend(session: AppSession, allocations: readonly Allocation[], node: NodeInfo): Allocation[] {
  if (allocations.length > 0) return [...allocations]
  const asset = node.assets[0]?.symbol ?? 'usdc'
  return session.participants.map(({ address }) => ({ participant: address, asset, amount: '0' }))
}

/** Makes the exact bytes of a closing, with a fresh id and stamp. */
export function propose(connection: Connection, plan: ClosingPlan, submission: string): Proposal {
  const request = nextRequest(connection, METHOD, {
    app_session_id: plan.session.id,
    allocations: plan.allocations.map(({ participant, asset, amount }) => ({ participant, asset, amount })),
    ...(plan.sessionData !== null && { session_data: plan.sessionData }),
  })
  return { submission, requestId: request.id, ts: request.ts, text: request.text, digest: digestOf(request.text) }
}

/**
 * Signs a proposal as the one who is logged in.
 * @throws `SIGNER_MISMATCH` when the signature is by another key
 */
export async function sign({ digest }: Proposal, { signer }: Login): Promise<{ signature: Hex, signer: Address }> {
  const signature = await signer.signDigest(digest)
  const actual = recoverDigestSigner(digest, signature)
  if (actual !== signer.address) {
    throw new NitroliteError('SIGNER_MISMATCH', { expected: signer.address, actual: actual ?? 'nobody' })
  }
  return { signature, signer: actual }
}

/** What submitting needs besides the attempt. */
export interface SubmitContext {
  /** Address that must have signed the answer. */
  readonly broker: Address
  /** Milliseconds until the answer is overdue. */
  readonly overdue: number
  onLate(): void
}

/** Sends an attempt and waits for its answer as long as the socket lives. Never rejects. */
export async function submit(
  connection: Connection, plan: ClosingPlan, attempt: Attempt, context: SubmitContext,
): Promise<AttemptOutcome> {
  const timer = setTimeout(context.onLate, Math.min(context.overdue, LONGEST_TIMER))
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
    clearTimeout(timer)
  }
}

/** What an answer to our id proves. */
function judgeAnswer(answer: DecodedResponse | DecodedError, plan: ClosingPlan, broker: Address): AttemptOutcome {
  const signers = answer.signatures.map(each => recoverNodeSigner(answer.signedText, each))
  if (!signers.includes(broker)) {
    const data = { expected: broker, actual: signers[0] ?? 'nobody' }
    return { kind: 'unknown', error: new NitroliteError('NODE_SIGNATURE_INVALID', data).info }
  }
  if (answer.kind === 'error') {
    const { error, isProof } = readRefusal(answer.message, { sessionId: plan.session.id, wallet: '' })
    return { kind: isProof ? 'refused' : 'unknown', error: error.info }
  }
  const read = v.safeParse(schemas.closed, answer.params)
  const isOurs = answer.method === METHOD && read.success
    && read.output.app_session_id === plan.session.id && read.output.status === 'closed'
  if (isOurs) {
    const signature = answer.signatures[signers.indexOf(broker)]
    return { kind: 'landed', responseText: answer.signedText, responseSignatures: signature ? [signature] : [] }
  }
  const reason = 'It does not say that this session is closed.'
  return { kind: 'unknown', error: new NitroliteError('RESPONSE_UNEXPECTED', { method: METHOD, reason }).info }
}
