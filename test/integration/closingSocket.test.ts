import { beforeAll, expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient } from '../../src/core'
import type { JournalRecord } from '../../src/core/journal/journal'
import { createEmbeddedClearnode, createVirtualTime } from '../../src/testing'
import { loadNitronode } from '../helpers/loadNitronode'
import { ALICE, BOB, Person, run, setUp as setUpNitronode } from '../helpers/nitronodeFlow'

beforeAll(loadNitronode)

type SocketClass = ReturnType<typeof createEmbeddedClearnode>['WebSocket']

/** A class whose first socket can begin to close, and then reports its end only with `drop()`. */
function createClosingSockets(Base: SocketClass) {
  const sockets: ClosingSocket[] = []
  class ClosingSocket extends Base {
    isClosing = false
    constructor(url: string) {
      super(url)
      sockets.push(this)
    }

    override get readyState() { return this.isClosing ? 2 : super.readyState }
  }
  return {
    WebSocket: ClosingSocket as never,
    beginToClose() { for (const socket of sockets.slice(0, 1)) socket.isClosing = true },
    drop() { for (const socket of sockets.slice(0, 1)) socket.close() },
  }
}

/** A journal that calls back before the first record is written, and notes the ids of all attempts that were ever written. */
function createNotingJournal(onFirst: () => void) {
  const journal = createMemoryJournal()
  const written = new Set<number>()
  const note = (record: JournalRecord): void => { for (const { attempt } of record.attempts) written.add(attempt.requestId) }
  const noting: typeof journal = {
    ...journal,
    create(key, record) {
      onFirst()
      note(record)
      return journal.create(key, record)
    },
    replace(key, record, revision) {
      note(record)
      return journal.replace(key, record, revision)
    },
  }
  return { journal: noting, written }
}

/** Alice on a ClearNode. Her socket begins to close while the first record is written. */
async function setUp() {
  const time = createVirtualTime(1_800_000_000_000)
  const node = createEmbeddedClearnode({ clock: time.now, timers: time })
  const { id } = node.createSession({
    participants: [ALICE.address, BOB.address], weights: [100, 0], quorum: 100, application: 'test-app',
    allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1' }],
  })
  const { WebSocket, beginToClose, drop } = createClosingSockets(node.WebSocket)
  const { journal, written } = createNotingJournal(beginToClose)
  const client = createNitroliteClient({ url: 'ws://clearnode.test', application: 'test-app', WebSocket, timers: time, signer: ALICE, journal })
  await run(time, client.connect())
  const allocations = [{ participant: ALICE.address, asset: 'usdc', amount: '0.4' }, { participant: BOB.address, asset: 'usdc', amount: '0.6' }]
  return { time, node, id, written, journal, drop, close: (signal?: AbortSignal) => client.close({ sessionId: id, allocations, ...signal && { signal } }) }
}

it('a closing whose socket begins to close before the first attempt leaves is signed again only over the next socket, and is paid once', async () => {
  const { time, node, id, written, close, drop } = await setUp()
  const closed = close()
  await time.advance(10_000)
  expect([closed.state, written.size]).toEqual(['signing', 1])
  drop()
  expect((await run(time, closed)).result).toBe('closed')
  expect([written.size, node.sessionLedger(id).closes.length]).toEqual([2, 1])
})

it('a closing whose first attempt reached no socket can be cancelled while it waits for the next one, and leaves no record', async () => {
  const { time, node, id, journal, close, drop } = await setUp()
  const closed = close()
  await time.advance(5_000)
  expect(closed.cancel()).toBe(true)
  await time.advance(5_000)
  expect([closed.state, await journal.list()]).toEqual(['cancelled', []])
  drop()
  await time.advance(60_000)
  expect([node.session(id)?.status, node.sessionLedger(id).closes.length]).toEqual(['open', 0])
})

it('the signal of a caller cancels a closing whose first attempt reached no socket', async () => {
  const { time, node, id, close } = await setUp()
  const caller = new AbortController()
  const closed = close(caller.signal)
  await time.advance(5_000)
  caller.abort()
  await time.advance(5_000)
  expect([closed.state, node.session(id)?.status]).toEqual(['cancelled', 'open'])
})

it('a wallet on nitronode that signs every step itself is asked once for a step whose first attempt reached no socket', async () => {
  const person = new Person()
  const { time, node, id, make, split, released } = setUpNitronode()
  const { WebSocket, beginToClose, drop } = createClosingSockets(node.WebSocket)
  const { journal, written } = createNotingJournal(beginToClose)
  const client = make({ WebSocket, journal, signer: person, sessionKey: { use: 'never' } })
  await run(time, client.connect())
  const closed = client.close({ sessionId: id, allocations: split('0.4', '0.6') })
  await time.advance(10_000)
  expect([closed.state, written.size, person.asked.length]).toEqual(['signing', 1, 1])
  drop()
  expect((await run(time, closed)).result).toBe('closed')
  // One signature for the new split, and one for the close.
  expect([person.asked.length, released().map(([, amount]) => amount).sort()]).toEqual([2, ['0.4', '0.6']])
})
