import { expect, it } from 'vitest'
import { checkFault } from '../../../src/testing/faults/moments'
import { FAULT_PROFILES, STORE_FAULT_KINDS, type NodeKind } from '../../../src/testing'
import { randomScenario } from '../randomScenario'
import { canClose, devicesOf, sessionsOf } from '../scenario'
import { FAULT_GROUP_NAMES, FAULT_GROUPS, groupsFor, isBasic, kindsOf, NOT_BY_DEFAULT } from './groups'

const NODES: readonly NodeKind[] = ['clearnode', 'nitronode']
/** As many as `npm test` runs for each node. */
const SEEDS = Array.from({ length: 1_000 }, (_, index) => index + 1)

it.each(NODES)('the seeds of the test run contain every group and every kind of fault of a %s', (node) => {
  const scenarios = SEEDS.map(seed => randomScenario(seed, node, FAULT_GROUP_NAMES))
  for (const name of groupsFor(node, FAULT_GROUP_NAMES)) {
    const runs = scenarios.filter(({ groups = [] }) => groups.includes(name)).length
    expect(Math.abs(runs / SEEDS.length - FAULT_GROUPS[name].share), name).toBeLessThan(0.05)
  }
  const faults = scenarios.flatMap(({ schedule }) => schedule.faults)
  for (const fault of faults) expect(() => { checkFault(fault) }).not.toThrow()
  expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(FAULT_PROFILES[node].kinds))
  const changes = scenarios.flatMap(({ store = [] }) => store)
  expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(STORE_FAULT_KINDS))
  expect(new Set(changes.map(({ change }) => change))).toEqual(new Set([undefined, 'insert', 'update', 'remove']))
})

it.each(NODES)('a group of faults on a %s leaves the rest of a run as it is', (node) => {
  for (const seed of SEEDS.slice(0, 200)) {
    const basic = randomScenario(seed, node, [])
    const { schedule, actions } = randomScenario(seed, node, FAULT_GROUP_NAMES)
    expect(schedule.faults.slice(0, basic.schedule.faults.length)).toEqual(basic.schedule.faults)
    expect(actions.filter(({ tab }) => tab < 2).length).toBeGreaterThanOrEqual(basic.actions.length)
    expect(basic.schedule.faults.every(({ kind }) => isBasic(kind))).toBe(true)
  }
})

it('every action of a random run is on an existing device, and closes a session that its person can close', () => {
  for (const node of NODES) for (const seed of SEEDS) {
    const scenario = randomScenario(seed, node, FAULT_GROUP_NAMES)
    for (const action of scenario.actions) {
      const device = devicesOf(scenario)[action.tab]
      expect(device).toBeDefined()
      if (action.kind !== 'close' || !device) continue
      expect(canClose(device.person, sessionsOf(scenario)[action.session ?? 0]), JSON.stringify(scenario)).toBe(true)
    }
  }
})

it('groups that runs contain only on demand exist, and no kind of fault belongs to two groups', () => {
  expect(FAULT_GROUP_NAMES).toEqual(expect.arrayContaining([...NOT_BY_DEFAULT]))
  const kinds = kindsOf(FAULT_GROUP_NAMES)
  expect(new Set(kinds).size).toBe(kinds.length)
})
