import { FAULT_PROFILES, randomSchedule, type Fault, type NodeKind } from '../../../src/testing'
import type { Scenario } from '../scenario'
import type { Dice } from './dice'
import { withFaults } from './withFaults'

/** Longest time that connections pass no data or flap, in milliseconds. */
const LONGEST = 60_000

/** Often a connection stops passing data while a close is in flight: the worst moment. */
export function addConnectionFaults(scenario: Scenario, dice: Dice): Scenario {
  if (dice.chance(0.4)) return withFaults(scenario, [halfOpenClose(scenario.node, dice)])
  const count = dice.chance(0.3) ? 2 : 1
  const { faults } = randomSchedule(dice.random, count, { node: scenario.node, kinds: ['half-open', 'flapping'], longest: LONGEST })
  return withFaults(scenario, faults)
}

const halfOpenClose = (node: NodeKind, dice: Dice): Fault => ({
  kind: 'half-open', ...dice.chance(0.5) && { ms: dice.from1To(LONGEST) },
  at: {
    moment: dice.pick(['sent', 'sent', 'delivered', 'received', 'checked', 'committed', 'answered'] as const),
    method: FAULT_PROFILES[node].closeMethod,
  },
})
