import { Wallet } from 'ethers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type Allocation } from '../../src/core'
import { createEmbeddedClearnode, createVirtualTime, type FaultSchedule } from '../../src/testing'
import { createDistantSocket, ROUND_TRIP } from '../helpers/distantSocket'
import { ALICE, ALICE_KEY, APPLICATION, BOB, recordSocket, seedSession, split } from '../helpers/flow'

const CAROL = new Wallet(`0x${'3'.repeat(64)}`).address
const HOUR = 3_600_000

/** Another client of Alice has withdrawn some of the session's funds before. */
const WITHDRAWAL: FaultSchedule['faults'][number] = { kind: 'withdraw-by-others', at: { after: 1 }, to: 0, amount: '0.4' }

/** A client that is connected to a distant ClearNode for a while. Closes a session, and tells what that took. */
async function closeWarm(allocations: Allocation[], { seesSession = true, withdrawn = false, forThree = false } = {}) {
  const time = createVirtualTime()
  const node = createEmbeddedClearnode({ clock: time.now, timers: time })
  const sessionId = seedSession(node, forThree ? { participants: [ALICE, BOB, CAROL], weights: [100, 0, 0] } : {})
  if (withdrawn) node.faults.add(WITHDRAWAL)
  await time.advance(1_000)
  const { WebSocket, sent } = recordSocket(node)
  const client = createNitroliteClient({
    url: 'ws://distant-clearnode.test', application: APPLICATION, signer: ALICE_KEY, timers: time, journal: createMemoryJournal(),
    WebSocket: createDistantSocket(WebSocket, time),
  })
  onTestFinished(() => {
    client.dispose()
    node.dispose()
  })
  client.connect().catch(() => {})
  await time.runUntil(() => client.status === 'ready', HOUR)
  if (seesSession) client.sessions.get(sessionId).catch(() => {})
  await time.advance(10_000)
  sent.length = 0
  const startedAt = time.elapsed()
  const closing = client.close({ sessionId, allocations })
  closing.then(() => {}, () => {})
  await time.runUntil(() => closing.receipt !== null, HOUR)
  const roundTrips = Math.round((time.elapsed() - startedAt) / ROUND_TRIP)
  return { result: closing.receipt?.result, roundTrips, methods: sent.map(({ method }) => method) }
}

const LEDGER = 'get_ledger_transactions'
const LISTS = ['get_app_sessions', 'get_app_sessions']
const FIRST_READING = ['get_config', 'get_assets', 'get_app_sessions', 'get_app_definition', LEDGER]
const CLOSE = ['close_app_session', LEDGER]
const FOR_TWO = split([ALICE, '0.7'], [BOB, '0.3'])
const FOR_TWO_AFTER_WITHDRAWAL = split([ALICE, '0.3'], [BOB, '0.3'])

describe('round trips of a close on a warm ClearNode connection', () => {
  it.each<[session: string, trips: number, messages: string[], ...Parameters<typeof closeWarm>]>([
    ['that the client has read', 2, [LEDGER, ...CLOSE], FOR_TWO],
    ['that the client has read, with a row for one participant', 2, [LEDGER, 'get_ledger_entries', ...CLOSE], split([ALICE, '1'])],
    ['that the client has read, after a withdrawal', 3, [LEDGER, ...LISTS, ...CLOSE], FOR_TWO_AFTER_WITHDRAWAL, { withdrawn: true }],
    ['that the client has never read, with the first reading of the assets', 2, [...FIRST_READING, ...CLOSE], FOR_TWO, { seesSession: false }],
    ['that the client has never read, after a withdrawal, with the first reading of the assets', 2,
      [...FIRST_READING, ...CLOSE], FOR_TWO_AFTER_WITHDRAWAL, { seesSession: false, withdrawn: true }],
    ['of three participants that the client has read, with rows for two of them', 2, [LEDGER, 'get_ledger_entries', ...CLOSE], FOR_TWO, { forThree: true }],
    ['of three participants that the client has read, with rows for two of them, after a withdrawal', 3,
      [LEDGER, 'get_ledger_entries', ...LISTS, 'get_app_sessions', ...CLOSE], FOR_TWO_AFTER_WITHDRAWAL, { forThree: true, withdrawn: true }],
    ['of three participants that the client has never read, with rows for two of them', 3,
      [...FIRST_READING, LEDGER, 'get_ledger_entries', ...CLOSE], FOR_TWO, { forThree: true, seesSession: false }],
    ['of three participants that the client has never read, with rows for two of them, after a withdrawal', 3,
      [...FIRST_READING, LEDGER, 'get_ledger_entries', ...CLOSE], FOR_TWO_AFTER_WITHDRAWAL, { forThree: true, seesSession: false, withdrawn: true }],
  ])('a close of a session %s takes %i round trips', async (_, trips, messages, allocations, options) => {
    const { result, roundTrips, methods } = await closeWarm(allocations, options)
    expect(result).toBe('closed')
    expect(roundTrips).toBe(trips)
    expect(methods).toEqual(messages)
  })
})
