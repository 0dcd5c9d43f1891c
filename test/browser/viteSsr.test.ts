import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { Wallet } from 'ethers'
import { build, type InlineConfig } from 'vite'
import { afterAll, beforeAll, expect } from 'vitest'
import { createEmbeddedClearnode, serveEmbeddedNode } from '../../src/testing'
import { assertFreshBuild } from '../package/support/freshBuild'
import { ROOT } from '../package/support/manifest'
import { browserTest as test } from './support/browserTest'
import { BOB } from './support/playgroundPage'
import { installEthereum } from './support/testWallet'

type RenderPage = (template: string, data: { url: string, sessionId: string }) => Promise<string>

const APP = join(ROOT, 'test/ssr/vite-app')
const wallet = new Wallet(`0x${'5a'.repeat(32)}`)
const node = createEmbeddedClearnode()

let folder: string
let template: string
let renderPage: RenderPage
let nodeUrl: string
let stopNode: () => Promise<void>

const createSession = (): string => node.createSession({
  application: 'my-app', participants: [wallet.address, BOB], weights: [100, 0], quorum: 100,
  allocations: [{ participant: wallet.address, asset: 'usdc', amount: '1' }],
}).id

/** The page finds the library by its own name, through the exports of the package. */
const configFor = (part: 'client' | 'server'): InlineConfig => ({
  root: APP,
  configFile: false,
  logLevel: 'error',
  plugins: [vue()],
  ssr: { noExternal: ['vue-nitrolite'] },
  build: { outDir: join(folder, part), emptyOutDir: true, minify: false, ...part === 'server' && { ssr: 'server.ts' } },
})

beforeAll(async () => {
  assertFreshBuild()
  // Inside the repository, where the built server finds Vue and Pinia.
  await mkdir(join(ROOT, '.cache'), { recursive: true })
  folder = await mkdtemp(join(ROOT, '.cache/vite-ssr-'))
  await Promise.all([build(configFor('client')), build(configFor('server'))])
  template = await readFile(join(folder, 'client/index.html'), 'utf8')
  const server = await import(pathToFileURL(join(folder, 'server/server.js')).href) as { renderPage: RenderPage }
  renderPage = server.renderPage
  const served = await serveEmbeddedNode(node)
  nodeUrl = served.url
  stopNode = served.close
})

afterAll(async () => {
  await stopNode()
  node.dispose()
  await rm(folder, { recursive: true })
})

/** Renders two pages while both requests wait for data. */
const renderTwo = (ids: readonly [string, string]): Promise<string[]> =>
  Promise.all(ids.map(sessionId => renderPage(template, { url: nodeUrl, sessionId })))

test('two requests that a server renders at the same time share no state', async () => {
  const ids = [createSession(), createSession()] as const
  const pages = await renderTwo(ids)
  expect(pages.map(html => ids.map(id => html.includes(`idle: ${id}`)))).toEqual([[true, false], [false, true]])
  expect(pages.map(html => ids.map(id => html.includes(id)))).toEqual([[true, false], [false, true]])
  expect(node.history()).toEqual([])
})

test('a page that a Vite server has rendered hydrates with an empty console, and closes its session', async ({ page, onTestFinished }) => {
  const id = createSession()
  const [html] = await renderTwo([id, createSession()])
  const server = createServer((request, response) => {
    if (request.url === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
      return
    }
    readFile(join(folder, 'client', request.url ?? '')).then(
      content => response.writeHead(200, { 'content-type': request.url?.endsWith('.css') ? 'text/css' : 'text/javascript' }).end(content),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => { server.closeAllConnections(); server.close() })

  await installEthereum(page, wallet)
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await page.getByText(`open: ${id}`).waitFor()
  await page.getByRole('button', { name: 'Connect your wallet' }).click()
  await page.getByRole('button', { name: 'Close application session' }).click()
  await page.getByRole('button', { name: 'Confirm and close' }).click()
  await page.getByText('Paid', { exact: true }).waitFor()
  expect(node.session(id)?.status).toBe('closed')
})
