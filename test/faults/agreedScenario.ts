import { FAULT_PROFILES, randomSchedule, seededRandom } from '../../src/testing'
import { isBasic } from './groups/groups'
import type { Action, Scenario } from './scenario'

const KINDS = ['reload', 'cancel', 'cancel', 'connect', 'disconnect', 'switch', 'reject', 'close', 'resume', 'resume', 'resume', 'suspend', 'wake'] as const
const LOCKED = 'failed to issue release state for participant: cannot issue release receiver state: escrow lock is still ongoing'

/**
 * Makes a random run on a nitronode that refuses the second submission of a closing, after which people do anything.
 * Always the same run for a seed: another order or number of draws would change what a seed means.
 */
export function agreedScenario(seed: number): Scenario {
  const random = seededRandom(seed ^ 0xa62eed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const drawWait = (): number => Math.floor(random() ** 2 * 30_000)
  const drawTab = (): number => random() < 0.5 ? 0 : 1
  const act = (): Action => {
    const kind = pick(KINDS)
    return kind === 'close'
      ? { wait: drawWait(), kind, tab: drawTab(), share: pick(['0.7', '0.2']) }
      : { wait: drawWait(), kind, tab: drawTab() }
  }

  const actions: Action[] = [{ wait: 0, kind: 'connect', tab: 0 }]
  if (random() < 0.7) actions.push({ wait: drawWait(), kind: 'connect', tab: 1 })
  actions.push({ wait: 500, kind: 'close', tab: 0, share: '0.7' })
  const more = 2 + Math.floor(random() * 5)
  for (let count = 0; count < more; count++) actions.push(act())

  const { closeMethod: method } = FAULT_PROFILES.nitronode
  const kinds = FAULT_PROFILES.nitronode.kinds.filter(isBasic)
  return {
    node: 'nitronode', actions, journal: [], areTabs: random() < 0.5, isWalletSigning: random() < 0.3,
    schedule: { seed, faults: [
      { kind: 'refuse', at: { moment: 'received', method, nth: 2, times: 1 + Math.floor(random() * 3) }, text: LOCKED },
      ...randomSchedule(random, 1, { node: 'nitronode', kinds, longest: 60_000 }).faults,
    ] },
  }
}
