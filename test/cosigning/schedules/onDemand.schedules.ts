import { expect, it } from 'vitest'
import type { Parties } from './drawBadParty'
import type { Schedule } from './schedule'
import { schedulesFrom, useSchedules } from './scheduleRuns'

const { FAULT_RUNS = '2000', FAULT_FIRST = '1', FAULT_PARTY = 'any', FAULT_NODE = 'cosigning', FAULT_SCENARIO } = process.env
const [first, runs] = [Number(FAULT_FIRST), Number(FAULT_RUNS)]
const parties = FAULT_PARTY as Parties
const node = FAULT_NODE === 'cosigning-nitronode' ? 'nitronode' : 'clearnode'
const title = FAULT_SCENARIO ? 'the schedule in FAULT_SCENARIO' : `signing together on a ${node}, seeds ${first} to ${first + runs - 1}`

it(`${title}: every session is paid at most once, and every participant learns the truth`, async () => {
  const schedules = FAULT_SCENARIO ? [JSON.parse(FAULT_SCENARIO) as Schedule] : schedulesFrom(first, runs, parties, node)
  // A long run shows what it has found before it ends, and the table is the purpose of the command.
  const { table, reports } = await useSchedules().runAll(schedules, { onReport: ({ text }) => { console.info(text) } })
  console.info(`${title}\n${table}`)
  const texts = reports.map(({ text }) => text)
  expect(texts, texts.join('\n\n')).toEqual([])
}, Infinity)
