import { FAULT_PROFILES, randomSchedule, seededRandom, type Fault, type JournalFault, type NodeKind } from '../../src/testing'
import { Dice } from './groups/dice'
import { DEFAULT_GROUPS, FAULT_GROUPS, isBasic, type FaultGroup, type FaultGroupName } from './groups/groups'
import type { Action, Scenario } from './scenario'

const KINDS = ['reload', 'reload', 'cancel', 'connect', 'disconnect', 'switch', 'reject', 'close', 'close', 'suspend', 'wake'] as const

/**
 * Longest total stall of a ClearNode, in milliseconds: just below the settle time, the longest that clients assume a node
 * works on a request.
 */
const LONGEST_ON_CLEARNODE = 28_000

/** Shortens stalls so that their sum keeps to the assumption. */
export function withinAssumption(faults: readonly Fault[]): Fault[] {
  let left = LONGEST_ON_CLEARNODE
  return faults.flatMap((fault): Fault[] => {
    if (fault.kind !== 'stall') return [fault]
    const ms = Math.min(fault.ms, left)
    left -= ms
    return ms > 0 ? [{ ...fault, ms }] : []
  })
}

/**
 * Longest single stall of a nitronode, in milliseconds. Clients assume nothing about its speed: it accepts one update for
 * each version, however late the update is.
 */
const LONGEST_ON_NITRONODE = 300_000

/**
 * Makes a random run, always the same one for a seed and a list of groups. The groups draw independently: whether a run
 * contains one of them does not change the rest of it.
 * @param groups what runs may contain besides the basic faults
 */
export function randomScenario(seed: number, node: NodeKind, groups: readonly FaultGroupName[] = DEFAULT_GROUPS): Scenario {
  return groups.reduce((scenario: Scenario, name) => {
    const { nodes, share, add }: FaultGroup = FAULT_GROUPS[name]
    const dice = new Dice(seed, name)
    if (!nodes.includes(node) || !dice.chance(share)) return scenario
    return { ...add(scenario, dice), groups: [...scenario.groups ?? [], name] }
  }, basicScenario(seed, node))
}

/** Every draw counts: another order or number of draws would change what a seed means. */
function basicScenario(seed: number, node: NodeKind): Scenario {
  const isNitronode = node === 'nitronode'
  const random = seededRandom(seed ^ 0x5eed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const drawWait = (): number => Math.floor(random() ** 3 * 40_000)
  const act = (kind: Action['kind'], tab: number, wait = drawWait()): Action => kind === 'close'
    ? { wait, kind, tab, share: random() < 0.8 ? '0.7' : isNitronode && random() < 0.5 ? '1' : '0.2' }
    : { wait, kind, tab }

  const actions: Action[] = [act('connect', 0, 0)]
  if (random() < 0.5) actions.push(act('connect', 1))
  actions.push(act('close', 0, 2_000))
  const more = Math.floor(random() * 4)
  for (let count = 0; count < more; count++) {
    actions.push(act(pick(isNitronode ? [...KINDS, 'resume', 'resume'] as const : KINDS), random() < 0.7 ? 0 : 1))
  }

  const journal: JournalFault[] = random() < 0.25
    ? [{
        write: 1 + Math.floor(random() * 4), times: 1 + Math.floor(random() * 3),
        ...pick([{ kind: 'rejects' }, { kind: 'rejects-written' }, { kind: 'late', ms: 1 + Math.floor(random() * 10_000) }] as const),
      }]
    : []
  // The last fault takes every kind in turn, so that rare kinds are met often enough.
  const all = FAULT_PROFILES[node].kinds.filter(isBasic)
  const kinds = all.filter((_, index) => index === seed % all.length)
  const longest = isNitronode ? LONGEST_ON_NITRONODE : LONGEST_ON_CLEARNODE
  const faults = [...randomSchedule(random, 3, { node, kinds: all, longest }).faults, ...randomSchedule(random, 1, { node, kinds, longest }).faults]
  const scenario = { node, schedule: { seed, faults: isNitronode ? faults : withinAssumption(faults) }, actions, journal, areTabs: random() < 0.5 }
  const withSigner = isNitronode ? { ...scenario, isWalletSigning: random() < 0.3 } : scenario
  const readings: JournalFault[] = random() < 0.15
    ? [{ read: 1 + Math.floor(random() * 4), times: 1 + Math.floor(random() * 3), kind: pick(['read-rejects', 'read-unanswered'] as const) }]
    : []
  return { ...withSigner, journal: [...journal, ...readings] }
}
