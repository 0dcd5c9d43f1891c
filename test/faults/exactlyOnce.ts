import { expect, it } from 'vitest'
import { FAULT_PROFILES, type NodeKind } from '../../src/testing'
import { DEFAULT_GROUPS, isBasic, kindsOf } from './groups/groups'
import { writeReport } from './report'
import { scenariosFrom, useRuns } from './runs'

/** Least number of hits on closes in flight, for every kind of fault. With fewer, the runs would prove little. */
const LEAST_HITS = 50

/**
 * Defines the test that no random run pays twice, that clients report the truth, and that every kind of fault was met
 * often enough. Each range of seeds has its own test file, because Vitest spreads files over the cores of the machine, but
 * not the tests of one file.
 */
export function testExactlyOnce(node: NodeKind, { first, last }: { readonly first: number, readonly last: number }): void {
  it(`${node}, seeds ${first} to ${last}: random runs pay every session once, and clients report the truth`, async () => {
    const { table, reports } = await useRuns().runAll(scenariosFrom(first, last - first + 1, node))
    await writeReport(`${node}-${first}`, `${node}, seeds ${first} to ${last}\n${table}`)
    const texts = reports.map(({ text }) => text)
    expect(texts, texts.join('\n\n')).toEqual([])
    const kinds = [...FAULT_PROFILES[node].kinds.filter(isBasic), ...kindsOf(DEFAULT_GROUPS, node)]
    expect(table.rarerThan(LEAST_HITS, kinds)).toEqual([])
    expect(table.losingShare).toBeGreaterThanOrEqual(0.5)
  }, Infinity)
}
