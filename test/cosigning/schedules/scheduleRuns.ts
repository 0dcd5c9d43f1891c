import type { RecoveryOptions } from '../../../src/core'
import { describeSchedule, type NodeKind } from '../../../src/testing'
import { loadNitronode } from '../../helpers/loadNitronode'
import { countEncryptions } from '../../helpers/togetherRig'
import type { Parties } from './drawBadParty'
import { drawSchedule } from './drawSchedule'
import { findBreaches, type JudgedSchedule } from './findBreaches'
import type { Schedule } from './schedule'
import { ScheduleTable } from './scheduleTable'
import { shrinkSchedule } from './shrinkSchedule'
import { SigningWorld } from './signingWorld'

/** How many failing schedules are shrunk and reported. A common breach would otherwise take hours. */
const MOST_REPORTED = 5

/** A failing run. */
export interface ScheduleReport {
  /** The shortest schedule that still fails. */
  readonly schedule: Schedule
  /** The breaches, the faults in English, and the command that runs the schedule again. */
  readonly text: string
}

export interface RunAllOptions {
  /** Stops after this many failing runs. @default 5 */
  readonly most?: number
  /** Called with each failing run as soon as it is shrunk. */
  readonly onReport?: (report: ScheduleReport) => void
  /** Where the runs are counted. @default a new table */
  readonly table?: ScheduleTable
}

/**
 * Runs schedules within one test.
 * @param recovery how the clients resolve unknown outcomes. @default the defaults of the client
 */
export function useSchedules(recovery: RecoveryOptions = {}) {
  const isEncrypting = countEncryptions()

  async function run(schedule: Schedule) {
    // Loading takes real time, and virtual time does not wait for it.
    await Promise.all([loadNitronode(), import('../../../src/core/cosigning/createCosigning')])
    const result = await new SigningWorld(schedule, { isEncrypting, recovery }).run()
    return { result, breaches: findBreaches(result) }
  }

  async function report(schedule: Schedule): Promise<ScheduleReport> {
    const shortest = await shrinkSchedule(schedule, async shorter => (await run(shorter)).breaches.length > 0)
    const { result, breaches } = await run(shortest)
    const text = [
      ...breaches, ...describeSchedule({ seed: schedule.seed, faults: shortest.faults }), describeEnds(result),
      `FAULT_SCENARIO='${JSON.stringify(shortest)}' npm run faults -- --node cosigning`,
    ].join('\n')
    return { schedule: shortest, text }
  }

  async function runAll(schedules: Iterable<Schedule>, { most = MOST_REPORTED, onReport = () => {}, table = new ScheduleTable() }: RunAllOptions = {}) {
    const reports: ScheduleReport[] = []
    for (const schedule of schedules) {
      const { result, breaches } = await run(schedule)
      table.add(result)
      if (breaches.length > 0) {
        const found = await report(schedule)
        reports.push(found)
        onReport(found)
      }
      if (reports.length >= most) break
    }
    return { table, reports }
  }

  return { run, runAll }
}

/** What was paid and what the clients reported, one line each. */
const describeEnds = ({ payments, shown }: JudgedSchedule): string => [
  ...payments.map(payment => JSON.stringify(payment)), ...shown.map(end => JSON.stringify(end)),
].join('\n')

/** The schedules of this many seeds in a row. */
export function* schedulesFrom(first: number, runs: number, parties?: Parties, node?: NodeKind): Generator<Schedule> {
  for (let seed = first; seed < first + runs; seed++) yield drawSchedule(seed, parties, node)
}
