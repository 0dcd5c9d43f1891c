import { devicesOf, type Action, type Scenario } from '../scenario'
import type { Dice } from './dice'
import { withActions } from './withFaults'

/**
 * Adds a process of Bob on the same journal, as on a server with several wallets, and a session that only Bob can close. Bob
 * has to leave Alice's closings alone, and Alice Bob's.
 */
export function addSeveralWallets(scenario: Scenario, dice: Dice): Scenario {
  const bob = devicesOf(scenario).length
  const actions: Action[] = [
    { wait: dice.wait(3_000), kind: 'connect', tab: bob },
    { wait: dice.wait(3_000), kind: 'close', tab: bob, share: dice.pick(['0.7', '0.2']), session: 1 },
    ...dice.chance(0.3) ? [{ wait: dice.wait(10_000), kind: 'reload', tab: bob } as const] : [],
  ]
  return {
    ...withActions(scenario, dice.chance(0.5) ? 0 : scenario.actions.length - 1, actions),
    areTabs: false, sessions: ['alice', 'bob'], devices: [...devicesOf(scenario), { person: 'bob', storage: 0 }],
  }
}
