import { Dice } from '../../faults/groups/dice'
import type { ProposeStep, RoomNetwork, Schedule, Step } from './schedule'

/** In half of the schedules, the participants meet in a room for most of the proposals. */
export function withRooms(schedule: Schedule): Schedule {
  const dice = new Dice(schedule.seed, 'rooms')
  if (dice.chance(0.5)) return schedule
  const proposals = schedule.steps.filter(({ kind }) => kind === 'propose').filter(() => dice.chance(0.8)) as ProposeStep[]
  const inRoom = new Set(proposals.map(({ proposal }) => proposal))
  const steps = schedule.steps
    .map(step => step.kind === 'propose' && inRoom.has(step.proposal) ? { ...step, isInRoom: true } : step)
    .flatMap(step => step.kind === 'reload' ? [step, ...stepsOfNewPage(dice, step, schedule.steps, proposals)] : [step])
  return { ...schedule, steps, network: drawNetwork(dice) }
}

const drawNetwork = (dice: Dice): RoomNetwork => ({
  lost: dice.pick([0, 0, 0, 10, 30, 60]), repeated: dice.pick([0, 0, 20, 50]), slowest: dice.pick([20, 20, 500, 5_000, 20_000]),
})

/** Most people whose page was reloaded continue: with their own proposal, and with those that they had opened. */
function stepsOfNewPage(dice: Dice, { at, device }: Step, steps: readonly Step[], proposals: readonly ProposeStep[]): Step[] {
  return proposals.filter(made => made.at < at && dice.chance(0.8)).flatMap((made): Step[] => {
    const again = at + 500 + dice.wait(8_000)
    if (made.device === device) return [{ ...made, at: again, isInRoom: true }]
    const wasOpened = steps.some(step => step.kind === 'open' && step.device === device && step.proposal === made.proposal && step.at < at)
    if (!wasOpened) return []
    const opened = { at: again, device, kind: 'open' as const, proposal: made.proposal }
    return [opened, { ...opened, at: again + 1 + dice.wait(15_000), kind: 'approve' }]
  })
}
