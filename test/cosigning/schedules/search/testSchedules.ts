import { afterAll, expect, it } from 'vitest'
import type { NodeKind } from '../../../../src/testing'
import { writeReport } from '../../../faults/report'
import type { Parties } from '../drawBadParty'
import { schedulesFrom, useSchedules } from '../scheduleRuns'
import { ScheduleTable } from '../scheduleTable'

/**
 * How many schedules `npm test` runs: 2,000 in total, with eleven bad parties on a ClearNode and ten on a nitronode.
 * `npm run faults -- --node cosigning` and `--node cosigning-nitronode` run any number.
 */
const RUNS = { honest: { clearnode: 300, nitronode: 335 }, withBadParty: 65 }

/** The least share of schedules in which a request of the participants is paid. With less, the schedules would prove little. */
const LEAST_PAID = 0.25

const NAMES = { clearnode: 'ClearNode', nitronode: 'nitronode' }

/**
 * Defines one test for each party, with random schedules of several signers. Vitest spreads files over the cores of the machine,
 * but not the tests of one file, so that each file has a part of the parties.
 * @param name of the report
 * @param leastEnds how often closings must have ended in some way, as a share of the schedules: party, role and end
 */
export function testSchedules(
  name: string, node: NodeKind, parties: readonly Parties[], leastEnds: readonly (readonly [Parties, role: string, end: string, share: number])[] = [],
): void {
  const total = new ScheduleTable()
  for (const party of parties) {
    const runs = party === 'honest' ? RUNS.honest[node] : RUNS.withBadParty
    const who = party === 'honest' ? 'everybody is honest' : `the bad party is: ${party}`
    it(`${runs} random schedules of several signers on a ${NAMES[node]} (${who}): nothing is overpaid against the rules, and every honest participant learns the truth`, async () => {
      const { table, reports } = await useSchedules().runAll(schedulesFrom(1, runs, party, node), { table: new ScheduleTable(total) })
      const texts = reports.map(({ text }) => text)
      expect(texts, texts.join('\n\n')).toEqual([])
      expect(table.runs).toBe(runs)
      const isPaying = party !== 'never sends' && party !== 'submits by itself'
      expect(table.paid).toBeGreaterThanOrEqual(isPaying ? runs * LEAST_PAID : 1)
      for (const [whose, role, end, share] of leastEnds) {
        if (whose === party) expect(table.ended(role, end), `${role}: ${end}`).toBeGreaterThanOrEqual(runs * share)
      }
    }, Infinity)
  }
  afterAll(() => writeReport(`cosigning-${name}`, `signing together on a ${NAMES[node]}, ${parties.join(', ')}\n${total}`))
}
