import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { players, server } from '../../examples/room-server/server/people.js'
import { needsPlayers, scenarios, type Scenario } from '../../examples/room-server/server/scenarios.js'
import { scenarios as otherScenarios } from '../../examples/scenarios/scenarios.js'
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

type Amounts = Readonly<Record<string, string>>

const addresses = [server, ...players].map(({ address }) => address)
const amountsOf = (amounts: readonly string[]): Amounts => Object.fromEntries(addresses.map((address, index) => [address, amounts[index] ?? '']))

/** What the server, Alice, Bob and Carol receive. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'Payment completed': ['30', '0', '0', '0'],
  'Game completed': ['0', '0', '30', '0'],
  'Partial service': ['21', '3', '3', '3'],
  'Cancellation': ['0', '10', '10', '10'],
  'Dispute': ['0', '15', '7.5', '7.5'],
}

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(new URL(path, example.url), { method: 'POST', body: JSON.stringify(body) })

/** What the node has paid to whom, by its ledger. */
async function ledgerOf(sessionId: string): Promise<Amounts> {
  const { payouts } = await (await post('/api/ledger', { sessionId })).json() as { payouts: { participant: string, amount: string }[] }
  // A second payment to somebody would be a second row.
  expect(new Set(payouts.map(({ participant }) => participant)).size).toBe(payouts.length)
  return Object.fromEntries(payouts.map(({ participant, amount }) => [participant, amount]))
}

async function shownSession(page: Page): Promise<string> {
  const source = await page.locator('iframe').first().getAttribute('src')
  return new URL(source ?? '', page.url()).searchParams.get('session') ?? ''
}

/** Plays a scenario to its end. Where the players sign, the server proposes, and each of them approves in a page of their own. */
async function play(page: Page, { name, weights }: Scenario): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name }).click()
  const framesOf = (selector: string) => players.map(player => page.frameLocator(`iframe[title=${player.name}]`).locator(selector))
  // Otherwise a frame that is loaded late would only see the end.
  if (!needsPlayers({ weights })) for (const frame of framesOf('[data-state=readonly]')) await frame.waitFor()
  await page.getByRole('button', { name: 'End the game' }).click()
  if (needsPlayers({ weights })) for (const frame of framesOf('[data-state=review]')) await frame.getByRole('button', { name: 'Approve' }).click()
  await page.locator('[data-part=ledger] li').first().waitFor()
}

test('the room server has the five scenarios of the other examples, in the same order', () => {
  expect(scenarios.map(({ name }) => name)).toEqual(otherScenarios.map(({ name }) => name))
})

browserTest.for(scenarios)('the room server pays as its three players see it: $name', async (scenario, { page }) => {
  await page.goto(example.url)
  await play(page, scenario)
  const amounts = expected[scenario.name] ?? []
  expect(await ledgerOf(await shownSession(page))).toEqual(amountsOf(amounts))
  const lines = [server, ...players].map(({ name }, index) => `${name} received ${amounts[index]} usdc`)
  expect((await page.locator('[data-part=ledger] li').allInnerTexts()).sort()).toEqual(lines.sort())
  for (const [index, { name }] of players.entries()) {
    const result = page.frameLocator(`iframe[title=${name}]`).locator('[data-state=result], [data-state=ended]')
    // The page of a player who only watches says that the session is closed before it has read the payouts.
    await expect.poll(() => result.innerText()).toContain(`${amounts[index + 1]} usdc`)
  }
})

browserTest('the room server refuses another result for a game that has ended', async ({ page }) => {
  await page.goto(example.url)
  const [payment, won] = scenarios
  if (!payment || !won) throw new Error('There are no scenarios.')
  await play(page, payment)
  const [, roomId] = /\((.*)\)/.exec(await page.getByRole('heading', { level: 2 }).first().innerText()) ?? []
  const refused = await post('/api/end', { roomId, scenario: won.name })
  expect(refused.status).toBe(400)
  expect(await refused.json()).toMatchObject({ code: 'ROOM_RESULT_CONFLICT' })
  expect(await ledgerOf(await shownSession(page))).toEqual(amountsOf(expected[payment.name] ?? []))
})

browserTest('the room server closes a batch, and shows its progress in the page and in the terminal', async ({ page }) => {
  await page.goto(example.url)
  const started = page.waitForResponse('**/api/batch')
  await page.getByRole('button', { name: 'Close 50 games at once' }).click()
  const { sessionIds } = await (await started).json() as { sessionIds: string[] }
  // A busy machine closes a few games a second.
  await page.locator('[data-part=progress]').filter({ hasText: '50 done, 0 failed, 0 unknown, 0 left' }).waitFor({ timeout: 50_000 })
  await expect.poll(() => example.printed()).toMatch(/\[#+\] 50 done, 0 failed, 0 unknown, 0 left/)
  expect(sessionIds).toHaveLength(50)
  // By rank: 3, 2 and 1 points.
  for (const sessionId of sessionIds) expect(await ledgerOf(sessionId)).toEqual(amountsOf(['0', '15', '10', '5']))
})
