import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { openPlayground } from './support/playgroundPage'

const SCRIPT = fileURLToPath(new URL('../../scripts/play.mjs', import.meta.url))

/** Starts `npm run play` and returns the URLs that it prints. */
async function startPlay(): Promise<Readonly<Record<'page' | 'clearnode' | 'nitronode', string>>> {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await exited
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => { printed += chunk.toString() })
  const find = (label: string): string => new RegExp(`^${label}: +(\\S+)$`, 'm').exec(printed)?.[1] ?? ''
  await expect.poll(() => printed, { timeout: 30_000 }).toMatch(/^nitronode 1\.x: +\S+$/m)
  return { page: find('Playground'), clearnode: find('ClearNode 0\\.5'), nitronode: find('nitronode 1\\.x') }
}

test('npm run play serves both nodes over sockets, and the chosen node and its closed session survive a reload', async ({ page }) => {
  const { page: address, clearnode, nitronode } = await startPlay()
  expect(clearnode).not.toBe(nitronode)
  const { yours, close, confirm, onClearnode, onNitronode } = await openPlayground(page, address)
  const connection = page.locator('.connection')
  await expect.poll(() => connection.innerText()).toContain(`Connected · ClearNode 0.5 · ${clearnode}`)

  await onNitronode.click()
  await expect.poll(() => connection.innerText()).toContain(`Connected · nitronode 1.x · ${nitronode}`)
  await page.getByRole('button', { name: 'Lose the first answer' }).click()
  await yours.fill('1')
  await close.click()
  await confirm.click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  await page.getByText('Occurred so far: 1.').waitFor()
  await screenshot(page, 'served nitronode')

  await page.reload()
  await expect.poll(() => page.locator('[data-session] .badge').allInnerTexts()).toEqual(['open', 'closed'])
  expect(await page.locator('[data-session][aria-pressed="true"] .badge').innerText()).toBe('open')
  expect(await onNitronode.getAttribute('aria-pressed')).toBe('true')
  await page.getByText('Past closings').waitFor()
  await page.getByRole('button', { name: 'Use the node in this page' }).click()
  await expect.poll(() => connection.innerText()).toContain('nitronode 1.x · in this page')
  await onClearnode.click()
  await expect.poll(() => connection.innerText()).toContain('ClearNode 0.5 · in this page')
}, 120_000)
