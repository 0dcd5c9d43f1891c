import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatAmount } from './amounts'
import {
  allocationsOf, applyPreset, commitAmount, createAllocationEditor, editAmount, isValid, setLocked, setRemainder, setShare,
  stepAmount, type AllocationCell, type AllocationEdit,
} from './editing'
import type { AllocationPreset } from './presets'
import { sessionWith } from '../../../test/helpers/editableSession'
import type { AppSession } from './types'
import { completeAllocations, validateAllocations } from './validation'

const addresses = ['0xAaaa', '0xBbbb', '0xCccc', '0xDddd', '0xEeee', '0xFfff']
const symbols = ['eth', 'usdc', 'weth']

const holding = fc.record({
  decimals: fc.integer({ min: 0, max: 18 }),
  amounts: fc.array(
    fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 21n }), fc.integer({ min: 0, max: 20 })).map(([units, scale]) => formatAmount(units, scale)),
    { minLength: 6, maxLength: 6 },
  ),
})

const sessions = fc.record({
  count: fc.integer({ min: 2, max: 6 }),
  holdings: fc.array(holding, { minLength: 1, maxLength: 3 }),
}).map(({ count, holdings }): AppSession => sessionWith(
  addresses.slice(0, count),
  Object.fromEntries(holdings.map((held, index) => [symbols[index] ?? '', { ...held, amounts: held.amounts.slice(0, count) }])),
))

const typed = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('0', '1', '5', '9', '.', ',', '-', ' ', 'e') }),
  fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 21n }), fc.integer({ min: 0, max: 20 })).map(([units, scale]) => formatAmount(units, scale)),
  fc.constantFrom('0', '0,5', '.5', '1.', ''),
)

const presets: fc.Arbitrary<AllocationPreset> = fc.oneof(
  fc.constantFrom<AllocationPreset>(
    { kind: 'asItStands' },
    { kind: 'equal' },
    { kind: 'percent', percents: { '0xAaaa': '33.3', '0xBbbb': '66.7' } },
    { kind: 'percent', percents: { '0xAaaa': 50 } },
    { kind: 'points', points: { '0xAaaa': 3, '0xBbbb': '0.7' } },
    { kind: 'funders', deposits: { '0xAaaa': { usdc: '1' } } },
  ),
  fc.constantFrom(...addresses).map((participant): AllocationPreset => ({ kind: 'allTo', participant })),
)

const places = { participant: fc.constantFrom(...addresses), asset: fc.constantFrom(...symbols) }
const amounts = fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n })
const actions = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('edit' as const), ...places, text: typed }) },
  fc.record({ kind: fc.constant('commit' as const), ...places }),
  fc.record({ kind: fc.constant('step' as const), ...places, by: amounts }),
  fc.record({ kind: fc.constant('share' as const), ...places, units: amounts }),
  fc.record({ kind: fc.constant('remainder' as const), ...places }),
  fc.record({ kind: fc.constant('lock' as const), ...places, isLocked: fc.boolean() }),
  fc.record({ kind: fc.constant('preset' as const), preset: presets, only: fc.option(fc.constantFrom(...symbols), { nil: undefined }) }),
)
type Action = typeof actions extends fc.Arbitrary<infer T> ? T : never

function act(edit: AllocationEdit, action: Action): AllocationEdit {
  switch (action.kind) {
    case 'edit': return editAmount(edit, action)
    case 'commit': return commitAmount(edit, action)
    case 'step': return stepAmount(edit, action)
    case 'share': return setShare(edit, action)
    case 'remainder': return setRemainder(edit, action)
    case 'lock': return setLocked(edit, action)
    case 'preset': return applyPreset(edit, action.preset, action.only)
  }
}

const cellsOf = (edit: AllocationEdit): AllocationCell[] => edit.rows.flatMap(row => [...row.cells])

/** Runs a sequence of actions and calls back for each one. */
function walk(session: AppSession, list: readonly Action[], look: (before: AllocationEdit, after: AllocationEdit, action: Action) => void): void {
  let edit = createAllocationEditor(session)
  for (const action of list) {
    const after = act(edit, action)
    look(edit, after, action)
    edit = after
  }
}

const hasLock = (edit: AllocationEdit, asset: string): boolean => cellsOf(edit).some(cell => cell.asset === asset && cell.isLocked)

const sequences = fc.array(actions, { maxLength: 30 })

it('every edit keeps the sums, leaves no amount below zero, and keeps one remainder for each asset', () => {
  fc.assert(fc.property(sessions, sequences, (session, list) => {
    walk(session, list, (_, after) => {
      after.rows.forEach((row, index) => {
        expect(formatAmount(row.cells.reduce((sum, cell) => sum + cell.units, 0n), row.asset.scale))
          .toBe(session.assets[index]?.total)
        expect(row.cells.every(cell => cell.units >= 0n && cell.basisPoints >= 0 && cell.basisPoints <= 10_000)).toBe(true)
        expect(row.cells.filter(cell => cell.isRemainder)).toHaveLength(1)
        expect(row.cells.some(cell => cell.isRemainder && cell.isLocked)).toBe(false)
      })
    })
  }))
})

it('an edit never changes the text that is being typed', () => {
  fc.assert(fc.property(sessions, sequences, (session, list) => {
    walk(session, list, (before, after, action) => {
      if (action.kind !== 'edit') return
      const cell = cellsOf(after).find(each => each.participant === action.participant && each.asset === action.asset)
      if (!cell) expect(after).toBe(before)
      else if (cell.isRemainder) expect(after === before && (session.participants.length > 2 || hasLock(after, cell.asset))).toBe(true)
      else if (cell.isLocked) expect(after).toBe(before)
      else expect(cell.text).toBe(action.text)
    })
  }))
})

it('an edit changes the edited cell and the remainder, and no other amount or text', () => {
  fc.assert(fc.property(sessions, sequences, (session, list) => {
    walk(session, list, (before, after, action) => {
      if (action.kind === 'preset') return
      const old = cellsOf(before)
      cellsOf(after).forEach((cell, index) => {
        const isEdited = cell.participant === action.participant && cell.asset === action.asset
        if (isEdited || cell.isRemainder) return
        expect([cell.text, cell.units]).toEqual([old[index]?.text, old[index]?.units])
      })
      if (action.kind === 'remainder' || action.kind === 'lock') expect(allocationsOf(after)).toEqual(allocationsOf(before))
    })
  }))
})

it('no edit and no preset changes a locked amount', () => {
  fc.assert(fc.property(sessions, sequences, (session, list) => {
    walk(session, list, (before, after) => {
      const now = cellsOf(after)
      cellsOf(before).forEach((cell, index) => {
        if (cell.isLocked) expect(now[index]).toMatchObject({ units: cell.units, text: cell.text, isRemainder: false })
      })
    })
  }))
})

it('an invalid text changes no amount, and valid texts show the amounts that count', () => {
  fc.assert(fc.property(sessions, sequences, (session, list) => {
    walk(session, list, (before, after, action) => {
      if (action.kind === 'edit') {
        const cell = cellsOf(after).find(each => each.participant === action.participant && each.asset === action.asset)
        if (cell?.error) expect(allocationsOf(after)).toEqual(allocationsOf(before))
      }
      if (!isValid(after)) return
      const committed = cellsOf(after).reduce((edit, cell) => commitAmount(edit, cell), after)
      expect(allocationsOf(committed)).toEqual(allocationsOf(after))
      expect(cellsOf(committed).map(cell => cell.text)).toEqual(allocationsOf(after).map(row => row.amount))
    })
  }))
})

it('allocationsOf always returns allocations that are valid and complete', () => {
  fc.assert(fc.property(sessions, sequences, (session, list) => {
    walk(session, list, (_, after) => {
      const allocations = allocationsOf(after)
      expect(validateAllocations(session, allocations)).toEqual([])
      expect(completeAllocations(session, allocations)).toEqual(allocations)
    })
  }))
})

it('validateAllocations finds every single change to edited allocations', () => {
  fc.assert(fc.property(sessions, sequences, fc.nat(), fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (session, list, at, by) => {
    let edit = createAllocationEditor(session)
    for (const action of list) edit = act(edit, action)
    const cells = cellsOf(edit)
    const target = cells[at % cells.length]
    const scale = session.assets.find(asset => asset.symbol === target?.asset)?.scale ?? 0
    const changed = cells.map(cell => ({
      participant: cell.participant,
      asset: cell.asset,
      amount: formatAmount(cell.units + (cell === target ? by : 0n), scale),
    }))
    const ofAsset = changed.filter(row => row.asset === target?.asset)
    expect(validateAllocations(session, [...allocationsOf(edit).filter(row => row.asset !== target?.asset), ...ofAsset]).length > 0)
      .toBe(by !== 0n)
  }))
})
