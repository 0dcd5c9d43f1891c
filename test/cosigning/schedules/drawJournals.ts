import type { JournalFault } from '../../../src/testing'
import { Dice } from '../../faults/groups/dice'
import { drawSmoothSigning } from './drawSigning'
import { SPLITS, type Schedule, type Step } from './schedule'

/** Longest time until a journal answers, or until it holds what it was given, in milliseconds. */
const LONGEST = 10_000
/** Number of the proposal that follows after a device has lost what it had stored. Other proposals have lower ones. */
const PROPOSAL_AFTER_LOSS = 50

/** In some schedules, the journal of one or two devices fails, or a browser deletes what it has stored. */
export function withJournalTrouble(schedule: Schedule): Schedule {
  const dice = new Dice(schedule.seed, 'journals')
  const journals = dice.chance(0.4)
    ? Array.from({ length: dice.pick([1, 1, 2]) }, () => ({ device: dice.from1To(schedule.devices.length) - 1, faults: drawFaults(dice) }))
    : []
  return {
    ...schedule,
    ...journals.length > 0 && { journals },
    ...dice.chance(0.15) && { steps: [...schedule.steps, ...drawLoss(dice, schedule)] },
  }
}

function drawFaults(dice: Dice): JournalFault[] {
  const hit = () => ({ times: dice.pick([1, 1, 2, 3]) })
  const write = (): JournalFault => ({
    write: dice.from1To(5), ...hit(),
    ...dice.pick([
      { kind: 'rejects' }, { kind: 'rejects-written' }, { kind: 'repeated' },
      { kind: 'late', ms: dice.from1To(LONGEST) }, { kind: 'arrives-late', ms: dice.from1To(LONGEST) },
    ] as const),
  })
  const read = (): JournalFault => ({ read: dice.from1To(6), ...hit(), kind: dice.pick(['read-rejects', 'read-unanswered']) })
  return dice.pick([[write()], [write()], [write(), write()], [read()], [write(), read()]])
}

/** A browser deletes what one device has stored. Mostly, somebody proposes again soon, and everybody signs. */
function drawLoss(dice: Dice, { devices }: Schedule): Step[] {
  // The tabs of one browser have one storage, which nobody deletes under an open tab.
  const own = [...devices.keys()].filter(device => !devices[device]?.isTab)
  if (own.length === 0) return []
  const lost = dice.pick(own)
  const at = 2_000 + dice.wait(60_000)
  const device = dice.chance(0.6) ? lost : dice.from1To(devices.length) - 1
  const proposed = at + 1_000 + dice.wait(20_000)
  const again: Step[] = [
    { at: proposed, device, kind: 'propose', proposal: PROPOSAL_AFTER_LOSS, split: dice.from1To(SPLITS.length) - 1, signWithin: 60_000 },
    ...[...devices.keys()].filter(signer => signer !== device)
      .flatMap(signer => drawSmoothSigning(dice, { at: proposed + 200, device: signer, proposal: PROPOSAL_AFTER_LOSS, to: device })),
  ]
  return [{ at, device: lost, kind: 'reload', isStorageGone: true }, ...dice.chance(0.7) ? again : []]
}
