import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { beforeAll, afterAll, expect } from 'vitest'
import { scenarios } from '../../examples/scenarios/scenarios.js'
import { browserTest } from '../browser/support/browserTest'
import { assertFreshBuild } from '../package/support/freshBuild'
import { closeScenario } from './support/closeScenarios'
import { installExample } from './support/installExample'

let server: ChildProcess | undefined
let address = ''

beforeAll(async () => {
  assertFreshBuild()
  const cwd = await installExample('html')
  server = spawn(process.execPath, ['serve.js'], { cwd, env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] })
  if (!server.stdout) throw new Error('The output of the server cannot be read.')
  const [line] = await once(server.stdout, 'data') as [Buffer]
  address = String(line).trim()
})

afterAll(() => { server?.kill() })

browserTest('the HTML example closes all five scenarios with one script of the library and an empty console', async ({ page }) => {
  const loaded = new Set<string>()
  page.on('request', request => loaded.add(new URL(request.url()).pathname))
  await page.goto(address)
  for (const scenario of scenarios) await closeScenario(page, scenario, 'component')
  expect([...loaded].sort()).toEqual(['/', '/element.js', '/scenarios.js', '/sessions.json'])
})
