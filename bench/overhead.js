/** `node bench/overhead.js`: what the journal and the check of the payout cost a closing that goes well. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryJournal } from 'vue-nitrolite/core'
import { createFileJournal } from 'vue-nitrolite/node'
import { SPLIT, startWorld } from './world.js'

const CLOSINGS = 300

const median = numbers => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)]

async function measure(name, journal) {
  const { client, createSession, node } = startWorld([], { journal }, { isReal: true })
  await client.connect()
  const [writes, totals, requests] = [[], [], []]
  let sent = 0
  client.on('frame', ({ direction }) => { if (direction === 'sent') sent += 1 })
  for (const call of ['create', 'replace', 'remove']) {
    const original = journal[call]
    journal[call] = async (...args) => {
      const begun = performance.now()
      const result = await original.apply(journal, args)
      writes.push(performance.now() - begun)
      return result
    }
  }
  for (let number = 0; number < CLOSINGS; number++) {
    const sessionId = createSession()
    const [begun, before] = [performance.now(), sent]
    await client.close({ sessionId, allocations: SPLIT })
    totals.push(performance.now() - begun)
    requests.push(sent - before)
  }
  const perClosing = writes.reduce((sum, each) => sum + each, 0) / CLOSINGS
  console.log(`${name.padEnd(18)} median of a closing ${median(totals).toFixed(2)} ms, of which the journal ${perClosing.toFixed(2)} ms in`
    + ` ${writes.length / CLOSINGS} writes; ${median(requests)} requests`)
  client.dispose()
  node.dispose()
}

await measure('journal in memory', { ...createMemoryJournal() })
const folder = await mkdtemp(join(tmpdir(), 'bench-'))
const journal = await createFileJournal({ folder })
await measure('journal in files', { ...journal, isDurable: true })
await journal.close()
await rm(folder, { recursive: true })
