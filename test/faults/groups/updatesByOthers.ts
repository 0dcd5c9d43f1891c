import { randomSchedule, type Fault } from '../../../src/testing'
import type { Scenario } from '../scenario'
import type { Dice } from './dice'
import { withFaults } from './withFaults'

/** Longest time that the node takes to write an update, in milliseconds: below the settle time of the clients. */
const LONGEST = 25_000
const CLOSE = 'close_app_session'
const KINDS = ['operate-by-others', 'deposit-by-others', 'withdraw-by-others'] as const

/**
 * Adds single updates; or an operate that races with the close and leaves the session open; or funds that leave the session
 * and come back, so that the split of the closing can still be paid; or a deposit and then a close.
 */
export function addUpdatesByOthers(scenario: Scenario, dice: Dice): Scenario {
  const draw = dice.random()
  if (draw < 0.4) {
    return withFaults(scenario, randomSchedule(dice.random, dice.from1To(2), { node: 'clearnode', kinds: KINDS, longest: LONGEST }).faults)
  }
  if (draw < 0.7) return withFaults(scenario, [racingOperate(dice)])
  const amount = dice.pick(['0.3', '1'])
  const [begin, pause] = [dice.from1To(20_000), dice.wait(20_000)]
  const deposit: Fault = { kind: 'deposit-by-others', at: { after: begin + pause }, to: 0, amount }
  const before: Fault = draw < 0.85
    ? { kind: 'withdraw-by-others', at: dice.chance(0.5) ? { after: begin } : { moment: 'sent', method: CLOSE }, to: 0, amount }
    : { kind: 'close-by-others', at: { after: begin + pause + dice.from1To(5_000) }, to: dice.pick([0, 1]) }
  return withFaults(scenario, [before, deposit])
}

/** The node reads the session before the close is committed, and writes it afterwards. */
const racingOperate = (dice: Dice): Fault => ({
  kind: 'operate-by-others', to: dice.pick([0, 1]), ms: 21 + dice.wait(LONGEST),
  at: { moment: dice.pick(['received', 'verified', 'checked'] as const), method: CLOSE },
})
