import type { JournalFault } from '../../../src/testing'
import { Dice } from '../../faults/groups/dice'
import type { Schedule } from './schedule'

/** Longest time until a journal answers, or until it holds what it was given, in milliseconds. */
const LONGEST = 10_000

/** In some schedules, the journal of one or two devices fails, or a browser deletes what it has stored. */
export function withJournalTrouble(schedule: Schedule): Schedule {
  const dice = new Dice(schedule.seed, 'journals')
  const { devices, steps } = schedule
  const isOwn = (device: number): boolean => !devices[device]?.isTab
  const journals = dice.chance(0.3)
    ? Array.from({ length: dice.pick([1, 1, 2]) }, () => ({ device: dice.from1To(devices.length) - 1, faults: drawFaults(dice) }))
    : []
  return {
    ...schedule,
    ...journals.length > 0 && { journals },
    steps: steps.map(step => step.kind === 'reload' && isOwn(step.device) && dice.chance(0.15) ? { ...step, isStorageGone: true } : step),
  }
}

function drawFaults(dice: Dice): JournalFault[] {
  const hit = () => ({ times: dice.pick([1, 1, 2, 3]) })
  const write = (): JournalFault => ({
    write: dice.from1To(6), ...hit(),
    ...dice.pick([
      { kind: 'rejects' }, { kind: 'rejects-written' }, { kind: 'repeated' },
      { kind: 'late', ms: dice.from1To(LONGEST) }, { kind: 'arrives-late', ms: dice.from1To(LONGEST) },
    ] as const),
  })
  const read = (): JournalFault => ({ read: dice.from1To(6), ...hit(), kind: dice.pick(['read-rejects', 'read-unanswered']) })
  return dice.pick([[write()], [write()], [read()], [write(), read()]])
}
