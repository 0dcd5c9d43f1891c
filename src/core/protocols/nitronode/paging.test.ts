import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readPages } from './paging'

const identity = (row: string): string => row

/** A list, newest first, that a test can change before any of the readings. */
function createList(rows: string[], before: (reading: number, rows: string[]) => void = () => {}) {
  const asked: [limit: number, offset: number][] = []
  const read = async ({ limit, offset }: { limit: number, offset: number }) => {
    before(asked.length, rows)
    asked.push([limit, offset])
    return { rows: rows.slice(offset, offset + limit), total: rows.length }
  }
  return { read, asked }
}

const rowsTo = (count: number): string[] => Array.from({ length: count }, (_, index) => `row ${index}`)

it('a nitronode list of any length is read completely, each row once and in order, with as few calls as possible', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 450 }), async (count) => {
    const { read, asked } = createList(rowsTo(count))
    expect(await readPages(read, identity)).toEqual(rowsTo(count))
    expect(asked).toEqual(Array.from({ length: Math.max(1, Math.ceil(count / 100)) }, (_, page) => [100, 100 * page]))
  }), { examples: [[0], [100], [101], [200]] })
})

it('a row that is added to a nitronode list between two pages is read, and no other row is missed', async () => {
  const { read } = createList(rowsTo(250), (reading, rows) => { if (reading === 1) rows.unshift('new') })
  expect(await readPages(read, identity)).toEqual(['new', ...rowsTo(250)])
})

it('no row of a nitronode list is missed when another one is removed between two pages', async () => {
  const { read } = createList(rowsTo(250), (reading, rows) => { if (reading === 1) rows.splice(3, 1) })
  expect(await readPages(read, identity)).toEqual(rowsTo(250).filter(row => row !== 'row 3'))
})

it('no row of a nitronode list is missed when one is removed and another added a page later', async () => {
  const { read } = createList(rowsTo(350), (reading, rows) => {
    if (reading === 1) rows.splice(3, 1)
    if (reading === 2) rows.unshift('new')
  })
  expect(new Set(await readPages(read, identity))).toEqual(new Set(['new', ...rowsTo(350).filter(row => row !== 'row 3')]))
})

it('each row that stays in a nitronode list is read exactly once, whatever is added and removed meanwhile', async () => {
  const move = fc.record({ when: fc.nat(5), which: fc.nat(350), isComing: fc.boolean() })
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 350 }), fc.array(move, { maxLength: 3 }), async (count, moves) => {
    const left = new Set<string>()
    const list = rowsTo(count)
    const { read } = createList(list, (reading, rows) => {
      for (const [index, { when, which, isComing }] of moves.entries()) {
        if (when !== reading) continue
        if (isComing) rows.unshift(`new ${index}`)
        else for (const row of rows.splice(which, 1)) left.add(row)
      }
    })
    const rows = await readPages(read, identity)
    expect(new Set(rows).size).toBe(rows.length)
    for (const row of rowsTo(count)) if (!left.has(row)) expect(rows).toContain(row)
  }), { numRuns: 300 })
})

it('a row of a nitronode list is returned once although the node returns it twice', async () => {
  const read = async () => ({ rows: ['a', 'b', 'a'], total: 3 })
  expect(await readPages(read, identity)).toEqual(['a', 'b'])
})

it('the reading of a nitronode list stops when the list changes all the time, and when its total is wrong', async () => {
  let added = 0
  const { read, asked } = createList(rowsTo(150), (_, rows) => { rows.unshift(`new ${added++}`) })
  const rows = await readPages(read, identity)
  for (const row of rowsTo(150)) expect(rows).toContain(row)
  expect(asked).toHaveLength(10)
  let pages = 0
  const miscounted = async () => ({ rows: pages++ > 0 ? [] : ['a'], total: 1_000_000 })
  expect(await readPages(miscounted, identity)).toEqual(['a'])
  expect(pages).toBe(2)
})

it('the error of one page of a nitronode list is passed on', async () => {
  await expect(readPages(() => Promise.reject(new Error('gone')), identity)).rejects.toThrow('gone')
})
