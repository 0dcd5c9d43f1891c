import type { Attempt, ClosingPlan } from '../../src/core/closing/types'
import type { Allocation, AppSession } from '../../src/core/sessions/types'
import type { Hex } from '../../src/core/types'
import { privateKeyWallet } from '../../src/core/wallet/adapters'
import { createPrivateKey, sessionKeyFromPrivateKey } from '../../src/core/wallet/sessionKey'
import type { Login } from '../../src/core/protocols/protocol'
import type { SessionRow } from '../../src/core/protocols/nitronode/schemas'

/** The session of all plans. */
export const ID: Hex = `0x${'ab'.repeat(32)}`
const ALICE_KEY: Hex = `0x${'a1'.repeat(32)}`
export const ALICE = privateKeyWallet(ALICE_KEY).address
export const BOB = privateKeyWallet(`0x${'b0'.repeat(32)}`).address

/** Allocations of Alice and Bob in usdc. */
export const split = (alice: string, bob: string): Allocation[] => [
  { participant: ALICE, asset: 'usdc', amount: alice }, { participant: BOB, asset: 'usdc', amount: bob },
]

/** An open session in which Alice has the quorum and holds 1 usdc. */
export const sessionOf = (change: Partial<AppSession> = {}): AppSession => ({
  id: ID, status: 'open', application: 'test-app', protocol: '', agreesFirst: true,
  participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }], quorum: 100, version: 4,
  sessionData: null, createdAt: '', updatedAt: '',
  assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '1' }], allocations: split('1', '0'), ...change,
})

/** A plan that gives 0.3 usdc to Bob, in two submissions. */
export const planOf = (change: Partial<ClosingPlan> = {}): ClosingPlan => ({
  wallet: ALICE, broker: `0x${'00'.repeat(20)}`, session: sessionOf(), allocations: split('0.7', '0.3'), sessionData: null,
  submissions: ['operate', 'close'], baseline: [], funded: { usdc: '1' }, ...change,
})

/** The session of the plans as the node returns it. */
export const rowOf = (version: number, status: string, allocations: readonly Allocation[]): SessionRow => ({
  app_session_id: ID, status, version, session_data: null, allocations: [...allocations],
  app_definition: { application_id: 'test-app', quorum: 100, participants: [
    { wallet_address: ALICE, signature_weight: 100 }, { wallet_address: BOB, signature_weight: 0 },
  ] },
})

const wallet = sessionKeyFromPrivateKey(ALICE_KEY)
const key = sessionKeyFromPrivateKey(createPrivateKey())
/** A login of Alice whose wallet signs. */
export const byWallet: Login = { wallet: ALICE, signer: { wallet: ALICE, ...wallet }, policy: null }
/** A login of Alice whose session key signs. */
export const byKey: Login = { wallet: ALICE, signer: { wallet: ALICE, ...key }, policy: null }

/** An attempt with placeholder bytes and signatures. */
export const attemptOf = (change: Partial<Attempt> = {}): Attempt => ({
  submission: 'close', requestId: 7, ts: 1_795_466_137_800, text: '{"app_session_id":"0x01"}', digest: `0x${'0a'.repeat(32)}`,
  signatures: ['0xa101', '0xa202'], signers: [ALICE], policy: null, connection: 'socket-1', ...change,
})
