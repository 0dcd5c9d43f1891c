import { expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient, isFinal } from '../../src/core'
import { createEmbeddedClearnode, createVirtualTime, judge } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, seedSession, split, URL_OF_NODE } from '../helpers/flow'

const HOUR = 3_600_000
const SETTLE = 30_000

/** A node that stalls the first close, whose socket dies meanwhile. */
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
  const truth = judge(node, sessionId)
  client.dispose()
  node.dispose()
  return { state, closing, truth }
}

it.each([1_000, 20_000, SETTLE])('a stall of %d ms, not above the settle time, is paid once', async (ms) => {
  const { state, truth } = await closeThroughStall(ms)
  expect({ state, overpaid: truth.overpaid, closes: truth.closes }).toEqual({ state: 'closed', overpaid: false, closes: 1 })
})

it.each([45_000, 55_000, 75_000, 100_000])('a stall of %d ms, above the settle time, is never silent', async (ms) => {
  const { state, closing, truth } = await closeThroughStall(ms)
  expect(state).toBe(truth.overpaid ? 'overpaid' : 'closed')
  if (!truth.overpaid) return
  expect(closing.error?.code).toBe('CLOSING_OVERPAID')
  expect(closing.receipt?.differences).toEqual([
    { participant: ALICE, asset: 'usdc', expected: '0.7', paid: '1.4' },
    { participant: BOB, asset: 'usdc', expected: '0.3', paid: '0.6' },
  ])
})

it('such a stall does overpay', async () => {
  expect((await closeThroughStall(75_000)).truth).toMatchObject({ overpaid: true, closes: 2, paid: { usdc: '2' } })
})
