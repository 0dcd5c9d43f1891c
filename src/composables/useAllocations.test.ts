import { isReactive, shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import { ALICE, BOB, CAROL, sampleId, sampleSession } from '../../test/helpers/sampleSession'
import type { AppSession } from '../core/sessions/types'
import type { UseAllocationsReturn } from './types'
import { useAllocations } from './useAllocations'

const alice = { participant: ALICE, asset: 'usdc' }
const bob = { participant: BOB, asset: 'usdc' }
const texts = ({ rows }: UseAllocationsReturn): string[] => rows.value.flatMap(({ cells }) => cells.map(({ text }) => text))
const amounts = ({ allocations }: UseAllocationsReturn): string[] => allocations.value.map(({ amount }) => amount)

const withTotal = (total: string, alices: string, bobs: string): AppSession => sampleSession({
  assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total }],
  allocations: [{ ...alice, amount: alices }, { ...bob, amount: bobs }],
})

const threeOfTwo = sampleSession({
  participants: [ALICE, BOB, CAROL].map(address => ({ address, weight: 34 })),
  assets: [
    { symbol: 'usdc', decimals: 6, scale: 6, total: '1' },
    { symbol: 'weth', decimals: 18, scale: 18, total: '0.5' },
  ],
  allocations: ['usdc', 'weth'].flatMap(asset => [ALICE, BOB, CAROL].map((participant, index) =>
    ({ participant, asset, amount: index === 0 ? (asset === 'usdc' ? '1' : '0.5') : '0' }))),
})

describe('useAllocations', () => {
  it('useAllocations has no rows without a session', () => {
    const result = useAllocations(null)
    result.set(alice, '1')
    result.reset()
    expect([result.rows.value, result.allocations.value, result.total.value, result.findings.value]).toEqual([[], [], {}, []])
    expect([result.valid.value, result.isStale.value, result.canApplyPreset({ kind: 'equal' })]).toEqual([false, false, false])
  })

  it('useAllocations starts with the allocations of the session', () => {
    const result = useAllocations(() => sampleSession())
    expect(texts(result)).toEqual(['0.7', '0.3'])
    expect(result.total.value).toEqual({ usdc: '1' })
    expect([result.valid.value, result.findings.value]).toEqual([true, []])
    expect(isReactive(result.rows.value[0])).toBe(false)
  })

  it('useAllocations links the amounts of two fields, and does not rewrite a typed text until it is committed', () => {
    const result = useAllocations(sampleSession())
    result.set(alice, '0,250')
    expect(texts(result)).toEqual(['0,250', '0.75'])
    expect(amounts(result)).toEqual(['0.25', '0.75'])
    result.commit(alice)
    expect(texts(result)).toEqual(['0.25', '0.75'])
    result.set(bob, '1.')
    expect(texts(result)).toEqual(['0', '1.'])
  })

  it('useAllocations marks an invalid text and changes no amount', () => {
    const result = useAllocations(sampleSession())
    result.set(alice, '1.5.2')
    expect(texts(result)).toEqual(['1.5.2', '0.3'])
    expect(amounts(result)).toEqual(['0.7', '0.3'])
    expect(result.valid.value).toBe(false)
    expect(result.findings.value.map(({ info, participant, asset }) => [info.code, participant, asset]))
      .toEqual([['AMOUNT_MALFORMED', ALICE, 'usdc']])
    result.set(alice, '1.1')
    expect(result.findings.value.map(({ info }) => info.code)).toEqual(['ALLOCATION_ABOVE_TOTAL'])
    result.set(alice, '1')
    expect([result.valid.value, amounts(result)]).toEqual([true, ['1', '0']])
  })

  it('useAllocations changes amounts by steps, by units and by presets', () => {
    const result = useAllocations(sampleSession())
    result.step(alice, 1n)
    expect(amounts(result)).toEqual(['0.700001', '0.299999'])
    result.setUnits(bob, 2_000_000n)
    expect(amounts(result)).toEqual(['0', '1'])
    result.preset({ kind: 'equal' })
    expect(amounts(result)).toEqual(['0.5', '0.5'])
    expect([result.preset, result.total]).toEqual([result.applyPreset, result.totals])
    result.applyPreset({ kind: 'allTo', participant: ALICE }, 'usdc')
    expect(amounts(result)).toEqual(['1', '0'])
    expect([result.canApplyPreset({ kind: 'asItStands' }), result.canApplyPreset({ kind: 'percent', percents: { [ALICE]: '99' } })]).toEqual([true, false])
    result.preset({ kind: 'percent', percents: { [ALICE]: '99' } })
    expect(amounts(result)).toEqual(['1', '0'])
    result.reset()
    expect(amounts(result)).toEqual(['0.7', '0.3'])
  })

  it('useAllocations has one row for each asset, with a remainder that can be chosen', () => {
    const result = useAllocations(threeOfTwo)
    expect(result.rows.value.map(({ asset, cells }) => [asset.symbol, cells.map(({ isRemainder }) => isRemainder)]))
      .toEqual([['usdc', [false, false, true]], ['weth', [false, false, true]]])
    result.setRemainder({ participant: ALICE, asset: 'usdc' })
    result.set({ participant: CAROL, asset: 'usdc' }, '0.25')
    expect(amounts(result)).toEqual(['0.75', '0', '0.25', '0.5', '0', '0'])
    expect([result.valid.value, result.total.value]).toEqual([true, { usdc: '1', weth: '0.5' }])
  })

  it('useAllocations keeps a locked amount through edits and presets, and reset unlocks it', () => {
    const result = useAllocations(threeOfTwo)
    const carol = { participant: CAROL, asset: 'usdc' }
    result.set(alice, '0.7')
    result.set(bob, '0.3')
    result.setLocked(bob, true)
    result.set(bob, '0.9')
    result.preset({ kind: 'points', points: { [ALICE]: 1, [CAROL]: 6 } }, 'usdc')
    expect(amounts(result).slice(0, 3)).toEqual(['0.1', '0.3', '0.6'])
    result.setLocked(carol, true)
    expect(result.rows.value[0]?.cells.map(({ isLocked, isRemainder }) => [isLocked, isRemainder])).toEqual([[false, true], [true, false], [true, false]])
    result.setLocked(carol, false)
    result.set(carol, '0.8')
    expect(result.findings.value.map(({ info }) => [info.code, info.data['available']])).toEqual([['ALLOCATION_ABOVE_TOTAL', '0.7']])
    result.reset()
    expect([texts(result).slice(0, 3), result.rows.value[0]?.cells.some(({ isLocked }) => isLocked)]).toEqual([['1', '0', '0'], false])
  })

  it('useAllocations says why a preset cannot be applied', () => {
    const result = useAllocations(sampleSession())
    expect(result.presetProblem({ kind: 'percent', percents: { [ALICE]: 60, [BOB]: 30 } }))
      .toMatchObject({ code: 'ALLOCATION_SUM_MISMATCH', data: { actual: '90 %', expected: '100 %' } })
    expect(result.presetProblem({ kind: 'percent', percents: { [ALICE]: 60, [BOB]: 40 } })).toBeNull()
    expect(useAllocations(null).presetProblem({ kind: 'equal' })).toBeNull()
  })

  it('useAllocations keeps edits when the same session is read again or is missing for a moment', () => {
    const session = shallowRef<AppSession | null>(sampleSession())
    const result = useAllocations(session)
    result.set(alice, '0.10')
    session.value = sampleSession({ version: 2 })
    expect([texts(result), result.isStale.value, result.hasMoved.value]).toEqual([['0.10', '0.9'], false, false])
    session.value = null
    expect([texts(result), result.valid.value]).toEqual([[], false])
    session.value = sampleSession()
    expect([texts(result), result.valid.value]).toEqual([['0.10', '0.9'], true])
  })

  it('useAllocations keeps its amounts when the allocations of the session change, and can start again from the new ones', () => {
    const session = shallowRef(sampleSession())
    const result = useAllocations(session)
    session.value = withTotal('1', '0.6', '0.4')
    expect([texts(result), result.hasMoved.value, result.isStale.value, result.valid.value]).toEqual([['0.7', '0.3'], true, false, true])
    result.preset({ kind: 'asItStands' })
    expect(amounts(result)).toEqual(['0.6', '0.4'])
    result.reset()
    expect(result.hasMoved.value).toBe(false)
  })

  it('useAllocations is stale and not valid once the totals of the session have changed', () => {
    const session = shallowRef(sampleSession())
    const result = useAllocations(session)
    result.set(alice, '0.1')
    session.value = withTotal('2', '1.5', '0.5')
    expect([texts(result), result.isStale.value, result.valid.value]).toEqual([['0.1', '0.9'], true, false])
    expect(result.total.value).toEqual({ usdc: '1' })
    expect(result.findings.value.map(({ info }) => info.code)).toEqual(['ALLOCATION_SUM_MISMATCH'])
    result.reset()
    expect([texts(result), result.isStale.value, result.valid.value, result.total.value])
      .toEqual([['1.5', '0.5'], false, true, { usdc: '2' }])
  })

  it('useAllocations is stale once the session counts in finer units, although the totals read the same', () => {
    const session = shallowRef(sampleSession())
    const result = useAllocations(session)
    session.value = sampleSession({ assets: [{ symbol: 'usdc', decimals: 6, scale: 8, total: '1' }] })
    expect([result.findings.value, result.isStale.value, result.valid.value]).toEqual([[], true, false])
  })

  it('useAllocations is no longer stale once the session has its earlier totals again', () => {
    const session = shallowRef(sampleSession())
    const result = useAllocations(session)
    result.set(alice, '0.1')
    session.value = withTotal('2', '1.5', '0.5')
    session.value = sampleSession()
    expect([texts(result), result.isStale.value, result.valid.value]).toEqual([['0.1', '0.9'], false, true])
  })

  it('useAllocations starts again when it is given another session', () => {
    const session = shallowRef(sampleSession())
    const result = useAllocations(session)
    result.set(alice, '0.1')
    session.value = { ...withTotal('5', '2', '3'), id: sampleId(2) }
    expect([texts(result), result.isStale.value]).toEqual([['2', '3'], false])
  })

  it('useAllocations reports that the amounts of a session cannot be read', () => {
    const result = useAllocations(withTotal('1e3', '1', '2'))
    expect([result.rows.value, result.valid.value]).toEqual([[], false])
    expect(result.findings.value.map(({ info }) => info.code)).toEqual(['AMOUNT_MALFORMED'])
  })
})
