import type { ClosingContext } from '../../src/core/closing/context'
import type { Attempt, AttemptOutcome, ClosingPlan } from '../../src/core/closing/types'
import { neverAway } from '../../src/core/connection/runtime'
import type { Connection } from '../../src/core/connection/types'
import { NitroliteError } from '../../src/core/errors/errors'
import type { Journal } from '../../src/core/journal/journal'
import { createMemoryJournal } from '../../src/core/journal/memoryJournal'
import type { Login, Protocol } from '../../src/core/protocols/protocol'
import type { AppSession, Payout, SessionLedger } from '../../src/core/sessions/types'
import { createVirtualTime, type VirtualTime } from '../../src/testing'

export const ALICE = '0x1111111111111111111111111111111111111111'
export const BOB = '0x2222222222222222222222222222222222222222'
export const SESSION_ID = `0x${'ab'.repeat(32)}` as const

/** An open session that holds 1 usdc, all of it for Alice, who has the quorum. */
export const session: AppSession = {
  id: SESSION_ID,
  status: 'open',
  application: 'test-app',
  protocol: 'NitroRPC/0.4',
  participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }],
  quorum: 100,
  version: 1,
  sessionData: null,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '1' }],
  allocations: [
    { participant: ALICE, asset: 'usdc', amount: '1' },
    { participant: BOB, asset: 'usdc', amount: '0' },
  ],
}

/** Allocations of Alice and Bob in usdc. */
export const split = (alice: string, bob: string) => [
  { participant: ALICE, asset: 'usdc', amount: alice },
  { participant: BOB, asset: 'usdc', amount: bob },
]

/** Payouts to Alice and Bob in usdc. Transaction ids count up from `from`. */
export const payouts = (alice: string, bob: string, from = 1): Payout[] =>
  split(alice, bob).map((row, index) => ({
    ...row, transactionId: String(from + index), createdAt: '2026-01-01T00:00:01Z',
  }))

/** The ledger of a session, by default of one that was funded with 1 usdc. */
export const ledgerOf = (rows: readonly Payout[], usdc = '1'): SessionLedger => ({ payouts: rows, funded: { usdc }, deposits: null, listsZeroRows: false, emptiedBy: [] })

/** The outcome of an attempt that the node confirmed. */
export const landed: AttemptOutcome = { kind: 'landed', responseText: '[1]', responseSignatures: ['0xfe'] }

const login: Login = {
  wallet: ALICE,
  signer: { wallet: ALICE, address: ALICE, signDigest: async () => '0x01' },
  policy: null,
}

/** A node, and the context of a closing on it. A test decides what the node answers. */
export interface ScriptedNode {
  readonly context: ClosingContext
  /** Every attempt that was submitted. */
  readonly sent: Attempt[]
  /** Everything that was reported to the context. */
  readonly reported: unknown[]
  /** Answers the latest submission. */
  answer(outcome: AttemptOutcome): void
  /** Makes the answer to the latest submission overdue. */
  late(): void
  /** The payouts of the session in the node's ledger. */
  booked: Payout[]
  /** The status of the session. */
  status: string
  /** Whether the attempts that were sent can no longer start. */
  isFenced: boolean
  /** The clock and the timers of the context. */
  readonly time: VirtualTime
}

export function createScriptedNode(overrides: {
  readonly protocol?: Partial<Protocol>
  readonly journal?: Partial<Journal>
  readonly login?: Login | null
} = {}): ScriptedNode {
  const sent: Attempt[] = []
  const reported: unknown[] = []
  const time = createVirtualTime(1_000)
  const connection = { socketName: 'socket-1', criticalInFlight: false, readyAt: 0, hasAnsweredSince: () => true, now: () => time.now() } as unknown as Connection
  const presentLogin = overrides.login === undefined ? login : overrides.login
  const access = presentLogin && { connection, login: presentLogin }
  let settle: (outcome: AttemptOutcome) => void = () => { throw new Error('Nothing was sent.') }
  let onLate = (): void => {}
  let handled: Promise<unknown> = Promise.resolve()
  let proposals = 0

  const unused = (): never => { throw new Error('This method is not part of the script.') }
  const protocol: Protocol = {
    name: 'scripted/1',
    codec: { decode: unused },
    resending: {
      rule: 'when the earlier one is void',
      isFenced: async () => node.isFenced,
      fencedFrom: ({ ts }) => ts,
    },
    canPayTwice: true,
    ping: unused,
    authenticate: unused,
    listSessions: unused,
    readBalances: unused,
    interpretPush: () => null,
    nodeInfo: async () => ({ broker: BOB, assets: [{ symbol: 'usdc', decimals: 6 }] }),
    readSession: unused,
    isUnchanged: unused,
    checkCanClose: () => {},
    readPlanBasis: async () => ({
      session, baseline: [], funded: { usdc: '1' }, deposits: null, node: { broker: BOB, assets: [{ symbol: 'usdc', decimals: 6 }] },
    }),
    planClosing: ({ session, baseline, funded }, request): ClosingPlan => ({
      ...request, session, baseline, funded, wallet: ALICE, broker: BOB, submissions: ['close'],
    }),
    propose: (_connection, _plan, submission) => {
      proposals += 1
      return { submission, requestId: proposals, ts: proposals, text: `[${proposals}]`, digest: `0x0${proposals}` }
    },
    sign: async () => ({ signature: '0xaa', signer: ALICE, policy: null }),
    submit: (_connection, _plan, attempt, late) => {
      sent.push(attempt)
      onLate = late
      const outcome = new Promise<AttemptOutcome>(resolve => { settle = resolve })
      handled = outcome
      return outcome
    },
    look: async () => ({ isClosed: node.status === 'closed', ledger: null, outcomes: new Map() }),
    coSign: unused,
    signSecret: unused,
    signStatement: unused,
    withdraw: unused,
    revokeKey: unused,
    // The node handles the requests of one connection in order.
    async readLedger() {
      await handled
      return ledgerOf(node.booked)
    },
    ...overrides.protocol,
  }

  const node: ScriptedNode = {
    sent,
    reported,
    booked: [],
    status: 'open',
    isFenced: false,
    time,
    answer: outcome => settle(outcome),
    late: () => onLate(),
    context: {
      url: 'ws://node.test',
      protocol,
      journal: { ...createMemoryJournal(), ...overrides.journal },
      timers: time,
      recovery: { window: 15_000, skew: 3_000, settle: 30_000, patience: 30_000 },
      presence: neverAway,
      isLoginExpected: () => presentLogin !== null,
      present() {
        if (!access) throw new NitroliteError('NOT_CONNECTED')
        return access
      },
      presentWallet: () => access?.login.wallet ?? null,
      loggedIn: () => access,
      witness: async () => access ?? new Promise(() => {}),
      renew: async () => {},
      remember: async () => {},
      recall: async () => null,
      report: thrown => { reported.push(thrown) },
      attach: () => {},
      detach: () => {},
    },
  }
  return node
}
