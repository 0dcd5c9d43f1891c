import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { FAULT_PROFILES, type FaultyNode } from '../../src/testing'
import { scenariosFrom, useRuns } from './runs'

/** Runs of one file; the files run side by side. */
export const RUNS = 1_000

/** Where the tables go; `npm test` prints them. */
const REPORTS = fileURLToPath(new URL('../../.reports/faults', import.meta.url))

/** How often every kind of fault has to hit a close in flight, for the runs to prove anything. */
const LEAST_HITS = 50

/** Nothing is paid twice in random runs, what was said is true, and the runs met enough of every fault. */
export async function proveExactlyOnce(first: number, node: FaultyNode = 'clearnode'): Promise<void> {
  const { table, told } = await useRuns().runAll(scenariosFrom(first, RUNS, node))
  await mkdir(REPORTS, { recursive: true })
  await writeFile(join(REPORTS, `${node}-${first}.txt`), `${node}, seeds ${first} to ${first + RUNS - 1}\n${table}\n`)
  const texts = told.map(({ text }) => text)
  expect(texts, texts.join('\n\n')).toEqual([])
  expect(table.rarerThan(LEAST_HITS, FAULT_PROFILES[node].kinds)).toEqual([])
  expect(table.losingShare).toBeGreaterThanOrEqual(0.5)
}
