import { MOMENTS } from './moments'
import { FAULT_PROFILES, type FaultProfile, type NodeKind } from './profiles'
import type { AtMessage, AtTime, Fault, FaultKind, FaultSchedule, Moment } from './types'

export interface RandomScheduleOptions {
  /** The node that the faults are for. @default 'clearnode' */
  readonly node?: NodeKind
  /** Kinds of faults to draw from. @default all that can happen to the node */
  readonly kinds?: readonly FaultKind[]
  /** Longest stall and longest delay, in milliseconds. @default 20_000 */
  readonly longest?: number
}

/**
 * Makes a random schedule. Most faults are aimed at closes, the others at logins and reads. In most schedules the first
 * fault loses an answer or a socket while a close is in flight.
 * @param source a seed, which always gives the same schedule, or a generator of numbers from 0 up to 1
 * @param size number of faults. @default 3
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
    return isLoss
      ? answerLosingFault(dice, profile, dice.pick(losing), longest)
      : anyFault(dice, profile, dice.pick(kinds), longest)
  })
  return typeof source === 'number' ? { seed: source, faults } : { faults }
}

/** Random choices. Every draw counts: another order or number of draws would change what a seed means. */
class Dice {
  constructor(readonly random: () => number) {}

  chance(probability: number): boolean {
    return this.random() < probability
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.random() * from.length)]
    if (picked === undefined) throw new RangeError('There is nothing to draw from.')
    return picked
  }

  /** A whole number from 1 to `most`, all equally likely. */
  from1To(most: number): number {
    return 1 + Math.floor(most * this.random())
  }

  /** A whole number from 1 to `most`, small ones more likely. */
  smallFrom1To(most: number): number {
    return 1 + Math.floor(most * this.random() ** 2)
  }

  sign(): 1 | -1 {
    return this.chance(0.5) ? 1 : -1
  }
}

/** Kinds that can lose the answer to a close. The most common ones are listed twice. */
const LOSING = ['cut', 'cut', 'stall', 'stall', 'restart', 'unconfirmed', 'garbage', 'wrong-id'] as const
type LosingKind = typeof LOSING[number]

const BY_OTHERS = ['sent', 'received', 'verified', 'checked', 'committed', 'answered'] as const
const MOMENTS_OF_READS: ReadonlySet<Moment> = new Set<Moment>(['sent', 'received', 'answered'])

function answerLosingFault(dice: Dice, { closeMethod, submissions }: FaultProfile, kind: LosingKind, longest: number): Fault {
  const nth = submissions > 1 ? dice.from1To(submissions) : 1
  const close = { method: closeMethod, ...(nth > 1 && { nth }) }
  switch (kind) {
    case 'stall': return { kind, at: { moment: dice.pick(['received', 'checked', 'checked', 'committed']), ...close }, ms: dice.from1To(longest) }
    case 'unconfirmed': return { kind, at: { moment: 'committed', ...close } }
    case 'garbage': return { kind, at: { moment: 'answered', ...close }, replaces: true }
    case 'wrong-id': return { kind, at: { moment: 'answered', ...close }, by: 1 }
    case 'restart': return { kind, at: { moment: dice.pick(['received', 'checked', 'committed', 'answered']), ...close } }
    case 'cut':
      return { kind, at: { moment: dice.pick(['sent', 'delivered', 'received', 'verified', 'checked', 'committed', 'answered']), ...close } }
  }
}

function anyFault(dice: Dice, profile: FaultProfile, kind: FaultKind, longest: number): Fault {
  const { closeMethod, submissions, methods, pushes } = profile
  const at = <M extends Moment>(...moments: readonly M[]): AtMessage<M> => {
    const moment = dice.pick(pushes.length > 0 ? moments : moments.filter(candidate => candidate !== 'pushed'))
    // Reads never get to the later points; a close passes all of them.
    const isLate = moment === 'verified' || moment === 'checked' || moment === 'committed'
    const method = moment === 'pushed' ? dice.pick(pushes) : isLate || dice.chance(0.7) ? closeMethod : dice.pick(methods)
    // A careful client sends few closes. The first balance update follows the login, and the next ones come with a close.
    const nth = method === closeMethod && dice.chance(0.8)
      ? (submissions > 1 ? dice.from1To(submissions) : 1)
      : method === 'bu' ? dice.from1To(3) : dice.smallFrom1To(3)
    // Other events decide which push coincides with a close, so hit several in a row.
    const times = moment === 'pushed' ? dice.from1To(4) : 1
    return { moment, method, ...(nth > 1 && { nth }), ...(times > 1 && { times }) }
  }
  const any = MOMENTS[kind]
  const atAnyMoment = (): AtMessage | AtTime => dice.chance(0.8) ? at(...any) : { after: dice.from1To(longest) }
  /** A moment of a message about a session: a close, or one of the reads before and after it. */
  const atSession = (): AtMessage | AtTime => {
    if (dice.chance(0.2)) return { after: dice.from1To(longest) }
    const method = dice.chance(0.6) ? closeMethod : dice.pick(profile.sessionReads)
    const moments = method === closeMethod ? BY_OTHERS : BY_OTHERS.filter(moment => MOMENTS_OF_READS.has(moment))
    const nth = method === closeMethod ? 1 : dice.smallFrom1To(6)
    return { moment: dice.pick(moments), method, ...(nth > 1 && { nth }) }
  }
  const drawAmount = (): string => dice.pick(['0.3', '0.7', '1'])
  /** How long the node takes to write what it has read; often at once, or just long enough to let a close pass. */
  const drawWriting = (): { ms?: number } => dice.chance(0.4) ? {} : { ms: dice.from1To(dice.pick([60, 2_000, longest])) }
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
      return { kind, at: { moment: 'received', method, times: dice.smallFrom1To(4) }, text: dice.pick(profile.refusals) }
    }
    case 'stall': return { kind, at: at('received', 'verified', 'checked', 'committed'), ms: dice.from1To(longest) }
    case 'unconfirmed': return { kind, at: { moment: 'committed', nth: dice.smallFrom1To(2) } }
    case 'clock': return { kind, at: at(...any), by: dice.sign() * dice.from1To(dice.pick([5_000, 90_000, 7_200_000])) }
    case 'close-by-others':
    case 'agree-by-others': {
      const nth = submissions > 1 ? dice.from1To(submissions) : 1
      const when = { moment: dice.pick(['sent', 'received', 'answered'] as const), method: closeMethod, ...(nth > 1 && { nth }) }
      return { kind, at: when, to: dice.pick([0, 1]) }
    }
    case 'half-open': return { kind, at: atAnyMoment(), ...(dice.chance(0.6) && { ms: dice.from1To(longest) }) }
    case 'flapping': return { kind, at: atAnyMoment(), ms: dice.from1To(longest), uptime: dice.pick([0, 1, 40, 400, 3_000]) }
    case 'operate-by-others': return { kind, at: atSession(), to: dice.pick([0, 1]), ...drawWriting() }
    case 'deposit-by-others': return { kind, at: atSession(), to: dice.pick([0, 1]), amount: drawAmount(), ...drawWriting() }
    // The first participant often holds everything.
    case 'withdraw-by-others': return { kind, at: atSession(), to: dice.pick([0, 0, 0, 1]), amount: drawAmount(), ...drawWriting() }
    case 'expiry': return { kind, seconds: dice.pick([5, 20, 120, 600]) }
    case 'several-nodes': return { kind, clockOffsets: [0, dice.sign() * dice.from1To(4_000)] }
  }
}

/** A generator of numbers from 0 up to 1, the same for the same seed in every runtime (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Removes every fault from a failing schedule that the failure does not need.
 * @param fails runs a schedule from the start and returns whether it fails
 * @returns a schedule that fails, but no longer does if any one of its faults is removed
 */
export async function shrinkSchedule(
  schedule: FaultSchedule, fails: (schedule: FaultSchedule) => boolean | Promise<boolean>,
): Promise<FaultSchedule> {
  for (const removed of schedule.faults.keys()) {
    const shorter = { faults: schedule.faults.filter((_, index) => index !== removed) }
    // Another fault may have been needed only together with the removed one, so start again.
    if (await fails(shorter)) return shrinkSchedule(shorter, fails)
  }
  return schedule
}
