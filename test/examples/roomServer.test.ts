import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { players, server } from '../../examples/room-server/server/people.js'
import { browserTest } from '../browser/support/browserTest'
import { assertFreshBuild } from '../package/support/freshBuild'
import { installExample, npm } from './support/installExample'
import { startExample, type StartedExample } from './support/startedExample'

let example: StartedExample

beforeAll(async () => {
  assertFreshBuild()
  const folder = await installExample('room-server')
  await npm(folder, 'run', 'build')
  example = await startExample(folder, 'server/start.js')
})

afterAll(async () => {
  expect(await example?.stop()).toBe(0)
})

const [alice, bob, carol] = players.map(({ address }) => address)

/** What the node has paid to whom for the session that the page shows, by its ledger. */
async function ledgerOf(page: Page): Promise<Record<string, string>> {
  const source = await page.locator('iframe').first().getAttribute('src')
  const sessionId = new URL(source ?? '', page.url()).searchParams.get('session')
  const response = await fetch(new URL('/api/ledger', page.url()), { method: 'POST', body: JSON.stringify({ sessionId }) })
  const { payouts } = await response.json() as { payouts: { participant: string, amount: string }[] }
  // A second payment to somebody would be a second row.
  expect(new Set(payouts.map(({ participant }) => participant)).size).toBe(payouts.length)
  return Object.fromEntries(payouts.map(({ participant, amount }) => [participant, amount]))
}

/** Plays a game to its end: the server proposes, and each player approves in a page of their own. */
async function play(page: Page, winner: string): Promise<void> {
  await page.getByRole('button', { name: 'New game' }).click()
  await page.getByLabel('The winner').selectOption(winner)
  await page.getByRole('button', { name: 'End the game' }).click()
  for (const { name } of players) {
    await page.frameLocator(`iframe[title=${name}]`).locator('[data-state=review]').getByRole('button', { name: 'Approve' }).click()
  }
  await page.locator('[data-part=ledger] li').first().waitFor()
}

browserTest('the room server pays the winner once three players have approved in their browsers', async ({ page }) => {
  await page.goto(example.url)
  await play(page, bob ?? '')
  expect(await ledgerOf(page)).toEqual({ [server.address]: '0', [alice ?? '']: '0', [bob ?? '']: '30', [carol ?? '']: '0' })
  expect(await page.locator('[data-part=ledger]').innerText()).toContain('Bob received 30 usdc')
})

browserTest('the room server shares by rank, and refuses another result for a game that has ended', async ({ page }) => {
  await page.goto(example.url)
  await play(page, '')
  const shares = { [server.address]: '0', [alice ?? '']: '15', [bob ?? '']: '10', [carol ?? '']: '5' }
  expect(await ledgerOf(page)).toEqual(shares)
  await page.getByLabel('The winner').selectOption(carol ?? '')
  const refused = page.waitForResponse('**/api/end')
  // The browser writes refused requests to the console, which fails a test. So the page is asked in another way.
  await page.route('**/api/end', async (route) => {
    const answer = await route.fetch()
    expect(answer.status()).toBe(400)
    await route.fulfill({ status: 200, json: await answer.json() })
  })
  await page.getByRole('button', { name: 'End the game' }).click()
  expect(await (await refused).json()).toMatchObject({ code: 'ROOM_RESULT_CONFLICT' })
  expect(await ledgerOf(page)).toEqual(shares)
})

browserTest('the room server closes a batch, and shows its progress in the page and in the terminal', async ({ page }) => {
  await page.goto(example.url)
  await page.getByRole('button', { name: 'Close 50 games at once' }).click()
  // A busy machine closes a few games a second.
  await page.locator('[data-part=progress]').filter({ hasText: '50 done, 0 failed, 0 unknown, 0 left' }).waitFor({ timeout: 50_000 })
  await expect.poll(() => example.printed()).toMatch(/\[#+\] 50 done, 0 failed, 0 unknown, 0 left/)
})
