/** `node --expose-gc bench/records.js`: memory and start-up with a journal of 10,000 records. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryJournal } from 'vue-nitrolite/core'
import { createFileJournal } from 'vue-nitrolite/node'
import { SPLIT, startWorld } from './world.js'

const RECORDS = 10_000

/** A record as a closing writes it, of another node, so that nobody goes on with it. */
async function sampleRecord() {
  const inner = createMemoryJournal()
  let record = null
  const { client, createSession, settled, node } = startWorld([], {
    journal: { ...inner, create: (key, each) => { record = each; return inner.create(key, each) } },
  })
  await settled(client.connect())
  await settled(client.close({ sessionId: createSession(), allocations: SPLIT }))
  client.dispose()
  node.dispose()
  return { ...record, node: 'wss://other.example/' }
}

const heap = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1e6
}

async function timed(name, work) {
  const [before, begun] = [heap(), performance.now()]
  const result = await work()
  const took = performance.now() - begun
  console.log(`${name.padEnd(44)}${took.toFixed(0).padStart(8)} ms${(heap() - before).toFixed(1).padStart(8)} MB more`)
  return result
}

const record = await sampleRecord()
const sessionOf = number => `0x${number.toString(16).padStart(64, '0')}`
const folder = await mkdtemp(join(tmpdir(), 'bench-'))
const filled = await createFileJournal({ folder })
for (let number = 1; number <= RECORDS; number++) {
  const sessionId = sessionOf(number)
  await filled.create(`wss://other.example/#${sessionId}`, { ...record, closingId: String(number), sessionId })
}
await filled.close()

const journal = await timed('file journal with 10,000 records: open', () => createFileJournal({ folder }))
await timed('list it', () => journal.list())
const { client, settled, node } = startWorld([], { journal })
await timed('connect a client with it', () => settled(client.connect()))
client.dispose()
node.dispose()
await journal.close()
await rm(folder, { recursive: true })
