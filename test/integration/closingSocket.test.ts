import { expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient } from '../../src/core'
import type { JournalRecord } from '../../src/core/journal/journal'
import { createEmbeddedClearnode, createVirtualTime } from '../../src/testing'
import { ALICE, BOB, run } from '../helpers/nitronodeFlow'

/** Alice on a ClearNode. Her first socket begins to close when the first record is written, and reports its end only with `drop()`. */
async function setUp() {
  const time = createVirtualTime(1_800_000_000_000)
  const node = createEmbeddedClearnode({ clock: time.now, timers: time })
  const { id } = node.createSession({
    participants: [ALICE.address, BOB.address], weights: [100, 0], quorum: 100, application: 'test-app',
    allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1' }],
  })
  const sockets: ClosingSocket[] = []
  class ClosingSocket extends node.WebSocket {
    isClosing = false
    constructor(url: string) {
      super(url)
      sockets.push(this)
    }

    override get readyState() { return this.isClosing ? 2 : super.readyState }
  }
  const journal = createMemoryJournal()
  /** The ids of all attempts that were ever written. */
  const written = new Set<number>()
  const note = (record: JournalRecord): void => { for (const { attempt } of record.attempts) written.add(attempt.requestId) }
  const noting: typeof journal = {
    ...journal,
    create(key, record) {
      note(record)
      for (const socket of sockets.slice(0, 1)) socket.isClosing = true
      return journal.create(key, record)
    },
    replace(key, record, revision) {
      note(record)
      return journal.replace(key, record, revision)
    },
  }
  const client = createNitroliteClient({
    url: 'ws://clearnode.test', application: 'test-app', WebSocket: ClosingSocket as never, timers: time, signer: ALICE, journal: noting,
  })
  await run(time, client.connect())
  const split = [{ participant: ALICE.address, asset: 'usdc', amount: '0.4' }, { participant: BOB.address, asset: 'usdc', amount: '0.6' }]
  return {
    time, node, id, written, journal,
    close: (signal?: AbortSignal) => client.close({ sessionId: id, allocations: split, ...signal && { signal } }),
    drop() { for (const socket of sockets.slice(0, 1)) socket.close() },
  }
}

it('a closing whose socket begins to close before the first attempt leaves is signed again only over the next socket, and is paid once', async () => {
  const { time, node, id, written, close, drop } = await setUp()
  const closed = close()
  await time.advance(10_000)
  expect([closed.state, written.size]).toEqual(['submitting', 1])
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
