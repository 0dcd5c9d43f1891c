/**
 * `node bench/overhead.js` measures how much time the journal takes of a closing without faults, and how many requests a
 * closing sends. Build the package first.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryJournal } from 'vue-nitrolite/core'
import { createFileJournal } from 'vue-nitrolite/node'
import { SPLIT, startWorld } from './world.js'

const CLOSINGS = 300

const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

async function measure(name, journal) {
  const { client, createSession, node } = startWorld([], { keep: { closings: journal } }, { isRealTime: true })
  await client.connect()
  const [writes, totals, requests] = [[], [], []]
  let sent = 0
  client.on('frame', ({ direction }) => { if (direction === 'sent') sent += 1 })
  for (const call of ['create', 'replace', 'remove']) {
    const original = journal[call]
    journal[call] = async (...args) => {
      const started = performance.now()
      const result = await original.apply(journal, args)
      writes.push(performance.now() - started)
      return result
    }
  }
  for (let number = 0; number < CLOSINGS; number++) {
    const sessionId = createSession()
    const [started, sentBefore] = [performance.now(), sent]
    await client.close({ sessionId, allocations: SPLIT })
    totals.push(performance.now() - started)
    requests.push(sent - sentBefore)
  }
  const perClosing = writes.reduce((sum, duration) => sum + duration, 0) / CLOSINGS
  console.log(`${name.padEnd(18)} median ${median(totals).toFixed(2)} ms per closing; on average the journal takes ${perClosing.toFixed(2)} ms of it for`
    + ` ${writes.length / CLOSINGS} writes; median ${median(requests)} requests`)
  client.dispose()
  node.dispose()
}

await measure('journal in memory', { ...createMemoryJournal() })
const folder = await mkdtemp(join(tmpdir(), 'bench-'))
const journal = await createFileJournal({ folder })
await measure('journal in files', { ...journal, isDurable: true })
await journal.close()
await rm(folder, { recursive: true })
