import { expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type NitroliteClient } from '../../src/core'
import { createEmbeddedClearnode, createVirtualTime, type EmbeddedClearnodeOptions } from '../../src/testing'
import { ALICE, BOB, run } from '../helpers/nitronodeFlow'

/** A ClearNode in virtual time, and pages of Alice on different origins: each has a session key of its own, which ends the others. */
function setUp(options: EmbeddedClearnodeOptions = {}) {
  const time = createVirtualTime(1_800_000_000_000)
  const node = createEmbeddedClearnode({ clock: time.now, timers: time, ...options })
  const { id } = node.createSession({
    participants: [ALICE.address, BOB.address], weights: [100, 0], quorum: 100, application: 'test-app',
    allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1' }],
  })
  const open = async (): Promise<NitroliteClient> => {
    const client = createNitroliteClient({
      url: 'ws://clearnode.test', application: 'test-app', WebSocket: node.WebSocket as never, timers: time, signer: ALICE, journal: createMemoryJournal(),
    })
    await client.connect()
    return client
  }
  const split = [{ participant: ALICE.address, asset: 'usdc', amount: '0.4' }, { participant: BOB.address, asset: 'usdc', amount: '0.6' }]
  const closes = () => node.sessionLedger(id).closes.length
  return { time, node, id, open, split, closes }
}

/** Where another page replaces the key of a closing: at a request of the closing page, for the n-th time. */
const PHASES: readonly (readonly [phase: string, method: string, nth: number])[] = [
  ['the session is read', 'get_app_sessions', 1],
  ['the close is on its way', 'close_app_session', 1],
  ['the closing page logs in once more', 'auth_request', 1],
  ['the new login of the closing page is verified', 'auth_verify', 1],
  ['the close is on its way for the second time', 'close_app_session', 2],
]

it.each(PHASES)('a closing whose session key another page replaces while %s logs in once more, and is paid once', async (_phase, method, nth) => {
  let isClosing = false
  let seen = 0
  let replace = async (): Promise<unknown> => undefined
  const { time, node, id, open, split, closes } = setUp({
    latency: (point, call) => {
      if (!isClosing || point !== 'received' || call.method !== method || ++seen !== nth) return undefined
      // Until the other page has logged in, only its own requests arrive.
      isClosing = false
      return replace().then(() => { isClosing = true })
    },
  })
  const page = await run(time, open())
  // The key is gone from the start, so that every phase of a second login is reached too.
  await run(time, open())
  isClosing = true
  replace = open
  const receipt = await run(time, page.close({ sessionId: id, allocations: split }))
  expect(seen).toBeGreaterThanOrEqual(nth)
  expect(receipt.result).toBe('closed')
  expect([closes(), page.status]).toEqual([1, 'ready'])
  expect(node.session(id)?.status).toBe('closed')
})

it('a closing whose request was lost, and whose session key another page replaces meanwhile, logs in once more and is paid once', async () => {
  const { time, id, open, split, closes } = setUp({ faults: { faults: [{ kind: 'cut', at: { moment: 'sent', method: 'close_app_session' } }] } })
  const page = await run(time, open())
  const closing = page.close({ sessionId: id, allocations: split })
  const replaced = new Promise((resolve) => { closing.subscribe(({ state }) => { if (state === 'confirming') resolve(open()) }) })
  await run(time, replaced)
  expect((await run(time, closing)).result).toBe('closed')
  expect(closes()).toBe(1)
})

it('four pages on different origins that close at the same moment, and end the keys of each other, all finish and are paid once each', async () => {
  const { time, node, open, split } = setUp()
  const pages = await Promise.all([1, 2, 3, 4].map(() => run(time, open())))
  const sessions = pages.map(() => node.createSession({
    participants: [ALICE.address, BOB.address], weights: [100, 0], quorum: 100, application: 'test-app',
    allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1' }],
  }))
  const closings = pages.map((page, at) => page.close({ sessionId: sessions[at]?.id ?? '', allocations: split }))
  await run(time, Promise.allSettled(closings))
  expect(closings.map(({ state, error }) => error?.code ?? state)).toEqual(['closed', 'closed', 'closed', 'closed'])
  expect(sessions.map(({ id }) => node.sessionLedger(id).closes.length)).toEqual([1, 1, 1, 1])
})

it('twenty closings on their way while another page replaces their session key are all refused, log in once more, and never wait for an answer that was lost', async () => {
  const { time, node, open, split } = setUp({ latency: (point, { method }) => point === 'received' && method === 'close_app_session' ? 50 : undefined })
  const page = await run(time, open())
  const sessions = Array.from({ length: 20 }, (_, nonce) => node.createSession({
    participants: [ALICE.address, BOB.address], weights: [100, 0], quorum: 100, application: 'test-app', nonce: 1_000 + nonce,
    allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1' }],
  }))
  await run(time, open())
  const states = new Set<string>()
  const closings = sessions.map(({ id }) => page.close({ sessionId: id, allocations: split }))
  for (const closing of closings) closing.subscribe(({ state }) => { states.add(state) })
  await run(time, Promise.allSettled(closings))
  expect(closings.map(({ state, error }) => error?.code ?? state)).toEqual(sessions.map(() => 'closed'))
  expect(sessions.map(({ id }) => node.sessionLedger(id).closes.length)).toEqual(sessions.map(() => 1))
  expect([...states]).not.toContain('confirming')
})
