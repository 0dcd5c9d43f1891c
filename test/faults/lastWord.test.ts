import { expect, it } from 'vitest'
import { useRuns } from './runs'
import type { Scenario } from './world'

const METHOD = 'app_sessions.v1.submit_app_state'

/**
 * Somebody else agrees another split, and one process never gets the answer that says so. The other one, which took the
 * closing up, has ended it long before, and has closed the session with the same split in a closing of its own.
 */
const ENDED_ELSEWHERE: Scenario = {
  node: 'nitronode',
  schedule: { faults: [
    { kind: 'garbage', at: { moment: 'answered', method: METHOD }, replaces: true },
    { kind: 'agree-elsewhere', at: { moment: 'received', method: METHOD }, to: 1 },
  ] },
  actions: [
    { wait: 0, kind: 'connect', tab: 0 }, { wait: 1, kind: 'close', tab: 0, share: '0.2' },
    { wait: 1_041, kind: 'connect', tab: 1 }, { wait: 5_744, kind: 'close', tab: 1, share: '0.2' },
  ],
  journal: [],
  areTabs: false,
}

it('a closing whose record somebody else has removed ends as they have told', async () => {
  const { run } = useRuns()
  const { result, breaches } = await run(ENDED_ELSEWHERE)
  expect(breaches).toEqual([])
  const [{ id } = { id: '' }] = result.shown
  expect(result.shown.filter(each => each.id === id).map(({ state }) => state)).toEqual(['failed', 'failed'])
  expect(result.closes).toBe(1)
})
