import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findRow, readPages } from './paging'

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

it('a short list is read with one call', async () => {
  const { read, offsets } = createList(rowsTo(99))
  expect(await readPages(read, identity)).toEqual(rowsTo(99))
  expect(offsets).toEqual([0])
})

it('a list of any length is read whole, each row once, in the order of the node', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 450 }), async count => {
    expect(await readPages(createList(rowsTo(count)).read, identity)).toEqual(rowsTo(count))
  }))
})

it('a row that jumps to the front between two pages is not missed', async () => {
  const { read } = createList(rowsTo(250), (reading, rows) => {
    if (reading === 1) rows.unshift(...rows.splice(180, 1))
  })
  const read250 = await readPages(read, identity)
  expect(read250[0]).toBe('row 180')
  expect(new Set(read250)).toEqual(new Set(rowsTo(250)))
  expect(read250).toHaveLength(250)
})

it('a row that leaves between two pages costs no other row', async () => {
  const { read } = createList(rowsTo(250), (reading, rows) => {
    if (reading === 1) rows.splice(3, 1)
  })
  expect(await readPages(read, identity)).toEqual(rowsTo(250).filter(row => row !== 'row 3'))
})

it('a row that comes in while the last page is read is there', async () => {
  const { read } = createList(rowsTo(150), (reading, rows) => {
    if (reading === 2) rows.unshift('new')
  })
  expect(await readPages(read, identity)).toEqual(['new', ...rowsTo(150)])
})

it('whatever moves once while a list is read, each row that stays is there once', async () => {
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

it('a list that never rests, and a node that repeats itself, come to an end', async () => {
  let added = 0
  const { read } = createList(rowsTo(150), (_, rows) => { rows.unshift(`new ${added++}`) })
  expect((await readPages(read, identity)).length).toBeGreaterThanOrEqual(150)

  const page = rowsTo(100)
  expect(await readPages(async () => page, identity)).toEqual(page)
})

it('a single row is found without reading further', async () => {
  const { read, offsets } = createList(rowsTo(500))
  expect(await findRow(read, row => row === 'row 130')).toBe('row 130')
  expect(offsets).toEqual([0, 100])
})

it('a single row that jumps to the front meanwhile is found', async () => {
  const { read } = createList(rowsTo(250), (reading, rows) => {
    if (reading === 1) rows.unshift(...rows.splice(180, 1))
  })
  expect(await findRow(read, row => row === 'row 180')).toBe('row 180')
})

it('a row that is not there is not found', async () => {
  expect(await findRow(createList(rowsTo(10)).read, () => false)).toBeUndefined()
  expect(await findRow(createList(rowsTo(300)).read, () => false)).toBeUndefined()
})

it('a row that is not there is not looked for without end where the node repeats itself', async () => {
  const page = rowsTo(100)
  let readings = 0
  const read = async () => {
    if (++readings > 100) throw new Error('endless')
    return page
  }
  expect(await findRow(read, () => false)).toBeUndefined()
})
