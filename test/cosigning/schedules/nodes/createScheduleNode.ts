import type { VirtualTime } from '../../../../src/testing'
import type { Schedule } from '../schedule'
import { createClearnodeSide } from './clearnodeSide'
import { createNitronodeSide } from './nitronodeSide'
import type { OnSubmission, ScheduleNode } from './scheduleNode'

export const createScheduleNode = (schedule: Schedule, time: VirtualTime, onSubmission: OnSubmission): ScheduleNode =>
  schedule.node === 'nitronode' ? createNitronodeSide(schedule, time, onSubmission) : createClearnodeSide(schedule, time, onSubmission)
