import { createPinia } from 'pinia'
import { createApp, h } from 'vue'
import SessionCloser from '../../src/components/session-closer/SessionCloser.vue'
import type { SessionCloserProps } from '../../src/components/session-closer/types'
import type { ClosingSnapshot } from '../../src/core/closing/types'
import { describeError, NitroliteError, type NitroliteErrorCode } from '../../src/core/errors/errors'
import type { Receipt } from '../../src/core/receipts/types'
import type { AppSession } from '../../src/core/sessions/types'
import { createNitrolite } from '../../src/plugin/createNitrolite'
import { createFakeClient, type FakeClient } from '../helpers/fakeClient'
import type { FakeClosing } from '../helpers/fakeClosing'
import { ALICE, BOB, CAROL, sampleId, sampleReceipt, sampleSession } from '../helpers/sampleSession'
import { press, settle, showApp, type, withNames, type ShowState } from './shownState'

const hash = (seed: string): AppSession['id'] => `0x${seed.repeat(64 / seed.length)}`
const id = hash('0ac5e39f71d2b846')

const session = (change: Partial<AppSession> = {}): AppSession => sampleSession({ id, ...change })

const three = session({
  participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }, { address: CAROL, weight: 0 }],
  assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '1250.75' }, { symbol: 'weth', decimals: 18, scale: 18, total: '0.5' }],
  allocations: [ALICE, BOB, CAROL].flatMap((participant, index) => [
    { participant, asset: 'usdc', amount: ['1000.75', '200', '50'][index] ?? '0' }, { participant, asset: 'weth', amount: ['0.25', '0.25', '0'][index] ?? '0' },
  ]),
})

/** Opens the fields for percentages or points of the first asset, and types numbers into them. */
const divided = (by: 'percent' | 'points', ...numbers: readonly string[]) => async (): Promise<void> => {
  await press(`[data-preset=${by}]`)
  for (const [nth, number] of numbers.entries()) await type(number, nth, '.nitrolite-part input')
}

/** A state of the component over a client that knows the session. */
const shown = (
  work: (client: FakeClient) => Promise<void> | void = () => {},
  given: AppSession = session(), props: SessionCloserProps = {}, prepare: (client: FakeClient) => void = () => {},
): ShowState => async (texts) => {
  const client = createFakeClient([given], { balances: [] })
  prepare(client)
  const app = createApp({ render: () => h(SessionCloser, { sessionId: id, ...props, ...withNames(props.names) }) })
  app.use(createPinia()).use(createNitrolite({ client, storage: false, texts }))
  await showApp(app)
  await work(client)
  await settle()
}

const ask = (): Promise<void> => press('.nitrolite-button[data-variant=primary]')

/** Asks and confirms, and moves the closing that has started. */
const closing = (work: (started: FakeClosing, client: FakeClient) => void, given?: AppSession): ShowState => shown(async (client) => {
  await ask()
  await ask()
  const [started] = client.started
  if (!started) throw new Error('The closing did not start.')
  started.progress.step('checked', null, 'done')
  work(started, client)
}, given)

const sent = ({ progress }: FakeClosing, change: Partial<ClosingSnapshot> = {}): void => {
  progress.step('signed', 'close', 'done')
  progress.step('sent', 'close', 'done', { state: 'submitting', ...change })
}

const receipt = (change: Partial<Receipt> = {}): Receipt => sampleReceipt(session(), change)

const failed = (code: NitroliteErrorCode): ShowState => closing(({ progress }) => { progress.end('failed', describeError(code)) })

const paidOtherwise = [
  { participant: ALICE, asset: 'usdc', amount: '0.4', transactionId: '1', createdAt: '2025-11-03T10:05:00Z' },
  { participant: BOB, asset: 'usdc', amount: '0.6', transactionId: '2', createdAt: '2025-11-03T10:05:00Z' },
]
const differences = [
  { participant: ALICE, asset: 'usdc', expected: '0.7', paid: '0.4' }, { participant: BOB, asset: 'usdc', expected: '0.3', paid: '0.6' },
]

/** Everybody was paid twice. */
const paidTwice = sampleReceipt(session()).payouts.map(row => ({ ...row, amount: String(Number(row.amount) * 2) }))

const never = (): Promise<never> => new Promise(() => {})

/** Every state of `<SessionCloser>`. */
export const closerStates = {
  'closer-empty': shown(undefined, undefined, { sessionId: null }),
  'closer-loading': shown(undefined, undefined, {}, (client) => { client.answers.get = never }),
  'closer-reading-failed': shown(undefined, undefined, { sessionId: sampleId(9) }, (client) => {
    client.answers.get = () => Promise.reject(new NitroliteError('SESSION_NOT_FOUND', { sessionId: sampleId(9) }))
  }),
  'closer-not-connected': shown(undefined, undefined, {}, (client) => { client.become({ status: 'closed', account: null }) }),
  'closer-editing': shown(),
  'closer-editing-three': shown(undefined, three, { names: { [BOB]: 'Bob', [CAROL]: 'Carol of the accounting department' } }),
  'closer-percent': shown(divided('percent', '33.3333', '33.3333', '30'), three, { names: { [BOB]: 'Bob', [CAROL]: 'Carol of the accounting department' } }),
  'closer-points': shown(async () => {
    await press('.nitrolite-lock', 1)
    await divided('points', '2', '1')()
  }, three, { names: { [BOB]: 'Bob', [CAROL]: 'Carol of the accounting department' } }),
  'closer-points-invalid': shown(divided('points', '2', 'many'), three),
  'closer-invalid': shown(() => type('1.5.2')),
  'closer-two-meanings': shown(() => type('1,000'), session({
    assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '2000' }],
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1500' }, { participant: BOB, asset: 'usdc', amount: '500' }],
  }), { locale: 'de-CH' }),
  'closer-disabled': shown(undefined, undefined, { disabled: 'The game is still running.' }),
  'closer-blocked': shown(undefined, session({ quorum: 300, participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 100 }] })),
  'closer-read-only': shown(undefined, session({ participants: [{ address: ALICE, weight: 0 }, { address: BOB, weight: 100 }] })),
  'closer-confirm': shown(ask),
  'closer-confirm-two-steps': shown(async () => {
    await type('0.4')
    await ask()
  }, session({ agreesFirst: true })),
  'closer-planning': closing(() => {}),
  'closer-signing': closing(({ progress }) => { progress.step('signed', 'close', 'active', { state: 'signing' }) }),
  'closer-submitting': closing((started) => { sent(started) }),
  'closer-unknown': closing((started) => {
    sent(started)
    started.progress.step('confirmed', 'close', 'unknown', {
      state: 'confirming', error: describeError('CLOSING_UNKNOWN'),
      recovery: { phase: 'settling', until: Date.now() + 25_000, attempts: 1, canRevoke: false },
    })
  }),
  'closer-revoke': closing((started) => {
    sent(started)
    started.progress.step('confirmed', 'close', 'unknown', {
      state: 'confirming', error: describeError('CLOSING_UNKNOWN'),
      recovery: { phase: 'fencing', until: Date.now() + 3_600_000, attempts: 1, canRevoke: true },
    })
  }),
  'closer-unknown-offline': closing((started, client) => {
    sent(started)
    started.progress.step('confirmed', 'close', 'unknown', {
      state: 'confirming', error: describeError('CLOSING_UNKNOWN'), recovery: { phase: 'connecting', until: null, attempts: 1, canRevoke: false },
    })
    client.become({ status: 'reconnecting' })
  }),
  'closer-paying': closing((started) => {
    sent(started)
    started.progress.step('confirmed', 'close', 'done', { state: 'paying' })
  }),
  'closer-agreed': closing(({ progress }) => {
    progress.planned(['operate', 'close'], session().allocations)
    for (const step of ['signed', 'sent', 'confirmed'] as const) progress.step(step, 'operate', 'done')
    progress.update({ state: 'agreed', error: describeError('WALLET_REJECTED') })
  }, session({ agreesFirst: true })),
  'closer-closed': closing(({ progress }) => { progress.paid(receipt()) }),
  'closer-superseded': closing(({ progress }) => { progress.paid(receipt({ result: 'superseded', by: 'others', payouts: paidOtherwise, differences })) }),
  'closer-overpaid': closing(({ progress }) => { progress.paid(receipt({
    result: 'overpaid', payouts: paidTwice,
    differences: differences.map((row, index) => ({ ...row, paid: paidTwice[index]?.amount ?? '' })),
  })) }),
  'closer-failed': failed('WALLET_REJECTED'),
  'closer-ended': shown(undefined, session({ status: 'closed', assets: [], allocations: [] }), {}, (client) => {
    client.answers.payouts = () => Promise.resolve(paidOtherwise)
  }),
} satisfies Record<string, ShowState>
