import { FAULT_PROFILES, randomSchedule, type Fault, type FaultKind, type NodeKind } from '../../../src/testing'
import { Dice } from '../../faults/groups/dice'
import { withinAssumption } from '../../faults/randomScenario'
import { withBadParty, type Parties } from './drawBadParty'
import { withJournalTrouble } from './drawJournals'
import { withRooms } from './drawRooms'
import { drawSigning, drawSmoothSigning } from './drawSigning'
import { SPLITS, type Schedule, type ScheduledDevice, type Step } from './schedule'

/** Kinds of faults of the node and the network. Repeated kinds are drawn more often. */
const FAULTS: readonly FaultKind[] = [
  'cut', 'cut', 'half-open', 'flapping', 'stall', 'stall', 'delay', 'delay', 'duplicate', 'restart', 'unconfirmed', 'refuse',
  'close-by-others', 'operate-by-others', 'deposit-by-others', 'withdraw-by-others', 'expire-key', 'replace-key', 'clock',
  'expiry', 'several-nodes',
]

/** Longest stall and delay, in milliseconds. */
const LONGEST = 20_000
/** For how long the others can sign, in milliseconds. Short times let proposals lapse while people still act. */
const SIGN_WITHIN = [20_000, 20_000, 60_000, 120_000, 300_000]

/** Makes a random schedule, always the same one for a seed. */
export function drawSchedule(seed: number, parties: Parties = 'any', node: NodeKind = 'clearnode'): Schedule {
  const dice = new Dice(seed, 'signing together')
  const people = dice.pick([2, 3, 3, 4, 5])
  const { weights, quorum } = drawQuorum(dice, people, node)
  const devices: ScheduledDevice[] = Array.from({ length: people }, (_, person) => ({ person }))
  if (dice.chance(0.25)) devices.push({ person: dice.from1To(people) - 1 })
  const steps = [...drawConnections(dice, devices, people), ...drawProposals(dice, devices), ...drawInterruptions(dice, devices)]
  const schedule = { seed, node, weights, quorum, ...drawTabs(seed, devices), steps, faults: drawFaults(seed, node) }
  return inOrder(withJournalTrouble(withBadParty(withRooms(schedule), parties)))
}

const inOrder = (schedule: Schedule): Schedule => ({ ...schedule, steps: schedule.steps.toSorted((one, other) => one.at - other.at) })

/** In some schedules, several participants or several pages of one participant use the same browser. */
function drawTabs(seed: number, devices: readonly ScheduledDevice[]): Pick<Schedule, 'devices' | 'haveTabsMessages'> {
  const dice = new Dice(seed, 'tabs of one browser')
  if (dice.chance(0.6)) return { devices }
  return { devices: devices.map(device => dice.chance(0.7) ? { ...device, isTab: true } : device), haveTabsMessages: dice.chance(0.6) }
}

function drawQuorum(dice: Dice, people: number, node: NodeKind): Pick<Schedule, 'weights' | 'quorum'> {
  const equal = Array.from({ length: people }, () => 1)
  const draw = dice.random()
  if (draw < 0.3) return { weights: equal, quorum: people }
  if (draw < 0.6) return { weights: equal, quorum: Math.floor(people / 2) + 1 }
  // The first participant can close alone, and the others need it.
  if (draw < 0.7) return { weights: equal.map((_, index) => index === 0 ? 100 : 20), quorum: 100 }
  // Two of four or five: groups without a common participant.
  if (draw < 0.75 && people >= 4) return { weights: equal, quorum: 2 }
  // A quorum above 255 does not exist on a nitronode.
  const weights = equal.map(() => dice.from1To(node === 'nitronode' ? 60 : 100))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const most = Math.floor(total / 2) + 1
  return { weights, quorum: most + dice.from1To(total - most + 1) - 1 }
}

/** Second devices often come later, and their login replaces the session key of the first device. */
const drawConnections = (dice: Dice, devices: readonly ScheduledDevice[], people: number): Step[] => devices.map((_, device): Step =>
  ({ at: device < people ? dice.wait(1_500) : dice.wait(60_000), device, kind: 'connect' }))

function drawProposals(dice: Dice, devices: readonly ScheduledDevice[]): Step[] {
  const count = dice.pick([1, 1, 2, 2, 3])
  const isRace = dice.chance(0.3)
  const proposer = dice.from1To(devices.length) - 1
  let at = 2_000
  return Array.from({ length: count }, (_, proposal) => {
    const device = proposal === 0 || dice.chance(0.5) ? proposer : dice.from1To(devices.length) - 1
    if (proposal > 0) at += isRace ? dice.wait(4_000) : dice.from1To(dice.pick([30_000, 150_000]))
    const start = at
    const split = dice.chance(0.6) ? 0 : dice.from1To(SPLITS.length) - 1
    // Without trouble, most sessions are closed, and the faults of the node hit the close.
    const draw = dice.chance(0.6) ? drawSmoothSigning : drawSigning
    return [
      { at: start, device, kind: 'propose' as const, proposal, split, signWithin: dice.pick(SIGN_WITHIN) },
      ...devices.flatMap((_device, signer) => signer !== device && dice.chance(0.9)
        ? draw(dice, { at: start + 200, device: signer, proposal, to: device }, devices.length)
        : []),
      ...dice.chance(0.1) ? [{ at: start + dice.wait(60_000), device, kind: 'cancel' as const }] : [],
    ]
  }).flat()
}

function drawInterruptions(dice: Dice, devices: readonly ScheduledDevice[]): Step[] {
  const steps: Step[] = []
  const drawDevice = (): number => dice.from1To(devices.length) - 1
  while (dice.chance(0.35)) steps.push({ at: dice.wait(120_000), device: drawDevice(), kind: 'reload' })
  if (dice.chance(0.15)) steps.push({ at: dice.wait(60_000), device: drawDevice(), kind: 'close', split: dice.from1To(SPLITS.length) - 1 })
  return steps
}

function drawFaults(seed: number, node: NodeKind): readonly Fault[] {
  const dice = new Dice(seed, 'faults of the node')
  const count = dice.pick([0, 1, 1, 2, 2, 3])
  if (node === 'clearnode') return withinAssumption(randomSchedule(dice.random, count, { node, kinds: FAULTS, longest: LONGEST }).faults)
  const kinds: FaultKind[] = [...FAULTS.filter(kind => FAULT_PROFILES.nitronode.kinds.includes(kind)), 'agree-by-others']
  return randomSchedule(dice.random, count, { node, kinds, longest: LONGEST }).faults
}
