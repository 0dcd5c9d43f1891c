import { expect, it } from 'vitest'
import { writeReport } from '../../faults/report'
import { schedulesFrom, useSchedules } from './scheduleRuns'

/** `npm run faults -- --node cosigning` runs many more. */
const RUNS = 24

it(`${RUNS} random schedules of several signers pay every session at most once, and every participant learns the truth`, async () => {
  const { table, reports } = await useSchedules().runAll(schedulesFrom(1, RUNS))
  await writeReport('cosigning', `signing together, seeds 1 to ${RUNS}\n${table}`)
  const texts = reports.map(({ text }) => text)
  expect(texts, texts.join('\n\n')).toEqual([])
  // With fewer of these ends, the schedules would prove little.
  expect(table.paid).toBeGreaterThanOrEqual(RUNS / 3)
  expect(table.ended('submitter', 'closed')).toBeGreaterThanOrEqual(RUNS / 3)
  expect(table.ended('co-signer', 'closed')).toBeGreaterThanOrEqual(RUNS / 3)
  expect(table.ended('co-signer', 'failed PROPOSAL_LAPSED')).toBeGreaterThanOrEqual(RUNS / 4)
  expect(table.ended('submitter', 'failed PROPOSAL_SIGNING_LEFT')).toBeGreaterThanOrEqual(RUNS / 8)
}, Infinity)
