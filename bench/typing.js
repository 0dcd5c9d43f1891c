/**
 * `node bench/typing.js [participants] [assets]` measures how long a keystroke in `<SessionCloser>` takes until the frame that
 * shows it is painted. Runs in a real Chromium, with the components built from the sources in production mode.
 * bench/README.md says what the figures contain.
 */
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { chromium as browsers } from 'playwright-core'
import { build, runnerImport } from 'vite'

const [participants = 50, assets = 5] = process.argv.slice(2).map(Number)
const KEYS = 200
const WARM_UP = 20
/** The keys that are pressed, again and again: each of them changes the amount. */
const TEXT = ['1', '2', '.', '5', '7', 'Backspace']
const root = fileURLToPath(new URL('..', import.meta.url))

const { output } = await build({
  configFile: false,
  root,
  logLevel: 'warn',
  plugins: [vue()],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    write: false,
    target: 'es2022',
    cssCodeSplit: false,
    lib: { entry: fileURLToPath(new URL('typingPage.js', import.meta.url)), formats: ['es'], fileName: 'page' },
    rolldownOptions: { external: ['ws', /^node:/], output: { codeSplitting: false } },
  },
}).then(result => Array.isArray(result) ? result[0] : result)
const script = output.find(({ type }) => type === 'chunk').code
const style = output.find(({ fileName }) => fileName.endsWith('.css')).source

const { module: { installChromium } } = await runnerImport(fileURLToPath(new URL('../test/browser/support/chromium.ts', import.meta.url)))
const { executablePath, env } = await installChromium()

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1).padStart(7)

/** Types into the first field and prints how long each keystroke took. */
async function measure(name, args, language) {
  const browser = await browsers.launch({ executablePath, env: { ...process.env, ...env }, args: ['--no-sandbox', ...args] })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.on('pageerror', error => { throw error })
  await page.route('http://localhost/', route => route.fulfill({ contentType: 'text/html', body: '<!doctype html><div id="app"></div>' }))
  await page.goto('http://localhost/')
  await page.addStyleTag({ content: style })
  await page.addScriptTag({ type: 'module', content: script })
  await page.waitForFunction(() => 'start' in globalThis)
  await page.evaluate(options => globalThis.start(options), { participants, assets, language })
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const taskSeconds = async () => (await session.send('Performance.getMetrics')).metrics.find(metric => metric.name === 'TaskDuration').value
  const field = page.locator('input').first()
  await field.fill('')
  const paints = []
  const updates = []
  const works = []
  const tasks = []
  // The first keystrokes only warm the page up.
  for (let key = -WARM_UP; key < KEYS; key += 1) {
    if ((key + WARM_UP) % TEXT.length === 0) await field.fill('')
    await page.evaluate(() => globalThis.forget())
    const before = await taskSeconds()
    await page.keyboard.press(TEXT[(key + WARM_UP) % TEXT.length])
    const { paint, update, wait } = await page.evaluate(() => globalThis.nextKeystroke())
    if (key < 0) continue
    tasks.push((await taskSeconds() - before) * 1000)
    paints.push(paint)
    updates.push(update)
    works.push(paint - wait)
  }
  const rows = [
    ['input until painted', paints], ['the same without waiting for a frame', works],
    ['input until the page is updated', updates], ['processor time of the main thread', tasks],
  ]
  for (const [what, times] of rows) {
    const sorted = times.toSorted((a, b) => a - b)
    console.log(`${name.padEnd(22)}${what.padEnd(38)}${at(sorted, 0.5)}${at(sorted, 0.95)}${at(sorted, 1)}`)
  }
  await browser.close()
}

console.log(`${participants} participants, ${assets} assets, ${KEYS} keystrokes; ms`)
const [load = 0] = loadavg()
console.log(`load average before the measurement: ${load.toFixed(1)}`)
console.log(`${''.padEnd(60)} median    p95    max`)
await measure('no frame limit', ['--disable-frame-rate-limit', '--disable-gpu-vsync'], null)
await measure('no frame limit, de', ['--disable-frame-rate-limit', '--disable-gpu-vsync'], 'de')
await measure('60 frames a second', [], null)
