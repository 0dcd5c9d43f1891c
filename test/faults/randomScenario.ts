import { FAULT_PROFILES, randomSchedule, seededRandom, type Fault, type FaultyNode, type JournalFault } from '../../src/testing'
import type { Action, Scenario } from './world'

const KINDS = ['reload', 'reload', 'cancel', 'connect', 'disconnect', 'switch', 'reject', 'close', 'close', 'suspend', 'wake'] as const

/** How long a ClearNode may stall in all, in milliseconds: just below the settle time, the one thing that is assumed of it. */
const MOST_STALLED = 28_000

function withinAssumption(faults: readonly Fault[]): Fault[] {
  let left = MOST_STALLED
  return faults.flatMap((fault): Fault[] => {
    if (fault.kind !== 'stall') return [fault]
    const ms = Math.min(fault.ms, left)
    left -= ms
    return ms > 0 ? [{ ...fault, ms }] : []
  })
}

/** Of a nitronode nothing is assumed: a state counts for one version, however late it is. */
const LONGEST_ON_NITRONODE = 300_000

/** A run at random: the same one for the same seed. */
export function randomScenario(seed: number, node: FaultyNode): Scenario {
  const isNitronode = node === 'nitronode'
  const random = seededRandom(seed ^ 0x5eed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const wait = (): number => Math.floor(random() ** 3 * 40_000)
  const act = (kind: Action['kind'], tab: number, after = wait()): Action =>
    kind === 'close' ? { wait: after, kind, tab, share: random() < 0.8 ? '0.7' : isNitronode && random() < 0.5 ? '1' : '0.2' } : { wait: after, kind, tab }

  const actions: Action[] = [act('connect', 0, 0)]
  if (random() < 0.5) actions.push(act('connect', 1))
  actions.push(act('close', 0, 2_000))
  const more = Math.floor(random() * 4)
  for (let index = 0; index < more; index++) actions.push(act(pick(isNitronode ? [...KINDS, 'resume', 'resume'] as const : KINDS), random() < 0.7 ? 0 : 1))

  const journal: JournalFault[] = random() < 0.25
    ? [{
        write: 1 + Math.floor(random() * 4), times: 1 + Math.floor(random() * 3),
        ...pick([{ kind: 'rejects' }, { kind: 'rejects-written' }, { kind: 'late', ms: 1 + Math.floor(random() * 10_000) }] as const),
      }]
    : []
  // Every kind in turn, so that rare ones are met often enough.
  const all = FAULT_PROFILES[node].kinds
  const kinds = all.filter((_, index) => index === seed % all.length)
  const longest = isNitronode ? LONGEST_ON_NITRONODE : MOST_STALLED
  const faults = [...randomSchedule(random, 3, { node, longest }).faults, ...randomSchedule(random, 1, { node, kinds, longest }).faults]
  const scenario = { node, schedule: { seed, faults: isNitronode ? faults : withinAssumption(faults) }, actions, journal, areTabs: random() < 0.5 }
  return isNitronode ? { ...scenario, isWalletSigning: random() < 0.3 } : scenario
}
