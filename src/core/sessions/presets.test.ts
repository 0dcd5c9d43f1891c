import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allocationsOf, applyPreset, canApplyPreset, createAllocationEditor, editAmount, presetProblem, setLocked, setRemainder,
} from './editing'
import { readPreset, type AllocationPreset } from './presets'
import { sessionWith } from '../../../test/helpers/editableSession'

const names = ['0xAaaa', '0xBbbb', '0xCccc', '0xDddd', '0xEeee', '0xFfff']
const [A = '', B = '', C = ''] = names
const trio = sessionWith([A, B, C], {
  eth: { decimals: 18, amounts: ['0', '2', '0'] }, usdc: { decimals: 2, amounts: ['0.2', '0.5', '0.3'] },
})
const edit = createAllocationEditor(trio)
const split = (preset: AllocationPreset, of = edit): string[] =>
  allocationsOf(applyPreset(of, preset, 'usdc')).filter(row => row.asset === 'usdc').map(row => row.amount)

describe('presets', () => {
  it('the preset allTo gives everything to one participant', () => {
    expect(split({ kind: 'allTo', participant: B })).toEqual(['0', '1', '0'])
    expect(canApplyPreset(edit, { kind: 'allTo', participant: '0xdddd' })).toBe(false)
  })

  it('presets find participants whose addresses are written in another case', () => {
    expect(split({ kind: 'allTo', participant: '0xBBBB' })).toEqual(['0', '1', '0'])
    expect(split({ kind: 'percent', percents: { '0XAAAA': 10, '0xbbbb': 20, [C]: 70 } })).toEqual(['0.1', '0.2', '0.7'])
    expect(split({ kind: 'funders', deposits: { '0xaaaa': { usdc: '0.4' }, '0xCCCC': { usdc: '0.6' } } })).toEqual(['0.4', '0', '0.6'])
  })

  it('a cell is edited by the address of its participant in any case', () => {
    const amounts = (of: typeof edit): string[] => allocationsOf(of).filter(row => row.asset === 'usdc').map(row => row.amount)
    expect(amounts(editAmount(edit, { participant: '0xAAAA', asset: 'usdc', text: '0.1' }))).toEqual(['0.1', '0.5', '0.4'])
    expect(amounts(setRemainder(edit, { participant: '0xaaaa', asset: 'usdc' }))).toEqual(amounts(edit))
  })

  it('the preset equal gives the same to each, and what cannot be divided to the remainder', () => {
    expect(split({ kind: 'equal' })).toEqual(['0.33', '0.33', '0.34'])
    expect(split({ kind: 'equal' }, setRemainder(edit, { participant: A, asset: 'usdc' }))).toEqual(['0.34', '0.33', '0.33'])
  })

  it('the preset percent divides to the last base unit', () => {
    expect(split({ kind: 'percent', percents: { [A]: 10, [B]: '20.5', [C]: '69.5' } })).toEqual(['0.1', '0.2', '0.7'])
    expect(split({ kind: 'percent', percents: { [A]: '33.3', [B]: '66.7' } })).toEqual(['0.33', '0.67', '0'])
    expect(split({ kind: 'percent', percents: { [B]: '100' } })).toEqual(['0', '1', '0'])
  })

  it('the preset percent refuses percentages that are not exactly 100, of strangers, negative or not numbers', () => {
    for (const percents of [
      { [A]: '99.99' }, { [A]: '100', [B]: '0.0000001' }, { [A]: '100', '0xaaaa': '0' }, { [A]: '110', [B]: '-10' },
      { [A]: '1e2' }, { [A]: 33.3, [B]: 66.7 }, {},
    ]) expect(canApplyPreset(edit, { kind: 'percent', percents } as AllocationPreset)).toBe(false)
  })

  it('the preset funders gives back the deposits while all of them are still there', () => {
    const deposits = { [A]: { usdc: '0.40' }, [C]: { usdc: '0.6', eth: '2' } }
    expect(split({ kind: 'funders', deposits })).toEqual(['0.4', '0', '0.6'])
    expect(allocationsOf(applyPreset(edit, { kind: 'funders', deposits })).map(row => row.amount))
      .toEqual(['0', '0', '2', '0.4', '0', '0.6'])
    for (const usdc of ['0.3', '0.5', '-0.4', '0.400001', 'x']) {
      expect(canApplyPreset(edit, { kind: 'funders', deposits: { ...deposits, [A]: { usdc } } }, 'usdc')).toBe(false)
    }
  })

  it('the preset asItStands restores the current allocations and clears invalid texts', () => {
    const typed = editAmount(edit, { participant: A, asset: 'usdc', text: 'x' })
    expect(applyPreset(typed, { kind: 'asItStands' })).toEqual(edit)
  })

  it('a preset changes one asset, all of them, or none', () => {
    const one = allocationsOf(applyPreset(edit, { kind: 'allTo', participant: A }, 'eth')).map(row => row.amount)
    expect(one).toEqual(['2', '0', '0', '0.2', '0.5', '0.3'])
    const both = allocationsOf(applyPreset(edit, { kind: 'allTo', participant: A })).map(row => row.amount)
    expect(both).toEqual(['2', '0', '0', '1', '0', '0'])
    const deposits = { [A]: { usdc: '1', eth: '7' } }
    expect(canApplyPreset(edit, { kind: 'funders', deposits }, 'usdc')).toBe(true)
    expect(applyPreset(edit, { kind: 'funders', deposits })).toBe(edit)
    expect(applyPreset(edit, { kind: 'equal' }, 'nope')).toBe(edit)
  })

  it('the preset points gives everybody the same for a point, to the last base unit', () => {
    expect(split({ kind: 'points', points: { [A]: 3, [B]: '1.5', [C]: '0.5' } })).toEqual(['0.6', '0.3', '0.1'])
    expect(split({ kind: 'points', points: { '0xaaaa': 1, [B]: 2 } })).toEqual(['0.33', '0.67', '0'])
    expect(split({ kind: 'points', points: { [A]: 1, [B]: 1, [C]: 1 } })).toEqual(['0.33', '0.33', '0.34'])
    expect(split({ kind: 'points', points: { [A]: 1, [B]: 1, [C]: 1 } }, setRemainder(edit, { participant: B, asset: 'usdc' })))
      .toEqual(['0.33', '0.34', '0.33'])
  })

  it.each<[string, AllocationPreset, string, Record<string, unknown>]>([
    ['percentages below 100', { kind: 'percent', percents: { [A]: '99.99' } }, 'ALLOCATION_SUM_MISMATCH', { actual: '99.99 %', expected: '100 %', difference: '0.01 %' }],
    ['percentages of a stranger', { kind: 'percent', percents: { [A]: 100, '0xDddd': 0 } }, 'ALLOCATION_NON_PARTICIPANT', { participant: '0xDddd' }],
    ['a participant who is named twice', { kind: 'points', points: { [A]: 1, '0xaaaa': 1 } }, 'ALLOCATION_DUPLICATE', { participant: A }],
    ['points that are not a number', { kind: 'points', points: { [A]: 'all' } }, 'AMOUNT_MALFORMED', { participant: A }],
    ['points as a number with decimals', { kind: 'points', points: { [A]: 0.1 } }, 'AMOUNT_NOT_TEXT', { participant: A }],
    ['points above the largest exact number', { kind: 'points', points: { [A]: 2 ** 53 } }, 'AMOUNT_NOT_TEXT', { participant: A }],
    ['negative points', { kind: 'points', points: { [A]: '-1', [B]: 2 } }, 'ALLOCATION_NEGATIVE', { participant: A }],
    ['points that are all zero', { kind: 'points', points: { [A]: 0 } }, 'ALLOCATIONS_EMPTY', { asset: 'usdc' }],
    ['a stranger who would get everything', { kind: 'allTo', participant: '0xDddd' }, 'ALLOCATION_NON_PARTICIPANT', { participant: '0xDddd' }],
    ['deposits that are not there any more', { kind: 'funders', deposits: { [A]: { usdc: '0.4' } } }, 'ALLOCATION_SUM_MISMATCH', { actual: '0.4', expected: '1' }],
  ])('a preset says why it cannot be applied: %s', (_, preset, code, data) => {
    expect(presetProblem(edit, preset, 'usdc')).toMatchObject({ code, data })
    expect(applyPreset(edit, preset, 'usdc')).toBe(edit)
  })

  it('a preset for an asset that the session does not hold says so', () => {
    expect(presetProblem(edit, { kind: 'equal' }, 'nope')).toMatchObject({ code: 'ALLOCATION_UNKNOWN_ASSET', data: { asset: 'nope' } })
    expect(presetProblem(edit, { kind: 'equal' })).toBeNull()
  })

  it('a preset leaves a locked amount as it is, and divides what is left', () => {
    const locked = setLocked(edit, { participant: A, asset: 'usdc', isLocked: true })
    expect(split({ kind: 'equal' }, locked)).toEqual(['0.2', '0.4', '0.4'])
    expect(split({ kind: 'allTo', participant: B }, locked)).toEqual(['0.2', '0.8', '0'])
    expect(split({ kind: 'points', points: { [A]: 5, [B]: 3, [C]: 1 } }, locked)).toEqual(['0.2', '0.6', '0.2'])
    expect(split({ kind: 'percent', percents: { [A]: 20, [B]: 10, [C]: 70 } }, locked)).toEqual(['0.2', '0.1', '0.7'])
    for (const preset of [
      { kind: 'allTo', participant: A }, { kind: 'percent', percents: { [A]: 30, [B]: 70 } },
      { kind: 'funders', deposits: { [B]: { usdc: '1' } } },
    ] satisfies AllocationPreset[]) expect(presetProblem(locked, preset, 'usdc')?.code).toBe('ALLOCATION_SUM_MISMATCH')
  })

  it('percentages and points are divided within one base unit of the exact share, whatever they are', () => {
    const cut = fc.integer({ min: 0, max: 1_000_000 })
    fc.assert(fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 256n }), fc.array(cut, { minLength: 0, maxLength: 5 }), fc.nat(5), fc.boolean(),
      (total, cuts, at, isPercent) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), 1_000_000]
        const parts = edges.slice(1).map((edge, index) => edge - (edges[index] ?? 0))
        const addresses = names.slice(0, parts.length)
        const session = sessionWith(addresses, { usdc: { decimals: 6, amounts: [] } })
        const asset = session.assets[0]
        if (!asset) throw new Error('no asset')
        const shares = Object.fromEntries(addresses.map((address, index) => {
          const part = String(parts[index] ?? 0).padStart(5, '0')
          return [address, `${part.slice(0, -4)}.${part.slice(-4)}`]
        }))
        const preset: AllocationPreset = isPercent ? { kind: 'percent', percents: shares } : { kind: 'points', points: shares }
        const target = { session, asset, total, remainder: at % parts.length, locked: parts.map(() => null) }
        const units = readPreset(preset, target).units ?? []
        expect(readPreset(preset, target).units).toEqual(units)
        expect(units.reduce((sum, each) => sum + each, 0n)).toBe(total)
        units.forEach((each, index) => {
          const off = each * 1_000_000n - total * BigInt(parts[index] ?? 0)
          expect(off > -1_000_000n && off < 1_000_000n).toBe(true)
          if (parts[index] === 0) expect(each).toBe(0n)
        })
      },
    ))
  })
})
