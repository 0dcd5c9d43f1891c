import type { VirtualTime } from '../../../src/testing'
import { Dice } from '../../faults/groups/dice'
import { createMeetingPlace } from '../../helpers/memoryTransport'
import type { Schedule } from './schedule'

/** Where the devices of a schedule meet. Messages are lost, repeated and reordered in the same way in every run of the schedule. */
export function createRoomNetwork({ seed, network }: Pick<Schedule, 'seed' | 'network'>, time: VirtualTime) {
  const dice = new Dice(seed, 'messages of rooms')
  if (!network) return createMeetingPlace(time)
  const { lost, repeated, slowest } = network
  return createMeetingPlace(time, {
    delaysOf: () => Array.from({ length: dice.chance(repeated / 100) ? 2 : 1 }, () => 1 + dice.wait(slowest)).filter(() => !dice.chance(lost / 100)),
  })
}
