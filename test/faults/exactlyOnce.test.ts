import { expect, it } from 'vitest'
import { createVirtualTime, describeSchedule, FAULT_KINDS, type FaultHits, type FaultKind } from '../../src/testing'
import { randomScenario } from './randomScenario'
import { useVirtualGlobals } from './virtualGlobals'
import { findBreaches, World, type Scenario } from './world'

const RUNS = Number(process.env['FAULT_RUNS'] ?? 200)
const FIRST = Number(process.env['FAULT_FIRST'] ?? 1)

it(`in ${RUNS} random runs nothing is paid twice, and what was said is true`, async () => {
  let present = createVirtualTime()
  useVirtualGlobals(() => present)
  const run = async (scenario: Scenario) => {
    const world = new World(scenario)
    present = world.time
    return world.run()
  }
  const ends = new Map<string, number>()
  const totals = new Map<FaultKind, FaultHits>()
  const failures: string[] = []
  for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
    const scenario = randomScenario(seed)
    const result = await run(scenario)
    const breaches = findBreaches(result)
    if (breaches.length > 0) {
      failures.push([...breaches, ...describeSchedule(scenario.schedule), JSON.stringify(scenario), JSON.stringify(result.shown)].join('\n'))
    }
    for (const { state } of result.shown) ends.set(state, (ends.get(state) ?? 0) + 1)
    for (const [kind, each] of Object.entries(result.hits) as [FaultKind, FaultHits][]) {
      const sum = totals.get(kind) ?? { hits: 0, duringClose: 0, afterLoss: 0 }
      totals.set(kind, {
        hits: sum.hits + each.hits, duringClose: sum.duringClose + each.duringClose, afterLoss: sum.afterLoss + each.afterLoss,
      })
    }
  }
  console.info([
    `seeds ${FIRST} to ${FIRST + RUNS - 1}: closings ended ${[...ends].map(([state, count]) => `${count} ${state}`).join(', ')}`,
    'fault          hits  in flight  after loss',
    ...FAULT_KINDS.map((kind) => {
      const { hits, duringClose, afterLoss } = totals.get(kind) ?? { hits: 0, duringClose: 0, afterLoss: 0 }
      return `${kind.padEnd(13)}${String(hits).padStart(6)}${String(duringClose).padStart(11)}${String(afterLoss).padStart(12)}`
    }),
  ].join('\n'))
  expect(failures.length, failures.slice(0, 5).join('\n\n')).toBe(0)
  expect(ends.get('closed')).toBeGreaterThan(0)
}, Infinity)
