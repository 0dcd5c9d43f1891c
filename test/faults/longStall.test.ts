import { expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient, isFinal } from '../../src/core'
import { createEmbeddedClearnode, createVirtualTime, judge } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, seedSession, split, URL_OF_NODE } from '../helpers/flow'

const HOUR = 3_600_000
const SETTLE = 30_000

/** The node stalls the first close after its checks, and the socket dies at the same moment. */
async function closeThroughStall(ms: number) {
  const time = createVirtualTime()
  const close = { method: 'close_app_session' } as const
  const node = createEmbeddedClearnode({
    clock: time.now, timers: time,
    faults: { faults: [{ kind: 'stall', at: { moment: 'checked', ...close }, ms }, { kind: 'cut', at: { moment: 'checked', ...close } }] },
  })
  const sessionId = seedSession(node)
  const client = createNitroliteClient({
    url: URL_OF_NODE, application: APPLICATION, signer: ALICE_KEY, WebSocket: node.WebSocket, journal: createMemoryJournal(),
    timers: time, reconnect: { jitter: 0 }, recovery: { settle: SETTLE },
  })
  const connected = client.connect()
  await time.runUntil(() => client.status === 'ready')
  await connected
  const closing = client.close({ sessionId, allocations: split([ALICE, '0.7'], [BOB, '0.3']) })
  await time.runUntil(() => isFinal(closing.state), HOUR)
  const state = closing.state
  await time.advance(HOUR)
  const verdict = judge(node, sessionId)
  client.dispose()
  node.dispose()
  return { state, closing, verdict }
}

it.each([1_000, 20_000, SETTLE])('a stall of %d ms, within the settle time, pays the session once', async (ms) => {
  const { state, verdict } = await closeThroughStall(ms)
  expect({ state, isOverpaid: verdict.isOverpaid, closes: verdict.closes }).toEqual({ state: 'closed', isOverpaid: false, closes: 1 })
})

it.each([45_000, 55_000, 75_000, 100_000])('after a stall of %d ms, above the settle time, the client reports whether it overpaid', async (ms) => {
  const { state, closing, verdict } = await closeThroughStall(ms)
  expect(state).toBe(verdict.isOverpaid ? 'overpaid' : 'closed')
  if (!verdict.isOverpaid) return
  expect(closing.error?.code).toBe('CLOSING_OVERPAID')
  expect(closing.receipt?.differences).toEqual([
    { participant: ALICE, asset: 'usdc', expected: '0.7', paid: '1.4' },
    { participant: BOB, asset: 'usdc', expected: '0.3', paid: '0.6' },
  ])
})

it('a stall of 75 s, above the settle time, overpays the session', async () => {
  expect((await closeThroughStall(75_000)).verdict).toMatchObject({ isOverpaid: true, closes: 2, paid: { usdc: '2' } })
})
