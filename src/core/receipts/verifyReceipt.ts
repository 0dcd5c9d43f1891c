import { NitroliteError } from '../errors/errors'
import { requestProofOf, type RequestClaim, type RequestProof } from '../protocols/requestProof'
import { addAmounts } from '../sessions/amounts'
import type { Allocation } from '../sessions/types'
import type { Address } from '../types'
import { recoverDigestSigner } from '../wallet/signature'
import { judgePayouts } from './payouts'
import { readReceipt } from './receiptShape'
import type { Receipt } from '../closing/types'

/**
 * What a receipt claims.
 * - `form`: it is a receipt of a version and protocol that are known here
 * - `request`: the signed bytes ask to close this session with this split
 * - `signatures`: those who are named as signers signed these bytes
 * - `policy`: session keys among them act for wallets, by the wallets' own signatures
 * - `quorum`: the participants behind the signatures have the weight that it takes
 * - `response`: the node with the pinned address confirmed this very request
 * - `payouts`: what was booked, the differences to the request and the result fit together
 * - `books`: the node really booked that; it signs no books, so only asking it tells
 * - `session`: participants, weights and quorum are those of the session; the receipt alone does not tell
 */
export type ReceiptClaim =
  | 'form' | 'request' | 'signatures' | 'policy' | 'quorum' | 'response' | 'payouts' | 'books' | 'session'

/** What a receipt is worth. */
export interface ReceiptVerification {
  /** Whether nothing in it is wrong. What could not be proven is in `unproven`. */
  readonly isValid: boolean
  readonly proven: readonly ReceiptClaim[]
  /** Claims for which the receipt holds no proof. */
  readonly unproven: readonly ReceiptClaim[]
  /** Claims that the receipt itself disproves: it was altered, or never was one. */
  readonly contradicted: readonly ReceiptClaim[]
}

export interface VerifyReceiptOptions {
  /** Address of the node, known from elsewhere; never taken from the receipt. */
  readonly broker: Address | string
}

type Verdict = 'proven' | 'unproven' | 'contradicted'

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
const isProven = (isTrue: boolean): Verdict => isTrue ? 'proven' : 'contradicted'

/**
 * Checks a receipt without asking anybody, from its bytes and signatures alone. Never throws for what is in the receipt.
 *
 * @example
 * const { isValid, unproven } = verifyReceipt(JSON.parse(text), { broker })
 * @throws `OPTIONS_INVALID` when `broker` is no address
 */
export function verifyReceipt(value: unknown, { broker }: VerifyReceiptOptions): ReceiptVerification {
  if (!/^0x[\da-f]{40}$/i.test(broker)) throw new NitroliteError('OPTIONS_INVALID', { option: 'broker', reason: 'It must be an address.' })
  const receipt = readReceipt(value)
  const proof = receipt && requestProofOf(receipt.protocol)
  if (!proof) return summarize([['form', 'contradicted']])
  const claim = proof.readRequest(receipt.request.text)
  const policy = checkPolicies(receipt, proof, claim)
  return summarize([
    ['form', 'proven'],
    ['request', checkRequest(receipt, proof, claim)],
    ['signatures', isProven(checkSignatures(receipt, proof))],
    ['policy', policy],
    ['quorum', policy === 'contradicted' ? policy : checkQuorum(receipt)],
    ['response', checkResponse(receipt, proof, claim, broker)],
    ['payouts', isProven(checkPayouts(receipt))],
    ['books', 'unproven'],
    ['session', 'unproven'],
  ])
}

function summarize(verdicts: readonly [ReceiptClaim, Verdict][]): ReceiptVerification {
  const those = (kind: Verdict): ReceiptClaim[] => verdicts.filter(([, verdict]) => verdict === kind).map(([claim]) => claim)
  const contradicted = those('contradicted')
  return { isValid: contradicted.length === 0, proven: those('proven'), unproven: those('unproven'), contradicted }
}

/** Rows that give somebody something; a protocol may leave the others out. */
const paying = (rows: readonly Allocation[]): string => JSON.stringify(rows
  .filter(({ amount }) => addAmounts([amount]) !== '0')
  .map(({ participant, asset, amount }) => [participant, asset, amount]))

function checkRequest({ request, requested, session }: Receipt, proof: RequestProof, claim: RequestClaim | null): Verdict {
  const isAsked = claim !== null
    && request.digest === proof.digestOf(request.text)
    && claim.sessionId === session.id
    && (paying(requested) === '[]' || isFullMatrix(requested, session))
    && paying(claim.allocations) === paying(requested)
  // Where somebody else closed with the split that was agreed, that it was to be closed too is not shown by what was signed.
  return isAsked && !claim.isClose ? 'unproven' : isProven(isAsked)
}

/** A row for each participant and asset, and none twice; of a session that holds nothing any rows of nothing will do. */
function isFullMatrix(requested: readonly Allocation[], { participants }: Receipt['session']): boolean {
  const assets = new Set(requested.map(({ asset }) => asset))
  const addresses = new Set(participants.map(({ address }) => address))
  const cells = new Set(requested.map(({ participant, asset }) => `${participant} ${asset}`))
  return cells.size === requested.length
    && requested.length === assets.size * addresses.size
    && [...addresses].every(address => [...assets].every(asset => cells.has(`${address} ${asset}`)))
}

function checkSignatures(receipt: Receipt, proof: RequestProof): boolean {
  const { digest, signatures, signers } = receipt.request
  return signatures.length > 0 && signatures.length === signers.length
    && signers.every((signer, at) => proof.recoverSigner(digest, signatures[at] ?? '0x', !isParticipant(receipt, signer)) === signer)
}

const isParticipant = ({ session }: Receipt, signer: string): boolean =>
  session.participants.some(({ address }) => same(address, signer))

/** The policy that lets a key sign for a wallet at the time of the request. */
const policyOf = ({ policies }: Receipt, signer: string): Receipt['policies'][number] | undefined =>
  policies.find(({ sessionKey }) => same(sessionKey, signer))

function checkPolicies(receipt: Receipt, proof: RequestProof, claim: RequestClaim | null): Verdict {
  const ts = claim?.ts ?? Infinity
  const areTrue = receipt.policies.every(policy =>
    receipt.request.signers.some(signer => same(signer, policy.sessionKey))
    && proof.policySigner(policy) === policy.wallet
    && policy.application === receipt.session.application
    && policy.expiresAt * 1000 > ts)
  if (!areTrue) return 'contradicted'
  return receipt.request.signers.every(signer => isParticipant(receipt, signer) || policyOf(receipt, signer)) ? 'proven' : 'unproven'
}

/** A participant counts once, however many keys sign for it. */
function checkQuorum(receipt: Receipt): Verdict {
  const { session, request: { signers } } = receipt
  const wallets = signers.map(signer => policyOf(receipt, signer)?.wallet ?? signer)
  const isUnbound = signers.some(signer => !isParticipant(receipt, signer) && !policyOf(receipt, signer))
  const weight = session.participants
    .filter(({ address }) => wallets.some(wallet => same(wallet, address)))
    .reduce((sum, each) => sum + each.weight, 0)
  const addresses = new Set(session.participants.map(({ address }) => address.toLowerCase()))
  if (addresses.size !== session.participants.length || session.quorum === 0) return 'contradicted'
  if (weight >= session.quorum) return 'proven'
  return isUnbound ? 'unproven' : 'contradicted'
}

function checkResponse(
  { response, session, node }: Receipt, proof: RequestProof, asked: RequestClaim | null, broker: string,
): Verdict {
  if (!same(node.broker, broker)) return 'contradicted'
  if (!response) return 'unproven'
  const claim = proof.readResponse(response.text)
  const signer = recoverDigestSigner(proof.digestOf(response.text), response.signature)
  return isProven(claim !== null && signer !== null && same(signer, broker)
    && claim.sessionId === session.id && claim.id === asked?.id)
}

function checkPayouts({ requested, payouts, differences, result, session, closedAt }: Receipt): boolean {
  const assets = new Set(requested.map(({ asset }) => asset))
  const funded = Object.fromEntries([...assets].map(asset =>
    [asset, addAmounts(requested.filter(row => row.asset === asset).map(({ amount }) => amount))]))
  const verdict = judgePayouts({ baseline: [], allocations: requested, funded }, payouts)
  const isOther = verdict.result === 'incomplete' ? 'superseded' : verdict.result
  return result === isOther
    && JSON.stringify(differences) === JSON.stringify(verdict.differences)
    && new Set(payouts.map(({ transactionId }) => transactionId)).size === payouts.length
    && payouts.every(({ participant }) => session.participants.some(({ address }) => same(address, participant)))
    && closedAt === (payouts.at(-1)?.createdAt ?? '')
}
