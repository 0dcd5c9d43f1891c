/** The most rows that the node returns in one answer (ClearNode 0.5.2). */
export const PAGE_SIZE = 100

/** How often a list is read, at most, if it changes while it is read. */
const MAX_PASSES = 5

/** Reads one page of a list that is ordered newest change first. */
export type ReadPage<Row> = (page: { readonly limit: number, readonly offset: number }) => Promise<readonly Row[]>

/**
 * Reads a list once.
 * @returns `hasMoved` is true if rows came, went or changed places meanwhile, so that a row may be missing
 */
async function readOnce<Row>(read: ReadPage<Row>, key: (row: Row) => string): Promise<{ rows: Row[], hasMoved: boolean }> {
  const rows = new Map<string, Row>()
  const firstPage = await read({ limit: PAGE_SIZE, offset: 0 })
  let hasMoved = false
  for (let page = firstPage, offset = 0; ;) {
    const knownRows = rows.size
    for (const row of page) rows.set(key(row), row)
    const last = page.at(-1)
    if (page.length < PAGE_SIZE || last === undefined || rows.size === knownRows) break
    // Pages overlap by one row. If that row is not the same in both, the list has moved.
    offset += PAGE_SIZE - 1
    page = await read({ limit: PAGE_SIZE, offset })
    const [first] = page
    if (first === undefined || key(first) !== key(last)) hasMoved = true
  }
  if (!hasMoved && rows.size >= PAGE_SIZE) {
    hasMoved = JSON.stringify(await read({ limit: PAGE_SIZE, offset: 0 })) !== JSON.stringify(firstPage)
  }
  return { rows: [...rows.values()], hasMoved }
}

/**
 * Reads a whole list that is ordered newest change first and may change meanwhile.
 * @param key identifies a row across pages
 * @returns each row once, in the node's order
 */
export async function readPages<Row>(read: ReadPage<Row>, key: (row: Row) => string): Promise<Row[]> {
  for (let pass = 1; ; pass++) {
    const { rows, hasMoved } = await readOnce(read, key)
    if (!hasMoved || pass === MAX_PASSES) return rows
  }
}
