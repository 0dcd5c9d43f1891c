/** Rows that the node gives at most in one answer (nitronode 1.4.1). */
export const PAGE = 100

/** How often a list that moves while it is read is read again. */
const PASSES = 5

/** A page of a list, and how many rows there are in all. */
export interface ListPage<Row> {
  readonly rows: readonly Row[]
  readonly total: number
}

export type ReadPage<Row> = (pagination: { readonly limit: number, readonly offset: number }) => Promise<ListPage<Row>>

/**
 * Reads a whole list that is ordered by newest first. New rows push older ones onto later pages, and those that leave pull
 * them onto earlier ones, so where the number of rows has changed between two pages, it is read again.
 * @param key names a row across pages
 * @param isEnough whether what comes after a page need not be read. @default all is read
 */
export async function readPages<Row>(
  read: ReadPage<Row>, key: (row: Row) => string, isEnough: (page: readonly Row[]) => boolean = () => false,
): Promise<Row[]> {
  for (let pass = 1; ; pass++) {
    const rows = new Map<string, Row>()
    const first = await read({ limit: PAGE, offset: 0 })
    let page = first
    let isSteady = true
    for (let offset = 0; ;) {
      for (const row of page.rows) rows.set(key(row), row)
      offset += PAGE
      if (page.rows.length === 0 || offset >= page.total || isEnough(page.rows)) break
      page = await read({ limit: PAGE, offset })
      isSteady &&= page.total === first.total
    }
    if (isSteady || pass === PASSES) return [...rows.values()]
  }
}
