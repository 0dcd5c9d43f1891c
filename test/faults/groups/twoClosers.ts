import { devicesOf, type Action, type Scenario } from '../scenario'
import type { Dice } from './dice'
import { firstClose, withActions } from './withFaults'

/** Lets Bob close Alice's session too, on a device of his own, at about the same moment. */
export function addTwoClosers(scenario: Scenario, dice: Dice): Scenario {
  const bob = devicesOf(scenario).length
  const close: Action = { wait: dice.wait(200), kind: 'close', tab: bob, share: dice.chance(0.5) ? '0.7' : '0.2' }
  const connected = withActions(scenario, 0, [{ wait: 0, kind: 'connect', tab: bob }])
  return {
    ...withActions(connected, firstClose(connected) - (dice.chance(0.3) ? 1 : 0), [close]),
    sessions: ['both'], devices: [...devicesOf(scenario), { person: 'bob', storage: 1 }],
  }
}
