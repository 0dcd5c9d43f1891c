import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Wallet } from 'ethers'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { createEmbeddedClearnode, serveEmbeddedNode, type EmbeddedClearnode } from '../../src/testing'
import { browserTest as test } from '../browser/support/browserTest'
import { BOB } from '../browser/support/playgroundPage'
import { installEthereum } from '../browser/support/testWallet'
import { assertFreshBuild } from '../package/support/freshBuild'
import { buildExample, developApp, packLibrary, serveApp, typeErrors, type BuiltApp, type NuxtServer, type NuxtVersion } from './support/nuxtApp'

/** `npm test` builds one version, and `npm run test:apps` both. */
const VERSIONS: readonly NuxtVersion[] = process.env['ALL_APPS'] ? ['Nuxt 4', 'Nuxt 3'] : ['Nuxt 4']

/** Where a development server serves the panel of Nuxt DevTools. */
const PANEL = '/__vue-nitrolite__/'

const wallet = new Wallet(`0x${'5a'.repeat(32)}`)
const apps = new Map<NuxtVersion, BuiltApp>()

/** The versions are built at the same time: each spends half of it waiting. */
beforeAll(async () => {
  assertFreshBuild()
  const folder = await mkdtemp(join(tmpdir(), 'nuxt-library-'))
  const tarball = await packLibrary(folder)
  await Promise.all(VERSIONS.map(async version => apps.set(version, await buildExample(tarball, version))))
  await rm(folder, { recursive: true })
})

afterAll(() => Promise.all([...apps.values()].map(app => app.remove())))

describe.each(VERSIONS)('%s', (version) => {
  let app: BuiltApp
  let server: NuxtServer
  let node: EmbeddedClearnode
  let nodeUrl: string
  let stopNode: () => Promise<void>

  const createSession = (): string => node.createSession({
    application: 'my-app',
    participants: [wallet.address, BOB],
    weights: [100, 0],
    quorum: 100,
    allocations: [{ participant: wallet.address, asset: 'usdc', amount: '1' }],
  }).id

  const htmlOf = async (path: string): Promise<string> => (await fetch(`${server.url}${path}`)).text()

  beforeAll(async () => {
    const built = apps.get(version)
    if (!built) throw new Error(`${version} was not built`)
    app = built
    node = createEmbeddedClearnode()
    const { url, close } = await serveEmbeddedNode(node)
    stopNode = close
    nodeUrl = url
    server = await serveApp(app, { NUXT_PUBLIC_NITROLITE_URL: nodeUrl })
  })

  afterAll(async () => {
    await server.close()
    await stopNode()
    node.dispose()
  })

  test(`the server of ${version} renders the session closer without connecting`, async () => {
    const id = createSession()
    const html = await htmlOf(`/?session=${id}`)
    expect(html).toContain('Node: idle')
    expect(html).toContain('data-state="loading"')
    expect(html).toContain(id)
    expect(node.history()).toEqual([])
    expect(server.errors()).toBe('')
  })

  test(`two requests at the same time to ${version} get a page of their own session each`, async () => {
    const ids = [createSession(), createSession()]
    const pages = await Promise.all(ids.map(id => htmlOf(`/?session=${id}`)))
    expect(pages.map(html => ids.map(id => html.includes(id)))).toEqual([[true, false], [false, true]])
  })

  test(`a page of ${version} hydrates with an empty console, connects, and closes a session exactly once`, async ({ page }) => {
    const id = createSession()
    const asked = await installEthereum(page, wallet)
    await page.goto(`${server.url}/?session=${id}`)
    await page.getByText('Node: open').waitFor()
    expect(asked, 'wallet requests before a click').toEqual([])

    await page.getByRole('button', { name: 'Connect your wallet' }).click()
    await page.getByText(`Wallet: ${wallet.address}`).waitFor()
    await page.getByLabel('Your allocation').fill('0.4')
    await page.getByRole('button', { name: 'Close application session' }).click()
    await page.getByRole('button', { name: 'Confirm and close' }).click()
    await page.getByText('Paid: 2 payouts').waitFor()

    expect(node.session(id)?.status).toBe('closed')
    expect([wallet.address, BOB].map(address => node.balances(address))).toEqual([
      [{ asset: 'usdc', amount: '0.4' }], [{ asset: 'usdc', amount: '0.6' }],
    ])
    expect(server.errors()).toBe('')
  })

  test(`the style sheet of the component styles the page of ${version}`, async ({ page }) => {
    await page.goto(`${server.url}/?session=${createSession()}`)
    const { display } = await page.locator('.nitrolite-closer').evaluate(closer => ({ display: getComputedStyle(closer).display }))
    expect(display).toBe('grid')
  })

  test(`the hook nitrolite:options of ${version} changes options that no configuration can hold`, async ({ page }) => {
    const id = createSession()
    await installEthereum(page, wallet)
    await page.goto(server.url)
    await page.getByRole('button', { name: 'Connect your wallet' }).click()
    await page.getByRole('button', { name: id }).click()
    await page.getByLabel('Your allocation').waitFor()
    const isRemembered = (storage: 'localStorage' | 'sessionStorage'): Promise<boolean> =>
      page.evaluate(([name, wanted]) => Object.values(window[name]).includes(wanted), [storage, id] as const)
    expect([await isRemembered('sessionStorage'), await isRemembered('localStorage')]).toEqual([true, false])
  })

  test(`the client bundle of ${version} contains the library, Vue and Pinia once`, async () => {
    const folder = join(app.folder, '.output/public/_nuxt')
    const files = (await readdir(folder)).filter(file => file.endsWith('.js'))
    const bundle = (await Promise.all(files.map(file => readFile(join(folder, file), 'utf8')))).join('\n')
    const countOf = (text: string): number => bundle.split(text).length - 1
    // Texts that stand once in each package.
    expect([countOf('vue-nitrolite context'), countOf('"data-v-app"'), countOf('$onAction')]).toEqual([1, 1, 1])
    // Texts of the panel in Nuxt DevTools.
    expect([countOf('vue-nitrolite offer to panel'), countOf('vue-nitrolite:panel')]).toEqual([0, 0])
    expect(await fetch(`${server.url}${PANEL}`).then(({ status }) => status)).toBe(404)
  })

  test(`the module prepares Vite in ${version}: one copy of each package, and no reload after the first request`, async () => {
    const { dedupe, include } = JSON.parse(await readFile(join(app.folder, 'vite.json'), 'utf8')) as { dedupe: string[], include: string[] }
    expect(dedupe).toEqual(expect.arrayContaining(['vue-nitrolite', 'pinia', 'vue']))
    expect(include).toEqual(expect.arrayContaining(['vue-nitrolite', 'vue-nitrolite/core', 'vue-nitrolite/browser']))
  })

  test(`the app, the options in its configuration and the sources of the module have the types of ${version}`, async () => {
    expect(await typeErrors(app)).toEqual([])
  })

  test(`a page of ${version} connects if environment variables name the application with a number, and switch autoConnect on with 1`, async ({ page }) => {
    const numbered = await serveApp(app, { NUXT_PUBLIC_NITROLITE_URL: nodeUrl, NUXT_PUBLIC_NITROLITE_APPLICATION: '2048', NUXT_PUBLIC_NITROLITE_AUTO_CONNECT: '1' })
    await page.goto(numbered.url)
    await page.getByText('Node: open').waitFor()
    await numbered.close()
  })

  test(`a page of ${version} says which option is missing if the server was started without the address of the node`, async ({ context }) => {
    const unset = await serveApp(app, {})
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    page.on('console', message => errors.push(message.text()))
    await page.goto(unset.url)
    await expect.poll(() => errors.join('\n')).toContain('NUXT_PUBLIC_NITROLITE_URL')
    await unset.close()
  })

  // The last test, because the development server changes what the type check reads. On a busy machine, it takes long to start.
  test(`Nuxt DevTools of ${version} has a tab whose panel shows the closing of an open page`, async ({ context, onTestFinished }) => {
    const development = await developApp(app, { NUXT_PUBLIC_NITROLITE_URL: nodeUrl })
    onTestFinished(development.close)
    context.setDefaultTimeout(120_000)
    const panel = await context.newPage()
    await panel.goto(`${development.url}${PANEL}`)
    await panel.getByText('No client yet').waitFor()

    const id = createSession()
    const page = await context.newPage()
    await installEthereum(page, wallet)
    await page.goto(`${development.url}/?session=${id}`)
    await page.getByText('Node: open').waitFor()
    await page.getByRole('button', { name: 'Connect your wallet' }).click()
    await page.getByLabel('Your allocation').fill('0.4')
    await page.getByRole('button', { name: 'Close application session' }).click()
    await page.getByRole('button', { name: 'Confirm and close' }).click()
    await page.getByText('Paid: 2 payouts').waitFor()

    await panel.getByRole('button', { name: `${id.slice(0, 6)}…${id.slice(-4)} closed` }).click()
    const paid = panel.locator('section', { hasText: 'Paid' }).last()
    await paid.getByText('0.4 usdc').waitFor()
    await panel.getByText('planned: close').waitFor()
    expect(await panel.locator('body').innerText()).not.toMatch(/[0-9a-f]{128}/i)

    await page.close()
    await panel.getByText('No client yet').waitFor()
    const tabs = JSON.parse(await readFile(join(app.folder, 'tabs.json'), 'utf8')) as unknown[]
    expect(tabs).toContainEqual(expect.objectContaining({ title: 'Nitrolite', view: { type: 'iframe', src: PANEL } }))
  }, 240_000)
})
