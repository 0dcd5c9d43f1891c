import { expect, test } from 'vitest'
import { names, scenarios } from '../../examples/scenarios/scenarios.js'
import { assertFreshBuild } from '../package/support/freshBuild'
import { installExample, npm } from './support/installExample'

test('the Node example closes all five scenarios and prints who received what', async () => {
  assertFreshBuild()
  const printed = await npm(await installExample('node'), 'start', '--silent')
  expect(printed.trim().split('\n')).toEqual(scenarios.map(({ name, allocations }) =>
    `${name}: closed, ${allocations.map(({ participant, amount }) => `${names[participant]} ${amount} usdc`).join(', ')}`))
}, 120_000)
