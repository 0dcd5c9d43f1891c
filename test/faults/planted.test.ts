import { expect, it } from 'vitest'
import { scenariosFrom, useRuns } from './runs'
import type { Scenario } from './world'

/** A client that takes what it sent for lost after a second, and does not wait for what has started. */
const HASTY = { window: 1_000, settle: 0 }

it('a client that is broken on purpose is caught, and what is printed shows it again with nothing too much', async () => {
  const { run, runAll } = useRuns(HASTY)
  const { told: [breach] } = await runAll(scenariosFrom(1, 1_000), 1)
  const printed = /^FAULT_SCENARIO='(.*)' npm run faults$/m.exec(breach?.text ?? '')?.[1] ?? 'null'
  const scenario = JSON.parse(printed) as Scenario
  console.info(`a hasty client is caught with\n${breach?.text}`)
  const { breaches } = await run(scenario)
  expect(breaches).not.toEqual([])
  const { faults } = scenario.schedule
  for (const index of faults.keys()) {
    const without = faults.filter((_, each) => each !== index)
    expect((await run({ ...scenario, schedule: { ...scenario.schedule, faults: without } })).breaches).toEqual([])
  }
}, Infinity)

it('the same run again gives the same', async () => {
  const { run } = useRuns()
  for (const scenario of scenariosFrom(40, 3)) {
    const [{ result: one }, { result: other }] = [await run(scenario), await run(scenario)]
    const told = ({ shown }: typeof one) => shown.map(({ state, at, share }) => ({ state, at, share }))
    expect(told(one)).toEqual(told(other))
    expect([one.payouts, one.hits, one.lostAnswers]).toEqual([other.payouts, other.hits, other.lostAnswers])
  }
})
