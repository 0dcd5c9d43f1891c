/**
 * `node --expose-gc bench/records.js` measures the time and memory to open a file journal of 10,000 records and to start a
 * client with it. Build the package first.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryJournal } from 'vue-nitrolite/core'
import { createFileJournal } from 'vue-nitrolite/node'
import { SPLIT, startWorld } from './world.js'

const RECORDS = 10_000

/** A record that a real closing wrote, moved to another node so that the measured client does not resume it. */
async function sampleRecord() {
  const inner = createMemoryJournal()
  let record = null
  const { client, createSession, settled, node } = startWorld([], {
    keep: { closings: { ...inner, create: (key, created) => { record = created; return inner.create(key, created) } } },
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
  const [heapBefore, started] = [heap(), performance.now()]
  const result = await work()
  const duration = performance.now() - started
  console.log(`${name.padEnd(44)}${duration.toFixed(0).padStart(8)} ms${(heap() - heapBefore).toFixed(1).padStart(8)} MB more`)
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
await timed('list its records', () => journal.list())
const { client, settled, node } = startWorld([], { keep: { closings: journal } })
await timed('connect a client that uses it', () => settled(client.connect()))
client.dispose()
node.dispose()
await journal.close()
await rm(folder, { recursive: true })
