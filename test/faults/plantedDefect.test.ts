import { expect, it } from 'vitest'
import { writeReport } from './report'
import { scenariosFrom, useRuns } from './runs'
import type { Scenario } from './scenario'

/** A defective client: it takes a request for lost after one second and does not wait for a request that has started. */
const HASTY = { window: 1_000, settle: 0 }

it('random runs catch a defective client, and the printed scenario fails again without anything superfluous', async () => {
  const { run, runAll } = useRuns(HASTY)
  const { reports: [report] } = await runAll(scenariosFrom(1, 1_000), 1)
  const printed = /^FAULT_SCENARIO='(.*)' npm run faults$/m.exec(report?.text ?? '')?.[1] ?? 'null'
  const scenario = JSON.parse(printed) as Scenario
  await writeReport('planted-defect', `random runs catch a hasty client with\n${report?.text}`)
  const { breaches } = await run(scenario)
  expect(breaches).not.toEqual([])
  const { faults } = scenario.schedule
  for (const removed of faults.keys()) {
    const without = faults.filter((_, index) => index !== removed)
    expect((await run({ ...scenario, schedule: { ...scenario.schedule, faults: without } })).breaches).toEqual([])
  }
}, Infinity)

it('a scenario gives the same result every time it runs', async () => {
  const { run } = useRuns()
  for (const scenario of scenariosFrom(40, 3)) {
    const [{ result: one }, { result: other }] = [await run(scenario), await run(scenario)]
    const endsOf = ({ sessions }: typeof one) => sessions.map(({ shown, payouts }) =>
      ({ payouts, shown: shown.map(({ state, at, share }) => ({ state, at, share })) }))
    expect(endsOf(one)).toEqual(endsOf(other))
    expect([one.hits, one.lostAnswers]).toEqual([other.hits, other.lostAnswers])
  }
})
