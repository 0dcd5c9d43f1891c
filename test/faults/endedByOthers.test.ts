import { expect, it } from 'vitest'
import { useRuns } from './runs'
import type { Scenario } from './scenario'

const METHOD = 'app_sessions.v1.submit_app_state'

/**
 * Another participant agrees a different split, and the process that started a closing never gets the answer that says
 * so. A second process takes the closing over and ends it. It then closes the session with the same split in a closing
 * of its own, all before the first process notices anything.
 */
const TAKEN_OVER: Scenario = {
  node: 'nitronode',
  schedule: { faults: [
    { kind: 'garbage', at: { moment: 'answered', method: METHOD }, replaces: true },
    { kind: 'agree-by-others', at: { moment: 'received', method: METHOD }, to: 1 },
  ] },
  actions: [
    { wait: 0, kind: 'connect', tab: 0 }, { wait: 1, kind: 'close', tab: 0, share: '0.2' },
    { wait: 1_041, kind: 'connect', tab: 1 }, { wait: 5_744, kind: 'close', tab: 1, share: '0.2' },
  ],
  journal: [],
  areTabs: false,
}

it('a closing whose record another process has removed ends with the state that this other process reported', async () => {
  const { run } = useRuns()
  const { result, breaches } = await run(TAKEN_OVER)
  expect(breaches).toEqual([])
  const [session] = result.sessions
  const [first, ...others] = session?.shown ?? []
  expect([first, ...others.filter(end => end.id === first?.id)].map(end => end?.state)).toEqual(['failed', 'failed'])
  expect(session?.closes).toBe(1)
})
