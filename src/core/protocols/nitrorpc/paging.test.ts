import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readPages } from './paging'

const identity = (row: string): string => row

/** A list, newest change first, that a test can change before any of the readings. */
function createList(rows: string[], before: (reading: number, rows: string[]) => void = () => {}) {
  const offsets: number[] = []
  const read = async ({ limit, offset }: { limit: number, offset: number }) => {
    before(offsets.length, rows)
    offsets.push(offset)
    return rows.slice(offset, offset + limit)
  }
  return { read, offsets }
}

const rowsTo = (count: number): string[] => Array.from({ length: count }, (_, index) => `row ${index}`)

it('a short ClearNode list is read with one call', async () => {
  const { read, offsets } = createList(rowsTo(99))
  expect(await readPages(read, identity)).toEqual(rowsTo(99))
  expect(offsets).toEqual([0])
})

it('a ClearNode list of any length is read completely, each row once and in order', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 450 }), async count => {
    expect(await readPages(createList(rowsTo(count)).read, identity)).toEqual(rowsTo(count))
  }))
})

it('a row of a ClearNode list that moves to the front between two pages is not missed', async () => {
  const { read } = createList(rowsTo(250), (reading, rows) => {
    if (reading === 1) rows.unshift(...rows.splice(180, 1))
  })
  const read250 = await readPages(read, identity)
  expect(read250[0]).toBe('row 180')
  expect(new Set(read250)).toEqual(new Set(rowsTo(250)))
  expect(read250).toHaveLength(250)
})

it('no row of a ClearNode list is missed when another one is removed between two pages', async () => {
  const { read } = createList(rowsTo(250), (reading, rows) => {
    if (reading === 1) rows.splice(3, 1)
  })
  expect(await readPages(read, identity)).toEqual(rowsTo(250).filter(row => row !== 'row 3'))
})

it('a row that is added to a ClearNode list while its last page is read is read too', async () => {
  const { read } = createList(rowsTo(150), (reading, rows) => {
    if (reading === 2) rows.unshift('new')
  })
  expect(await readPages(read, identity)).toEqual(['new', ...rowsTo(150)])
})

it('each row that stays in a ClearNode list is read exactly once, whatever moves once meanwhile', async () => {
  await fc.assert(fc.asyncProperty(
    fc.integer({ min: 0, max: 320 }), fc.nat(6), fc.nat(319), fc.constantFrom('jump', 'leave', 'come'),
    async (count, when, which, what) => {
      const list = rowsTo(count)
      const { read } = createList(list, (reading, rows) => {
        if (reading !== when) return
        const [row] = what === 'come' ? ['new'] : rows.splice(which, 1)
        if (row !== undefined && what !== 'leave') rows.unshift(row)
      })
      const rows = await readPages(read, identity)
      expect(new Set(rows).size).toBe(rows.length)
      for (const row of list) if (row !== 'new') expect(rows).toContain(row)
    },
  ), { numRuns: 300 })
})

it('the reading of a ClearNode list stops when the list changes all the time, and when the node repeats a page', async () => {
  let added = 0
  const { read } = createList(rowsTo(150), (_, rows) => { rows.unshift(`new ${added++}`) })
  expect((await readPages(read, identity)).length).toBeGreaterThanOrEqual(150)

  const page = rowsTo(100)
  expect(await readPages(async () => page, identity)).toEqual(page)
})
