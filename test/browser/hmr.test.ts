import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect } from 'vitest'
import { createEmbeddedClearnode, serveEmbeddedNode } from '../../src/testing'
import { gateCloses } from '../helpers/flow'
import { ALICE, APPLICATION, BOB } from '../helpers/people'
import { assertFreshBuild } from '../package/support/freshBuild'
import { ROOT } from '../package/support/manifest'
import { browserTest as test } from './support/browserTest'

const gate = gateCloses('checked')
const node = createEmbeddedClearnode({ latency: gate.latency })
let folder: string
let server: ViteDevServer
let nodeUrl: string
let stopNode: () => Promise<void>

beforeAll(async () => {
  assertFreshBuild()
  // Inside the repository, where the app finds the package by its own name, with Vue and Pinia.
  await mkdir(join(ROOT, '.cache'), { recursive: true })
  folder = await mkdtemp(join(ROOT, '.cache/hmr-'))
  await cp(join(ROOT, 'test/browser/hmrApp'), folder, { recursive: true })
  server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    cacheDir: join(folder, '.vite'),
    plugins: [vue()],
    server: { host: '127.0.0.1', port: 0, fs: { allow: [ROOT] }, watch: { usePolling: true, interval: 100 } },
    // As in an app that has installed the package.
    optimizeDeps: { include: ['vue', 'pinia', 'vue-nitrolite'] },
  })
  await server.listen()
  const served = await serveEmbeddedNode(node)
  nodeUrl = served.url
  stopNode = served.close
})

afterAll(async () => {
  await server.close()
  await stopNode()
  node.dispose()
  await rm(folder, { recursive: true, force: true })
})

/** Changes a file of the app as a developer would. */
async function edit(file: string, from: string, to: string): Promise<void> {
  const path = join(folder, file)
  const source = await readFile(path, 'utf8')
  expect(source).toContain(from)
  await writeFile(path, source.replace(from, to))
}

test('edits during a closing keep the page, its one connection, the store and the closing, which is then paid once', async ({ page }) => {
  const { id } = node.createSession({
    application: APPLICATION, participants: [ALICE, BOB], weights: [100, 0], quorum: 100,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  const connections: string[] = []
  const log: string[] = []
  page.on('websocket', (socket) => { if (socket.url().startsWith(nodeUrl)) connections.push(socket.url()) })
  page.on('console', (message) => { log.push(message.text()) })
  const edition = page.locator('#edition')
  const status = page.locator('#status')

  await page.goto(`${server.resolvedUrls?.local[0]}?${new URLSearchParams({ node: nodeUrl, session: id })}`)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByText('ready, submitting, 1 in the store').waitFor()
  await page.evaluate(() => { document.body.dataset['loaded'] = 'once' })
  const expectKept = async (): Promise<void> => {
    expect(await status.innerText()).toBe('ready, submitting, 1 in the store')
    expect(await page.evaluate(() => document.body.dataset['loaded'])).toBe('once')
    expect(connections).toHaveLength(1)
  }

  await edit('App.vue', 'template 1', 'template 2')
  await expect.poll(() => edition.innerText()).toBe('template 2, script 1, title 1, opened 1')
  await expectKept()

  await edit('App.vue', "'script 1'", "'script 2'")
  await expect.poll(() => edition.innerText()).toBe('template 2, script 2, title 1, opened 1')
  await expectKept()

  await edit('settings.ts', 'title 1', 'title 2')
  await expect.poll(() => edition.innerText()).toBe('template 2, script 2, title 2, opened 1')
  await expectKept()

  await edit('nitrolite.ts', 'autoConnect: true,', 'autoConnect: true,\n  timeouts: { close: 60_000 },')
  await expect.poll(() => log.some(line => line.includes('hot updated: /nitrolite.ts'))).toBe(true)
  await expectKept()
  // The component still finds the plugin of the app.
  await edit('App.vue', "'script 2'", "'script 3'")
  await expect.poll(() => edition.innerText()).toBe('template 2, script 3, title 2, opened 1')
  await expectKept()

  gate.open()
  await page.getByText('ready, closed, 1 in the store').waitFor()
  expect(connections).toHaveLength(1)
  expect(node.history().filter(({ method }) => method === 'close_app_session')).toHaveLength(1)
})
