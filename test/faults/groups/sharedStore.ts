import { STORE_FAULT_KINDS, type StoreFault, type StoreFaultKind } from '../../../src/testing'
import type { Scenario } from '../scenario'
import type { Dice } from './dice'
import { firstClose, withActions } from './withFaults'

/** Longest time until a change is made or answered, in milliseconds. */
const LONGEST = 20_000

function drawFault(kind: StoreFaultKind, dice: Dice): StoreFault {
  const change = dice.pick(['any', 'insert', 'update', 'remove', 'remove'] as const)
  const hit = { nth: dice.chance(0.6) ? 1 : dice.from1To(3), ...(change !== 'any' && { change }), ...(dice.chance(0.3) && { times: dice.from1To(3) }) }
  switch (kind) {
    case 'rejected':
    case 'unconfirmed':
    case 'unanswered': return { ...hit, kind }
    case 'confirmed-late':
    case 'slow':
    case 'arrives-late': return { ...hit, kind, ms: dice.from1To(LONGEST) }
    case 'repeated': return { ...hit, kind, ms: dice.from1To(dice.pick([50, LONGEST])), answer: dice.pick(['first', 'second']) }
  }
}

/** Keeps the journal in a database that two processes share, and often lets both of them close the session. */
export function addSharedStore(scenario: Scenario, dice: Dice): Scenario {
  const store = Array.from({ length: dice.chance(0.3) ? 2 : 1 }, () => drawFault(dice.pick(STORE_FAULT_KINDS), dice))
  const shared: Scenario = { ...scenario, store, journal: [], areTabs: false }
  if (dice.chance(0.4)) return shared
  return withActions(shared, firstClose(shared), [
    { wait: dice.wait(5_000), kind: 'connect', tab: 1 },
    { wait: dice.wait(5_000), kind: 'close', tab: 1, share: dice.pick(['0.7', '0.2']) },
    ...dice.chance(0.3) ? [{ wait: dice.wait(3_000), kind: 'cancel', tab: dice.pick([0, 1]) } as const] : [],
  ])
}
