import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Scenario } from '../../../examples/scenarios/scenarios.js'

/** How a scenario is closed: by the button of the app, or in the fields of the component. */
export type Way = 'app' | 'component'

/** Chooses a scenario, closes its session, and checks that the page shows its payouts. */
export async function closeScenario(page: Page, { name, allocations }: Scenario, way: Way): Promise<void> {
  const closer = page.locator('.nitrolite-closer')
  const amounts = allocations.map(({ amount }) => amount)

  await page.getByRole('navigation').getByRole('button', { name, exact: true }).click()
  await page.locator('.nitrolite-closer[data-state=editing][data-status=ready]').waitFor()
  if (way === 'app') {
    await page.getByRole('button', { name: 'Close the session', exact: true }).click()
  }
  else {
    const fields = closer.locator('input.nitrolite-input:not([readonly])')
    for (const [index, field] of (await fields.all()).entries()) await field.fill(amounts[index] ?? '')
    await closer.getByRole('button', { name: 'Close application session' }).click()
    await closer.getByRole('button', { name: 'Confirm and close' }).click()
  }
  await page.locator('.nitrolite-closer[data-state=result]').waitFor()
  const shown = await closer.innerText()
  for (const amount of amounts) expect(shown).toContain(`${amount} usdc`)
  await expect.poll(() => page.locator(':is(article, body) > [role=status]').innerText()).toMatch(/^closed/)
}
