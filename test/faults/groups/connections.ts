import { randomSchedule } from '../../../src/testing'
import type { Scenario } from '../scenario'
import type { Dice } from './dice'
import { withFaults } from './withFaults'

/** Longest time that connections pass no data or flap, in milliseconds. */
const LONGEST = 60_000

export function addConnectionFaults(scenario: Scenario, dice: Dice): Scenario {
  const count = dice.chance(0.3) ? 2 : 1
  const { faults } = randomSchedule(dice.random, count, { node: scenario.node, kinds: ['half-open', 'flapping'], longest: LONGEST })
  return withFaults(scenario, faults)
}
