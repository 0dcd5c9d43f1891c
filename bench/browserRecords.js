/**
 * `node bench/browserRecords.js` measures how long a page takes to start, and how much memory it needs, with a database of
 * 10,000 open closings on another node and 10,000 ended closings. Runs in a real Chromium. Build the package first.
 */
import chromium from '@sparticuz/chromium'
import { build } from 'esbuild'
import { chromium as browsers } from 'playwright-core'

const page = `
import { createBrowserPersistence } from 'vue-nitrolite/browser'
import { createMemoryJournal } from 'vue-nitrolite/core'
import { SPLIT, startWorld } from './bench/world.js'

const RECORDS = 10_000
const sessionOf = number => '0x' + number.toString(16).padStart(64, '0')
const keep = createBrowserPersistence({ name: 'bench' })

globalThis.fill = async () => {
  // A real closing provides the record and the history entry that are copied below.
  const inner = createMemoryJournal()
  let record = null
  const { client, createSession, settled } = startWorld([], {
    keep: { closings: { ...inner, create: (key, created) => { record = created; return inner.create(key, created) } } },
  })
  await settled(client.connect())
  await settled(client.close({ sessionId: createSession(), allocations: SPLIT }))
  const [entry] = await client.closings.history()
  client.dispose()
  for (let number = 1; number <= RECORDS; number++) {
    const sessionId = sessionOf(number)
    await keep.closings.create('wss://other.example/#' + sessionId, { ...record, node: 'wss://other.example/', closingId: String(number), sessionId })
    await keep.history.put({ ...entry, closingId: String(number), endedAt: number })
  }
}

globalThis.measure = async () => {
  const durations = []
  const timed = async (name, work) => {
    const started = performance.now()
    await work()
    durations.push([name, Math.round(performance.now() - started)])
  }
  const { client, settled } = startWorld([], { keep })
  await timed('connect with 10,000 records', () => settled(client.connect()))
  await timed('read the latest 100 history entries', () => client.closings.history({ node: undefined }))
  await timed('search the whole history', () => client.closings.history({ text: 'nowhere to be found' }))
  client.dispose()
  return durations
}
`
const { outputFiles: [bundle] } = await build({
  stdin: { contents: page, resolveDir: '.', loader: 'js' }, bundle: true, format: 'esm', write: false, target: 'es2022',
  external: ['ws', 'node:*'],
})

const browser = await browsers.launch({ executablePath: await chromium.executablePath(), args: chromium.args })
const context = await browser.newContext()
await context.route('http://localhost/', route => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
const open = async () => {
  const tab = await context.newPage()
  await tab.goto('http://localhost/')
  await tab.addScriptTag({ type: 'module', content: bundle.text })
  await tab.waitForFunction(() => 'measure' in globalThis)
  return tab
}
const filling = await open()
await filling.evaluate(() => globalThis.fill())
await filling.close()

const tab = await open()
const session = await context.newCDPSession(tab)
const heap = async () => {
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6
}
const before = await heap()
for (const [name, duration] of await tab.evaluate(() => globalThis.measure())) {
  console.log(`${name.padEnd(36)}${String(duration).padStart(6)} ms`)
}
console.log(`${'memory still used afterwards'.padEnd(36)}${((await heap()) - before).toFixed(1).padStart(6)} MB`)
await browser.close()
