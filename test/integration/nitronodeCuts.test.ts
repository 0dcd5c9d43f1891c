import { beforeAll, expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type ClosingState } from '../../src/core'
import { createEmbeddedNitronode, createVirtualTime, judge, type EmbeddedNitronode } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, split } from '../helpers/people'
import { loadNitronode } from '../helpers/loadNitronode'
import { startManySessions } from '../helpers/manyClosings'

beforeAll(loadNitronode)

/** A socket that closes as soon as the answer to the given submission has arrived. */
function createFragileSocket(node: EmbeddedNitronode, submission: number) {
  let answers = 0
  return class extends node.WebSocket {
    constructor(url: string) {
      super(url)
      this.addEventListener('message', (event) => {
        if (!String((event as MessageEvent).data).includes('submit_app_state')) return
        answers += 1
        if (answers === submission) this.close()
      })
    }
  }
}

it.each([1, 2])('a closing on nitronode is finished and pays once when the socket closes right after the answer to submission %i', async (submission) => {
  const time = createVirtualTime(1_800_000_000_000)
  const node = createEmbeddedNitronode({ clock: time.now, timers: time })
  const { id } = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  const client = createNitroliteClient({
    url: `ws://fragile-${submission}.test`, application: APPLICATION, signer: ALICE_KEY, timers: time, journal: createMemoryJournal(),
    WebSocket: createFragileSocket(node, submission) as never,
  })
  client.connect().catch(() => {})
  await time.runUntil(() => client.status === 'ready', 60_000)
  const closing = client.close({ sessionId: id, allocations: split([ALICE, '0.7'], [BOB, '0.3']) })
  const states: ClosingState[] = []
  closing.subscribe(({ state }) => { states.push(state) })
  closing.then(() => {}, () => {})
  await time.runUntil(() => closing.receipt !== null || closing.error !== null && closing.state === 'failed', 600_000)
  expect([closing.state, closing.receipt?.result]).toEqual(['closed', 'closed'])
  expect(states).toContain('confirming')
  expect(node.updates()).toHaveLength(2)
  expect(node.releases().map(({ participant, amount }) => [participant, amount]).sort()).toEqual(
    [[ALICE.toLowerCase(), '0.7'], [BOB.toLowerCase(), '0.3']].sort())
  client.dispose()
})

it('the second submission does not go over a socket that has fallen silent before the answer to the first', async () => {
  const time = createVirtualTime(1_800_000_000_000)
  const node = createEmbeddedNitronode({
    clock: time.now, timers: time,
    faults: { faults: [{ kind: 'half-open', at: { moment: 'answered', method: 'app_sessions.v1.submit_app_state' } }] },
  })
  const { id } = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  const client = createNitroliteClient({
    url: 'ws://silent.test', application: APPLICATION, signer: ALICE_KEY, timers: time, journal: createMemoryJournal(), WebSocket: node.WebSocket,
  })
  client.connect().catch(() => {})
  await time.runUntil(() => client.status === 'ready', 60_000)
  const closing = client.close({ sessionId: id, allocations: split([ALICE, '0.7'], [BOB, '0.3']) })
  closing.then(() => {}, () => {})
  await time.runUntil(() => closing.receipt !== null, 600_000)
  expect(closing.receipt?.result).toBe('closed')
  expect(closing.log().filter(({ type, name }) => type === 'action' && name === 'send')).toHaveLength(2)
  expect(node.updates()).toHaveLength(2)
  client.dispose()
})

it('closings on a connection that is cut every five seconds end: none stays between its two submissions', async () => {
  const { node, time, connect, ids } = await startManySessions('nitronode', 120, point => point === 'checked' ? 50 : undefined)
  const client = await connect()
  node.faults.add({ kind: 'flapping', at: { after: 1_000 }, ms: 3_600_000, uptime: 5_000 })
  const closings = ids.map(sessionId => client.close({ sessionId, allocations: split([ALICE, '0.7'], [BOB, '0.3']) }))
  for (const closing of closings) closing.then(() => {}, () => {})
  await time.runUntil(() => closings.every(({ receipt, state }) => receipt !== null || state === 'failed'), 200_000)
  const endings = new Set(closings.map(({ receipt, error }) => receipt?.result ?? error?.code))
  // A closing gives up if it has sent nothing within `recovery.patience`.
  expect(endings).toEqual(new Set(['closed', 'NOT_CONNECTED']))
  for (const { sessionId, receipt } of closings) {
    const { closes, isOverpaid, status } = judge(node, sessionId)
    expect([closes, isOverpaid, status]).toEqual(receipt ? [1, false, 'closed'] : [0, false, 'open'])
  }
})
