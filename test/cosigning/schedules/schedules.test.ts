import { expect, it } from 'vitest'
import { writeReport } from '../../faults/report'
import { schedulesFrom, useSchedules } from './scheduleRuns'

/** `npm run faults -- --node cosigning` and `--node cosigning-nitronode` run many more. */
const RUNS = 40
/** Few, because these only show that the judge and the clients notice what nobody can prevent. */
const OVERPAYING_RUNS = 12
const RUNS_ON_NITRONODE = 16

it(`${RUNS} random schedules of several signers, by hand and in rooms, with one bad party in every other one, pay nothing twice, and every honest participant learns the truth`, async () => {
  const { table, reports } = await useSchedules().runAll(schedulesFrom(1, RUNS))
  await writeReport('cosigning', `signing together, seeds 1 to ${RUNS}\n${table}`)
  const texts = reports.map(({ text }) => text)
  expect(texts, texts.join('\n\n')).toEqual([])
  // With fewer of these ends, the schedules would prove little.
  expect(table.paid).toBeGreaterThanOrEqual(RUNS / 4)
  expect(table.ended('submitter', 'closed')).toBeGreaterThanOrEqual(RUNS / 4)
  expect(table.ended('co-signer', 'closed')).toBeGreaterThanOrEqual(RUNS / 4)
  expect(table.ended('co-signer', 'failed PROPOSAL_LAPSED')).toBeGreaterThanOrEqual(RUNS / 4)
  expect(table.ended('submitter', 'failed PROPOSAL_SIGNING_LEFT')).toBeGreaterThanOrEqual(RUNS / 10)
}, Infinity)

it(`in ${OVERPAYING_RUNS} schedules with a submitter that sends everything twice, every honest participant learns that a session is overpaid`, async () => {
  const { table, reports } = await useSchedules().runAll(schedulesFrom(1, OVERPAYING_RUNS, 'sends twice'))
  const texts = reports.map(({ text }) => text)
  expect(texts, texts.join('\n\n')).toEqual([])
  expect(table.ended('co-signer', 'overpaid CLOSING_OVERPAID')).toBeGreaterThanOrEqual(OVERPAYING_RUNS / 4)
}, Infinity)

it(`${RUNS_ON_NITRONODE} random schedules of several signers on a nitronode pay every session once, and every participant learns the truth`, async () => {
  const { table, reports } = await useSchedules().runAll(schedulesFrom(1, RUNS_ON_NITRONODE, 'honest', 'nitronode'))
  const texts = reports.map(({ text }) => text)
  expect(texts, texts.join('\n\n')).toEqual([])
  expect(table.paid).toBeGreaterThanOrEqual(RUNS_ON_NITRONODE / 4)
}, Infinity)
