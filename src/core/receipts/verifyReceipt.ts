import type { Receipt } from './types'
import { requireOptions } from '../client/refuseOption'
import { NitroliteError } from '../errors/errors'
import { requestProofOf } from '../protocols/proofs'
import { addAmounts } from '../sessions/amounts'
import { isSameAddress } from '../sessions/participants'
import { isSameSession } from '../sessions/sessionId'
import type { Allocation } from '../sessions/types'
import type { Address } from '../types'
import { recoverDigestSigner } from '../wallet/signature'
import { judgePayouts } from './payouts'
import { readReceipt } from './receiptShape'
import type { RequestClaim, RequestProof } from './requestProof'

/**
 * One thing that a receipt claims.
 * - `form`: it is a receipt, of a version and a protocol that this library knows
 * - `request`: the signed bytes ask to close this session with the allocations in `requested`
 * - `signatures`: every address in `signers` signed these bytes
 * - `policy`: every session key among the signers may act for a participant, by a policy that the participant's wallet signed
 * - `quorum`: the participants who signed have enough weight to close the session
 * - `response`: the node at the given broker address confirmed this request with its signature
 * - `payouts`: the payouts, the differences and the result agree with each other and with `requested`
 * - `ledger`: the node's ledger contains these payouts. Never proven offline, because the node does not sign its ledger: ask the
 *   node
 * - `session`: the session had these participants, weights and quorum. Never proven offline
 */
export type ReceiptClaim =
  | 'form' | 'request' | 'signatures' | 'policy' | 'quorum' | 'response' | 'payouts' | 'ledger' | 'session'

/** The result of `verifyReceipt`. Every claim that could be checked is in exactly one of the three lists. */
export interface ReceiptVerification {
  /** Whether `contradicted` is empty. A valid receipt may still have unproven claims. */
  readonly isValid: boolean
  readonly proven: readonly ReceiptClaim[]
  /** Claims for which the receipt contains no proof. */
  readonly unproven: readonly ReceiptClaim[]
  /** Claims that the receipt itself disproves: it was altered, or it is not a receipt at all. */
  readonly contradicted: readonly ReceiptClaim[]
}

export interface VerifyReceiptOptions {
  /**
   * The node's address, `0x` and 40 hex digits. Take it from a source that you trust, never from the receipt.
   */
  readonly broker: Address | string
}

type Verdict = 'proven' | 'unproven' | 'contradicted'

const provenIf = (isTrue: boolean): Verdict => isTrue ? 'proven' : 'contradicted'

/**
 * Checks a receipt offline, from the bytes and signatures in it. A malformed or altered receipt does not throw; the result
 * says so. If it cannot be read at all, `form` is the only claim in the result.
 *
 * @param value anything, for example parsed JSON
 * @example
 * const { isValid, unproven } = verifyReceipt(JSON.parse(text), { broker })
 * @throws `OPTIONS_INVALID` if `broker` is not an address
 */
export function verifyReceipt(value: unknown, options: VerifyReceiptOptions): ReceiptVerification {
  requireOptions('verifyReceipt', options, 'broker, the address of the node')
  const { broker } = options
  if (!/^0x[\da-f]{40}$/i.test(broker)) throw new NitroliteError('OPTIONS_INVALID', { option: 'broker', reason: 'It must be an address.' })
  const receipt = readReceipt(value)
  const proof = receipt && requestProofOf(receipt.protocol)
  if (!proof) return summarize([['form', 'contradicted']])
  const claim = proof.readRequest(receipt.request.text)
  const policy = checkPolicies(receipt, proof, claim)
  return summarize([
    ['form', 'proven'],
    ['request', checkRequest(receipt, proof, claim)],
    ['signatures', provenIf(areSignaturesValid(receipt, proof))],
    ['policy', policy],
    ['quorum', policy === 'contradicted' ? policy : checkQuorum(receipt)],
    ['response', checkResponse(receipt, proof, claim, broker)],
    ['payouts', provenIf(arePayoutsConsistent(receipt, proof))],
    ['ledger', 'unproven'],
    ['session', 'unproven'],
  ])
}

function summarize(verdicts: readonly [ReceiptClaim, Verdict][]): ReceiptVerification {
  const claimsThatAre = (wanted: Verdict): ReceiptClaim[] =>
    verdicts.filter(([, verdict]) => verdict === wanted).map(([claim]) => claim)
  const contradicted = claimsThatAre('contradicted')
  return {
    isValid: contradicted.length === 0,
    proven: claimsThatAre('proven'),
    unproven: claimsThatAre('unproven'),
    contradicted,
  }
}

/** The rows with an amount, as comparable text. A protocol may leave out rows of zero. */
const nonZeroRows = (rows: readonly Allocation[]): string => JSON.stringify(rows
  .filter(({ amount }) => addAmounts([amount]) !== '0')
  .map(({ participant, asset, amount }) => [participant, asset, amount]))

function checkRequest({ request, requested, session }: Receipt, proof: RequestProof, claim: RequestClaim | null): Verdict {
  const isAsked = claim !== null
    && request.digest === proof.digestOf(request.text)
    && isSameSession(claim.sessionId, session.id)
    && (nonZeroRows(requested) === '[]' || isFullMatrix(requested, session))
    && nonZeroRows(claim.allocations) === nonZeroRows(requested)
  // On nitronode, somebody else can close the session after these signatures agreed the allocations. They do not show then
  // that the signers wanted to close it as well.
  return isAsked && !claim.isClose ? 'unproven' : provenIf(isAsked)
}

/** Whether there is exactly one row for each participant and asset. */
function isFullMatrix(requested: readonly Allocation[], { participants }: Receipt['session']): boolean {
  const assets = new Set(requested.map(({ asset }) => asset))
  const addresses = new Set(participants.map(({ address }) => address))
  const cells = new Set(requested.map(({ participant, asset }) => `${participant} ${asset}`))
  return cells.size === requested.length
    && requested.length === assets.size * addresses.size
    && [...addresses].every(address => [...assets].every(asset => cells.has(`${address} ${asset}`)))
}

function areSignaturesValid(receipt: Receipt, proof: RequestProof): boolean {
  const { digest, signatures, signers } = receipt.request
  return signatures.length > 0 && signatures.length === signers.length
    && signers.every((signer, at) => proof.recoverSigner(digest, signatures[at] ?? '0x', !isParticipant(receipt, signer)) === signer)
}

const isParticipant = ({ session }: Receipt, signer: string): boolean =>
  session.participants.some(({ address }) => isSameAddress(address, signer))

/** The policy that lets a session key sign for a wallet. */
const policyOf = ({ policies }: Receipt, signer: string): Receipt['policies'][number] | undefined =>
  policies.find(({ sessionKey }) => isSameAddress(sessionKey, signer))

function checkPolicies(receipt: Receipt, proof: RequestProof, claim: RequestClaim | null): Verdict {
  const ts = claim?.ts ?? Infinity
  const areValid = receipt.policies.every(policy =>
    receipt.request.signers.some(signer => isSameAddress(signer, policy.sessionKey))
    && proof.policySigner(policy) === policy.wallet
    // Of a wallet with very many sessions, the node does not say which application a session belongs to.
    && isForSession(policy, receipt)
    && policy.expiresAt * 1000 > ts)
  if (!areValid) return 'contradicted'
  return receipt.request.signers.every(signer => isParticipant(receipt, signer) || policyOf(receipt, signer)) ? 'proven' : 'unproven'
}

/** A key is for an application, or on a nitronode for one session alone, which its scope names. */
const isForSession = ({ application, scope }: Receipt['policies'][number], { session }: Receipt): boolean =>
  session.application === '' || application === session.application || (application === '' && scope === session.id)

/**
 * The weight of a wallet. A ClearNode also creates sessions that list a participant twice. It compares addresses with their spelling,
 * and the last weight counts (0.5.2).
 */
function weightOf({ participants }: Receipt['session'], wallet: string): number {
  const same = participants.filter(({ address }) => isSameAddress(address, wallet))
  const exact = same.filter(({ address }) => address === wallet)
  return (exact.at(-1) ?? same.at(-1))?.weight ?? 0
}

/** Counts every participant once, however many keys sign for them. */
function checkQuorum(receipt: Receipt): Verdict {
  const { session, by, request: { signers } } = receipt
  const wallets = new Set(signers.map(signer => policyOf(receipt, signer)?.wallet ?? signer))
  const hasKeyWithoutPolicy = signers.some(signer => !isParticipant(receipt, signer) && !policyOf(receipt, signer))
  const weight = [...wallets].reduce((sum, wallet) => sum + weightOf(session, wallet), 0)
  if (session.quorum === 0) return 'contradicted'
  if (weight >= session.quorum) return 'proven'
  // The receipt of a co-signer has its own signature only. Another participant has sent it with those of the others.
  return hasKeyWithoutPolicy || by === 'others' ? 'unproven' : 'contradicted'
}

function checkResponse(
  { response, session, node }: Receipt, proof: RequestProof, request: RequestClaim | null, broker: string,
): Verdict {
  if (!isSameAddress(node.broker, broker)) return 'contradicted'
  if (!response) return 'unproven'
  const claim = proof.readResponse(response.text)
  const signer = recoverDigestSigner(proof.digestOf(response.text), response.signature)
  return provenIf(claim !== null && signer !== null && isSameAddress(signer, broker)
    && isSameSession(claim.sessionId, session.id) && claim.id === request?.id)
}

function arePayoutsConsistent(
  { requested, payouts, payable, differences, result, by, isOpenAgain, session, closedAt }: Receipt,
  { listsZeroRows, acceptsLateDeposits }: RequestProof,
): boolean {
  const verdict = judgePayouts({ baseline: [], allocations: requested }, { payouts, funded: payable, listsZeroRows, emptiedBy: [] })
  const expectedResult = verdict.result === 'incomplete' ? 'superseded' : verdict.result
  // A close pays everything that a session holds. Only what was paid in during the close or afterwards can be left.
  const paysAll = Object.entries(payable).every(([asset, most]) =>
    addAmounts([most]) === addAmounts(payouts.filter(row => row.asset === asset).map(({ amount }) => amount)))
  return result === expectedResult
    && (result !== 'closed' || isOpenAgain || acceptsLateDeposits || paysAll)
    && (by !== 'this request' || result !== 'superseded')
    && JSON.stringify(differences) === JSON.stringify(verdict.differences)
    && new Set(payouts.map(({ transactionId }) => transactionId)).size === payouts.length
    && payouts.every(({ participant }) => session.participants.some(({ address }) => isSameAddress(address, participant)))
    && closedAt === (payouts.at(-1)?.createdAt ?? '')
}
