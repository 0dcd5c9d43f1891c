import { randomSchedule, seededRandom, type JournalFault } from '../../src/testing'
import type { Action, Scenario } from './world'

const KINDS = ['reload', 'reload', 'cancel', 'connect', 'disconnect', 'switch', 'reject', 'close', 'close', 'suspend', 'wake'] as const

/** A run at random: the same one for the same seed. */
export function randomScenario(seed: number): Scenario {
  const random = seededRandom(seed ^ 0x5eed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const wait = (): number => Math.floor(random() ** 3 * 40_000)
  const act = (kind: Action['kind'], tab: number, after = wait()): Action =>
    kind === 'close' ? { wait: after, kind, tab, share: random() < 0.8 ? '0.7' : '0.2' } : { wait: after, kind, tab }

  const actions: Action[] = [act('connect', 0, 0)]
  if (random() < 0.5) actions.push(act('connect', 1))
  actions.push(act('close', 0, 2_000))
  const more = Math.floor(random() * 4)
  for (let index = 0; index < more; index++) actions.push(act(pick(KINDS), random() < 0.7 ? 0 : 1))

  const journal: JournalFault[] = random() < 0.25
    ? [{ write: 1 + Math.floor(random() * 4), times: 1 + Math.floor(random() * 3), kind: pick(['rejects', 'rejects-written'] as const) }]
    : []
  return { schedule: randomSchedule(seed), actions, journal, areTabs: random() < 0.5 }
}
