import { expect, it } from 'vitest'
import { FAULT_PROFILES, type NodeKind } from '../../src/testing'
import { DEFAULT_GROUPS, groupsFor, isBasic, kindsOf } from './groups/groups'
import { writeReport } from './report'
import { scenariosFrom, useRuns } from './runs'

/** Least number of hits on closes in flight in 1,000 runs, for every basic kind of fault. With fewer, the runs would prove little. */
const LEAST_HITS = 50
/** The same for the kinds that only a part of the runs contains. */
const LEAST_HITS_OF_GROUPS = 25
const LEAST_RUNS_OF_GROUPS = 100
/** Least number of changes of a store that each kind of fault hits in 1,000 runs. */
const LEAST_HITS_OF_STORE = 10

/**
 * Defines the test that no random run pays twice, that clients report the truth, and that every kind of fault was met
 * often enough. Each range of seeds has its own test file, because Vitest spreads files over the cores of the machine, but
 * not the tests of one file.
 */
export function testExactlyOnce(node: NodeKind, { first, last }: { readonly first: number, readonly last: number }): void {
  it(`${node}, seeds ${first} to ${last}: random runs pay every session once, and clients report the truth`, async () => {
    const runs = last - first + 1
    const inRuns = (least: number): number => Math.floor(least * runs / 1_000)
    const { table, reports } = await useRuns().runAll(scenariosFrom(first, runs, node))
    await writeReport(`${node}-${first}`, `${node}, seeds ${first} to ${last}\n${table}`)
    const texts = reports.map(({ text }) => text)
    expect(texts, texts.join('\n\n')).toEqual([])
    const groups = groupsFor(node, DEFAULT_GROUPS)
    expect(table.rarerThan(inRuns(LEAST_HITS), FAULT_PROFILES[node].kinds.filter(isBasic))).toEqual([])
    expect(table.kindsRarerThan(inRuns(LEAST_HITS_OF_GROUPS), kindsOf(groups))).toEqual([])
    expect(table.groupsRarerThan(inRuns(LEAST_RUNS_OF_GROUPS), groups)).toEqual([])
    if (groups.includes('shared store')) expect(table.rarerInStoreThan(inRuns(LEAST_HITS_OF_STORE))).toEqual([])
    expect(table.losingShare).toBeGreaterThanOrEqual(0.5)
  }, Infinity)
}
