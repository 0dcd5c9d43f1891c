/** Rows that the node gives at most in one answer (ClearNode 0.5.2). */
export const PAGE = 100

/** How often a list that moves while it is read is read again. */
const PASSES = 5

/** Reads one page of a list, newest change first. */
export type ReadPage<Row> = (page: { readonly limit: number, readonly offset: number }) => Promise<readonly Row[]>

/** Reads a list once. `moved`: rows came, went or changed their place meanwhile, so that one may have slipped through. */
async function readOnce<Row>(read: ReadPage<Row>, key: (row: Row) => string): Promise<{ rows: Row[], moved: boolean }> {
  const rows = new Map<string, Row>()
  const head = await read({ limit: PAGE, offset: 0 })
  let moved = false
  for (let page = head, offset = 0; ;) {
    const known = rows.size
    for (const row of page) rows.set(key(row), row)
    const last = page.at(-1)
    if (page.length < PAGE || last === undefined || rows.size === known) break
    // Pages overlap by one row: where it is not the same in both, the list has moved.
    offset += PAGE - 1
    page = await read({ limit: PAGE, offset })
    const [first] = page
    if (first === undefined || key(first) !== key(last)) moved = true
  }
  if (!moved && rows.size >= PAGE) {
    moved = JSON.stringify(await read({ limit: PAGE, offset: 0 })) !== JSON.stringify(head)
  }
  return { rows: [...rows.values()], moved }
}

/**
 * Reads a whole list that is ordered by newest change first, page by page, while it may be changing.
 * @param key names a row across pages
 * @returns each row once, in the node's order
 */
export async function readPages<Row>(read: ReadPage<Row>, key: (row: Row) => string): Promise<Row[]> {
  for (let pass = 1; ; pass++) {
    const { rows, moved } = await readOnce(read, key)
    if (!moved || pass === PASSES) return rows
  }
}

/** Looks for one row, page by page, and once more where it may have moved to the front meanwhile. */
export async function findRow<Row>(read: ReadPage<Row>, fits: (row: Row) => boolean): Promise<Row | undefined> {
  for (let pass = 1; pass <= 2; pass++) {
    let previous = ''
    for (let offset = 0; ; offset += PAGE) {
      const page = await read({ limit: PAGE, offset })
      const row = page.find(fits)
      if (row !== undefined) return row
      // A node that pays no heed to the offset would give this page for ever.
      const text = JSON.stringify(page)
      if (text === previous) return
      previous = text
      if (page.length < PAGE && offset === 0) return
      if (page.length < PAGE) break
    }
  }
  return
}
