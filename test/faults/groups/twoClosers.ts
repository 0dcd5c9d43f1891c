import { devicesOf, sessionsOf, type Action, type Scenario } from '../scenario'
import type { Dice } from './dice'
import { firstClose, withActions } from './withFaults'

/** How long the node works on a close between its checks and its commit, in milliseconds. Closes in that time race. */
const WORK = 20

/** Lets Bob close Alice's session too, on a device of his own, shortly before or after her first close. */
export function addTwoClosers(scenario: Scenario, dice: Dice): Scenario {
  const bob = devicesOf(scenario).length
  const share = dice.chance(0.5) ? '0.7' : '0.2'
  const gap = dice.chance(0.7) ? dice.from1To(WORK + 5) - 1 : dice.wait(2_000)
  const isBobFirst = dice.chance(0.4)
  const connected = withActions(scenario, 0, [{ wait: 0, kind: 'connect', tab: bob }])
  const first = firstClose(connected)
  const actions = connected.actions.flatMap((action, index): Action[] => {
    if (index !== first) return [action]
    const close = (wait: number): Action => ({ wait, kind: 'close', tab: bob, share })
    return isBobFirst ? [close(action.wait), { ...action, wait: gap }] : [action, close(gap)]
  })
  const [, ...others] = sessionsOf(scenario)
  return { ...connected, actions, sessions: ['both', ...others], devices: [...devicesOf(scenario), { person: 'bob', storage: 1 }] }
}
