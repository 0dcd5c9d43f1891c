import { hexToBytes } from '@noble/curves/abstract/utils'
import type { CheckedSignature, OpenedReply, ReplyFacts } from '../../src/core/cosigning/review/checkReply'
import type { SigningFacts, StampedProposal } from '../../src/core/cosigning/review/checkAtSigning'
import type { ProposalTexts } from '../../src/core/cosigning/review/checkProposal'
import type { KeyGrant, NodeRules, ProposalFacts } from '../../src/core/cosigning/review/facts'
import { readingOf } from '../../src/core/cosigning/review/reading'
import type { ParticipantSignature } from '../../src/core/cosigning/types'
import { keyStateDigest, messageDigest, SIGNED_BY } from '../../src/core/protocols/nitronode/digests'
import { keyStateOf } from '../../src/core/protocols/nitronode/keyState'
import { nitronodeProof } from '../../src/core/protocols/nitronode/requestProof'
import { policyData } from '../../src/core/protocols/nitrorpc/policyData'
import { nitroRpcProof } from '../../src/core/protocols/nitrorpc/requestProof'
import type { AppSession } from '../../src/core/sessions/types'
import type { Address, Hex } from '../../src/core/types'
import { keccakOfText } from '../../src/core/wallet/keccak'
import { addressOf, javascriptSignatures } from '../../src/core/wallet/secp256k1'
import { signatureToHex } from '../../src/core/wallet/signature'
import { typedDataDigest } from '../../src/core/wallet/typedData'
import type { SessionKeyPolicy } from '../../src/core/wallet/types'

/** A private key and its address. */
export interface KeyPair {
  readonly privateKey: Uint8Array
  /** EIP-55 checksummed. */
  readonly address: Address
}

const pairOf = (byte: string): KeyPair => {
  const privateKey = hexToBytes(byte.repeat(32))
  return { privateKey, address: addressOf(javascriptSignatures.publicKeyOf(privateKey)) }
}

export const ALICE = pairOf('a1')
export const BOB = pairOf('b0')
export const CAROL = pairOf('c2')
/** Nobody of the session. */
export const MALLORY = pairOf('d3')
export const ALICE_KEY = pairOf('1a')
export const BOB_KEY = pairOf('1b')

export const SESSION_ID: Hex = `0x${'5e'.repeat(32)}`
export const NODE_TAG: Hex = '0x0badcafe'
export const ORIGIN_DIGEST = keccakOfText('statement of the creator')
export const MEANING = keccakOfText('meaning')
/** The present time of all facts, in Unix milliseconds by the node's clock. */
export const NOW = 1_795_466_138_000

/** Signatures that were made before: the random tests need the same few very often. */
const signatures = new Map<string, Hex>()

/** A signature over a digest as it is. */
export function signRaw(digest: Hex, { privateKey, address }: KeyPair): Hex {
  const name = `${address} ${digest}`
  const signature = signatures.get(name) ?? signatureToHex(javascriptSignatures.sign(hexToBytes(digest.slice(2)), privateKey))
  signatures.set(name, signature)
  return signature
}

/** A nitronode signature of a state, marked with who made it. */
export const signState = (digest: Hex, by: keyof typeof SIGNED_BY, pair: KeyPair): Hex =>
  `${SIGNED_BY[by]}${signRaw(messageDigest(digest), pair).slice(2)}`

/** A policy that lets a key sign for a wallet. `signer` signs it after the change. */
export function policyOf(wallet: KeyPair, key: KeyPair, change: Partial<SessionKeyPolicy> = {}, signer = wallet): SessionKeyPolicy {
  const policy = {
    wallet: wallet.address, sessionKey: key.address, application: 'chess', scope: 'app.create', challenge: 'c',
    expiresAt: NOW / 1000 + 3_600, ...change,
  }
  return { ...policy, signature: signRaw(typedDataDigest(policyData(policy)), signer) }
}

/** The same for a nitronode. */
export function nitronodePolicyOf(wallet: KeyPair, key: KeyPair, change: Partial<SessionKeyPolicy> = {}): SessionKeyPolicy {
  const policy = {
    wallet: wallet.address, sessionKey: key.address, application: 'chess', scope: '', challenge: '', expiresAt: NOW / 1000 + 3_600, ...change,
  }
  return { ...policy, signature: signRaw(messageDigest(keyStateDigest(keyStateOf(policy))), wallet) }
}

export const clearnodeRules: NodeRules = {
  kinds: ['close'], stampedBy: 'time', spelling: 'checksum', emptyData: 'erases', sessionDataLimit: 4_096,
  rootApplication: 'clearnode', keyScope: 'application', signatureMarks: null, proof: nitroRpcProof,
}

export const nitronodeRules: NodeRules = {
  kinds: ['close', 'operate and close'], stampedBy: 'version', spelling: 'lower case', emptyData: 'keeps', sessionDataLimit: 1_024,
  rootApplication: null, keyScope: 'session', signatureMarks: SIGNED_BY, proof: nitronodeProof,
}

/** An open session of Alice (50), Bob (30) and Carol (20) with a quorum of 60, which holds 10 usdc and 1 weth. */
export const cosignedSession = (change: Partial<AppSession> = {}): AppSession => ({
  id: SESSION_ID, status: 'open', application: 'chess', protocol: 'NitroRPC/0.4',
  participants: [{ address: ALICE.address, weight: 50 }, { address: BOB.address, weight: 30 }, { address: CAROL.address, weight: 20 }],
  quorum: 60, version: 4, sessionData: '{"move":12}', createdAt: '', updatedAt: '',
  assets: [
    { symbol: 'eth', decimals: 18, scale: 18, total: '0' },
    { symbol: 'usdc', decimals: 6, scale: 7, total: '10' },
    { symbol: 'weth', decimals: 18, scale: 18, total: '1' },
  ],
  allocations: [
    { participant: ALICE.address, asset: 'usdc', amount: '5' },
    { participant: BOB.address, asset: 'usdc', amount: '4.9999999' },
    { participant: CAROL.address, asset: 'usdc', amount: '0.0000001' },
    { participant: ALICE.address, asset: 'weth', amount: '0' },
    { participant: BOB.address, asset: 'weth', amount: '0.25' },
    { participant: CAROL.address, asset: 'weth', amount: '0.75' },
  ],
  ...change,
})

/** Alice's proposal: she receives 7 usdc, Bob 2 usdc and 0.5 weth, Carol the rest. */
export const sampleProposal = (change: Partial<StampedProposal> = {}): StampedProposal => ({
  version: 1, kind: 'close', nodeTag: NODE_TAG, sessionId: SESSION_ID, submitter: ALICE.address,
  assets: [{ symbol: 'usdc', scale: 7 }, { symbol: 'weth', scale: 18 }],
  rows: [[70_000_000n, 20_000_000n, 10_000_000n], [0n, 5n * 10n ** 17n, 5n * 10n ** 17n]],
  sessionData: null, box: `0x02${'77'.repeat(32)}`,
  stamp: { by: 'time', requestId: 9, ts: NOW - 40_000 },
  origin: { creator: ALICE.address, signature: signRaw(ORIGIN_DIGEST, ALICE_KEY), policy: policyOf(ALICE, ALICE_KEY) },
  ...change,
})

/** The same on a nitronode, where the new split is agreed first. */
export const nitronodeProposal = (change: Partial<StampedProposal> = {}): StampedProposal => sampleProposal({
  kind: 'operate and close', stamp: { by: 'version', version: 5 },
  origin: { creator: ALICE.address, signature: signRaw(ORIGIN_DIGEST, ALICE_KEY), policy: nitronodePolicyOf(ALICE, ALICE_KEY) },
  ...change,
})

/** What Bob's client knows. */
export const sampleFacts = (change: Partial<ProposalFacts> = {}): ProposalFacts => ({
  rules: clearnodeRules, nodeTag: NODE_TAG, nodeAssets: ['usdc', 'weth', 'eth'], session: cosignedSession(), isPaidOut: false,
  wallet: BOB.address, expectedSubmitter: null, ...change,
})

export const nitronodeFacts = (change: Partial<ProposalFacts> = {}): ProposalFacts =>
  sampleFacts({ rules: nitronodeRules, session: cosignedSession({ agreesFirst: true }), ...change })

export const sampleTexts = (change: Partial<ProposalTexts> = {}): ProposalTexts =>
  ({ bytes: null, originDigest: ORIGIN_DIGEST, ...change })

/** What a key of Bob may sign. */
export const grantOf = (change: Partial<KeyGrant> = {}): KeyGrant => ({
  wallet: BOB.address, key: BOB_KEY.address, applications: ['chess'], sessionIds: [], endsAt: NOW + 3_600_000, ...change,
})

/** The moment at which Bob signs on a ClearNode. */
export const signingFacts = (change: Partial<SigningFacts> = {}): SigningFacts => {
  const session = cosignedSession()
  return {
    rules: clearnodeRules, limits: { approval: 900_000, life: 60_000 }, now: NOW, meaning: MEANING,
    approval: { meaning: MEANING, reading: readingOf(session), at: NOW - 30_000 }, nodeWindow: 60_000, isLifeBounded: true,
    key: grantOf(), allowsEndless: false, session, readAt: NOW - 500, ...change,
  }
}

/** The moment at which Bob signs on a nitronode, with a key for this session alone that ends in 5 minutes. */
export const nitronodeSigningFacts = (change: Partial<SigningFacts> = {}): SigningFacts => signingFacts({
  rules: nitronodeRules, limits: { approval: 900_000, life: 600_000 },
  key: grantOf({ applications: [], sessionIds: [SESSION_ID], endsAt: NOW + 300_000 }), ...change,
})

export const PROPOSAL_ID: Hex = `0x${'1d'.repeat(16)}`
export const DIGEST = keccakOfText('request')
export const STATE_DIGESTS = [keccakOfText('operate'), keccakOfText('close')] as const

/** What Alice, the submitter, knows when Bob's reply arrives. */
export const replyFacts = (change: Partial<ReplyFacts> = {}): ReplyFacts => ({
  rules: clearnodeRules, session: cosignedSession(), proposalId: PROPOSAL_ID, digests: [DIGEST], neededUntil: NOW + 20_000,
  listedKeys: null, refused: [], ...change,
})

export const nitronodeReplyFacts = (change: Partial<ReplyFacts> = {}): ReplyFacts =>
  replyFacts({ rules: nitronodeRules, digests: STATE_DIGESTS, listedKeys: [grantOf()], ...change })

/** Bob's reply, signed by his session key. */
export const sampleReply = (opened: Partial<ParticipantSignature> = {}, change: Partial<OpenedReply> = {}): OpenedReply => ({
  proposalId: PROPOSAL_ID, participant: 1,
  opened: { participant: BOB.address, signatures: [signRaw(DIGEST, BOB_KEY)], policy: policyOf(BOB, BOB_KEY), ...opened },
  ...change,
})

/** Bob's reply on a nitronode. */
export const nitronodeReply = (opened: Partial<ParticipantSignature> = {}, change: Partial<OpenedReply> = {}): OpenedReply =>
  sampleReply({ signatures: STATE_DIGESTS.map(digest => signState(digest, 'key', BOB_KEY)), policy: null, ...opened }, change)

/** A signature that has passed all checks, with placeholder bytes. */
export const checkedSignature = (participant: Address, change: Partial<CheckedSignature> = {}): CheckedSignature =>
  ({ participant, signatures: ['0x'], policy: null, signer: participant, endsAt: null, ...change })
