import type { VirtualTime } from '../../../../src/testing'
import type { Schedule } from '../schedule'
import { createClearnodeSide } from './clearnodeSide'
import { createNitronodeSide } from './nitronodeSide'
import type { ScheduleNode } from './scheduleNode'

export const createScheduleNode = (schedule: Schedule, time: VirtualTime): ScheduleNode =>
  schedule.node === 'nitronode' ? createNitronodeSide(schedule, time) : createClearnodeSide(schedule, time)
