import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { browserTest } from '../browser/support/browserTest'
import { serveFolder, type StaticServer } from '../browser/support/staticServer'
import { assertFreshBuild } from '../package/support/freshBuild'
import { installExample, npm } from './support/installExample'

let server: StaticServer

beforeAll(async () => {
  assertFreshBuild()
  const folder = await installExample('wallets')
  await npm(folder, 'run', 'build')
  server = await serveFolder(join(folder, 'dist'))
  // The wallet libraries bring several hundred packages.
}, 600_000)

afterAll(() => server?.close())

browserTest.for(['viem', 'ethers', 'wagmi', 'AppKit', 'Magic'])('the recipe for %s logs in with its wallet and closes a session, with an empty console', async (name, { page }) => {
  await page.goto(server.url)
  await page.getByRole('navigation').getByRole('button', { name, exact: true }).click()
  await page.getByRole('button', { name: 'Connect the wallet' }).click()
  await page.getByRole('button', { name: 'Close the session' }).click()
  await expect.poll(() => page.getByRole('status').innerText()).toBe('closed')
})
