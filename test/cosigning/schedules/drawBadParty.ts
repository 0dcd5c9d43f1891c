import { Dice } from '../../faults/groups/dice'
import { badPartiesOn, isOutsider, type BadParty, type BadPartyKind } from './badParties/badParty'
import { SPLITS, type ProposeStep, type Schedule, type Step } from './schedule'

/** Who takes part in schedules besides honest people. */
export type Parties = 'honest' | 'any' | BadPartyKind

const SUBMITTERS: ReadonlySet<BadPartyKind> = new Set(['sends twice', 'sends late', 'sends again', 'never sends', 'submits by itself', 'has no slot'])

/** @param parties `any`: in about half of the schedules, one participant does not keep to the rules */
export function withBadParty(schedule: Schedule, parties: Parties): Schedule {
  const dice = new Dice(schedule.seed, 'bad party')
  if (parties === 'honest' || (parties === 'any' && dice.chance(0.5))) return schedule
  const drawn = dice.pick(badPartiesOn(schedule.node ?? 'clearnode'))
  const kind = parties === 'any' ? drawn : parties
  if (isOutsider(kind)) return { ...schedule, bad: { kind, person: null } }
  const first = schedule.steps.find((step): step is ProposeStep => step.kind === 'propose')
  const proposer = schedule.devices[first?.device ?? 0]?.person ?? 0
  const others = schedule.weights.map((_, person) => person).filter(person => person !== proposer)
  const bad = { kind, person: SUBMITTERS.has(kind) || others.length === 0 ? proposer : dice.pick(others) }
  return {
    ...schedule, bad,
    // Nobody lets a stranger use their browser.
    devices: schedule.devices.map(device => device.person === bad.person ? { person: device.person } : device),
    steps: [...schedule.steps, ...stepsOf(bad, schedule, dice)],
  }
}

function stepsOf({ kind, person }: BadParty, { steps, devices }: Schedule, dice: Dice): Step[] {
  const isOwn = ({ device }: Step): boolean => devices[device]?.person === person
  if (kind === 'replaces its key') {
    return steps.filter(step => isOwn(step) && (step.kind === 'sign' || step.kind === 'deliver') && dice.chance(0.5))
      .map(({ at, device }) => ({ at: at + 1 + dice.wait(20_000), device, kind: 'replace key' }))
  }
  if (kind !== 'has no slot') return []
  return steps.filter((step): step is ProposeStep => step.kind === 'propose' && isOwn(step)).flatMap(step => otherSplit(step, steps, dice))
}

/** Shows another split at the same time, and tells each of the others about one of both. */
function otherSplit(step: ProposeStep, steps: readonly Step[], dice: Dice): Step[] {
  const proposal = step.proposal + 100
  const split = (step.split + dice.from1To(SPLITS.length - 1)) % SPLITS.length
  const answers = steps.filter(answer => 'proposal' in answer && answer.proposal === step.proposal && answer.kind !== 'propose')
  const shown = new Set(answers.map(({ device }) => device).filter(() => dice.chance(0.6)))
  return [{ ...step, proposal, split }, ...answers.filter(({ device }) => shown.has(device)).map(answer => ({ ...answer, at: answer.at - 1, proposal }) as Step)]
}
