import { join } from 'node:path'
import { beforeAll, afterAll } from 'vitest'
import { people, scenarios } from '../../../examples/scenarios/scenarios.js'
import { browserTest } from '../../browser/support/browserTest'
import { serveFolder, type StaticServer } from '../../browser/support/staticServer'
import { assertFreshBuild } from '../../package/support/freshBuild'
import { closeScenario } from './closeScenarios'
import { installExample, npm } from './installExample'

/** Installs and builds an example that runs in the browser, and closes the session of every scenario in it. */
export function testBuiltExample(name: string, title: string): void {
  let server: StaticServer

  beforeAll(async () => {
    assertFreshBuild()
    const folder = await installExample(name)
    await npm(folder, 'run', 'build')
    server = await serveFolder(join(folder, 'dist'))
  })

  afterAll(() => server?.close())

  browserTest(`the ${title} example closes all five scenarios with an empty console`, async ({ page }) => {
    await page.goto(server.url)
    for (const scenario of scenarios) await closeScenario(page, scenario, 'app')
  })

  browserTest(`the ${title} example closes a session in the fields of the component, as Alice and as the judge`, async ({ page }) => {
    await page.goto(server.url)
    const ofEach = [people.alice, people.judge].map(person => scenarios.findLast(({ signer }) => signer === person))
    for (const scenario of ofEach) if (scenario) await closeScenario(page, scenario, 'component')
  })
}
