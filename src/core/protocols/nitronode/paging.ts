/** The most rows that the node returns in one answer (nitronode 1.4.1). */
export const PAGE_SIZE = 100

/** How often a list is read, at most, if its length changes while it is read. */
const MAX_PASSES = 5

/** One page of a list. */
export interface ListPage<Row> {
  readonly rows: readonly Row[]
  /** Number of rows in the whole list. */
  readonly total: number
}

export type ReadPage<Row> = (pagination: { readonly limit: number, readonly offset: number }) => Promise<ListPage<Row>>

/**
 * Reads a whole list that is ordered newest first. New rows move older ones to later pages, and removed rows move them to
 * earlier pages, so one could be missed. If the number of rows changes between two pages, the list is read again.
 * @param key identifies a row across pages
 * @returns each row once, in the node's order
 */
export async function readPages<Row>(read: ReadPage<Row>, key: (row: Row) => string): Promise<Row[]> {
  for (let pass = 1; ; pass++) {
    const rows = new Map<string, Row>()
    const first = await read({ limit: PAGE_SIZE, offset: 0 })
    let page = first
    let hasMoved = false
    for (let offset = 0; ;) {
      for (const row of page.rows) rows.set(key(row), row)
      offset += PAGE_SIZE
      if (page.rows.length === 0 || offset >= page.total) break
      page = await read({ limit: PAGE_SIZE, offset })
      hasMoved ||= page.total !== first.total
    }
    if (!hasMoved || pass === MAX_PASSES) return [...rows.values()]
  }
}
