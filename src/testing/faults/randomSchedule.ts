import { MOMENTS } from './moments'
import { FAULT_PROFILES, type FaultProfile, type FaultyNode } from './profiles'
import { seededRandom } from './seededRandom'
import type { AtMessage, Fault, FaultKind, FaultSchedule, Moment } from './types'

export interface RandomScheduleOptions {
  /** What the faults happen to. @default 'clearnode' */
  readonly node?: FaultyNode
  /** Kinds to choose from. @default all that can happen to the node */
  readonly kinds?: readonly FaultKind[]
  /** Longest stall and delay in milliseconds. @default 20_000 */
  readonly longest?: number
}

/**
 * Makes a schedule at random: most faults are aimed at closes, the rest at logins and reads, and the first one of
 * most schedules loses an answer or a socket while a close is in flight.
 * @param source a seed, which the schedule then names and which gives the same schedule again, or numbers from 0 up to 1
 * @param size how many faults. @default 3
 */
export function randomSchedule(
  source: number | (() => number), size = 3, options: RandomScheduleOptions = {},
): FaultSchedule {
  const profile = FAULT_PROFILES[options.node ?? 'clearnode']
  const { kinds = profile.kinds, longest = 20_000 } = options
  const random = typeof source === 'number' ? seededRandom(source) : source
  const dice = new Dice(random)
  const faults = Array.from({ length: size }, (_, index): Fault => {
    const losing = LOSING.filter(kind => kinds.includes(kind))
    const isLoss = index === 0 && losing.length > 0 && dice.chance(0.7)
    return isLoss ? losingFault(dice, profile, dice.pick(losing), longest) : anyFault(dice, profile, dice.pick(kinds), longest)
  })
  return typeof source === 'number' ? { seed: source, faults } : { faults }
}

class Dice {
  constructor(readonly random: () => number) {}

  chance(share: number): boolean {
    return this.random() < share
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.random() * from.length)]
    if (picked === undefined) throw new RangeError('There is nothing to choose from.')
    return picked
  }

  from1To(most: number): number {
    return 1 + Math.floor(most * this.random())
  }

  /** A whole number from 1, small ones more often. */
  upTo(most: number): number {
    return 1 + Math.floor(most * this.random() ** 2)
  }

  sign(): 1 | -1 {
    return this.chance(0.5) ? 1 : -1
  }
}

/** Kinds that can take the answer to a close away, the commonest twice. */
const LOSING = ['cut', 'cut', 'stall', 'stall', 'restart', 'unconfirmed', 'garbage', 'wrong-id'] as const
type LosingKind = typeof LOSING[number]

function losingFault(dice: Dice, { closeMethod, steps }: FaultProfile, kind: LosingKind, longest: number): Fault {
  const nth = steps > 1 ? dice.from1To(steps) : 1
  const close = { method: closeMethod, ...(nth > 1 && { nth }) }
  switch (kind) {
    case 'stall': return { kind, at: { moment: dice.pick(['received', 'checked', 'checked', 'booked']), ...close }, ms: dice.from1To(longest) }
    case 'unconfirmed': return { kind, at: { moment: 'booked', ...close } }
    case 'garbage': return { kind, at: { moment: 'answered', ...close }, replaces: true }
    case 'wrong-id': return { kind, at: { moment: 'answered', ...close }, by: 1 }
    case 'restart': return { kind, at: { moment: dice.pick(['received', 'checked', 'booked', 'answered']), ...close } }
    case 'cut':
      return { kind, at: { moment: dice.pick(['sent', 'delivered', 'received', 'verified', 'checked', 'booked', 'answered']), ...close } }
  }
}

function anyFault(dice: Dice, profile: FaultProfile, kind: FaultKind, longest: number): Fault {
  const { closeMethod, steps, methods, pushes } = profile
  const at = <M extends Moment>(...moments: readonly M[]): AtMessage<M> => {
    const moment = dice.pick(pushes.length > 0 ? moments : moments.filter(each => each !== 'pushed'))
    // Only changes pass the later points, and a close passes all of them.
    const isLate = moment === 'verified' || moment === 'checked' || moment === 'booked'
    const method = moment === 'pushed' ? dice.pick(pushes) : isLate || dice.chance(0.7) ? closeMethod : dice.pick(methods)
    // A careful client sends few closes; the first balances are those of the login, the next ones come with a close.
    const nth = method === closeMethod && dice.chance(0.8) ? (steps > 1 ? dice.from1To(steps) : 1) : method === 'bu' ? dice.from1To(3) : dice.upTo(3)
    // Which push comes with a close depends on what else goes on, so several in a row are hit.
    const times = moment === 'pushed' ? dice.from1To(4) : 1
    return { moment, method, ...(nth > 1 && { nth }), ...(times > 1 && { times }) }
  }
  const any = MOMENTS[kind]
  switch (kind) {
    case 'cut':
    case 'expire-key':
    case 'replace-key':
    case 'restart': return { kind, at: at(...any) }
    case 'delay': return { kind, at: at('sent', 'answered', 'pushed'), ms: dice.from1To(longest) }
    case 'reorder': return { kind, at: at('pushed') }
    case 'duplicate': return { kind, at: at('answered', 'pushed') }
    case 'garbage': return { kind, at: at('answered', 'pushed'), replaces: dice.chance(0.5) }
    case 'oversize': return { kind, at: at('answered', 'pushed'), replaces: dice.chance(0.5), characters: 5_000_000 }
    case 'wrong-id': return { kind, at: at('answered'), by: dice.sign() * dice.from1To(1000) }
    case 'refuse': {
      const method = dice.pick(profile.refused)
      return { kind, at: { moment: 'received', method, times: dice.upTo(4) }, text: dice.pick(profile.refusals) }
    }
    case 'stall': return { kind, at: at('received', 'verified', 'checked', 'booked'), ms: dice.from1To(longest) }
    case 'unconfirmed': return { kind, at: { moment: 'booked', nth: dice.upTo(2) } }
    case 'clock': return { kind, at: at(...any), by: dice.sign() * dice.from1To(dice.pick([5_000, 90_000, 7_200_000])) }
    case 'elsewhere':
    case 'agree-elsewhere': {
      const nth = steps > 1 ? dice.from1To(steps) : 1
      const when = { moment: dice.pick(['sent', 'received', 'answered'] as const), method: closeMethod, ...(nth > 1 && { nth }) }
      return { kind, at: when, to: dice.pick([0, 1]) }
    }
    case 'expiry': return { kind, seconds: dice.pick([5, 20, 120, 600]) }
    case 'fronts': return { kind, offsets: [0, dice.sign() * dice.from1To(4_000)] }
  }
}
