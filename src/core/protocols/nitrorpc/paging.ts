/** Rows that the node gives at most in one answer (ClearNode 0.5.2). */
export const PAGE = 100

/**
 * Reads a list that is ordered by newest change first, page by page, while it may be changing. A row that moves to
 * the front between two pages would slip through; so the front is read again until it shows nothing new.
 * @param key names a row across pages
 * @returns each row once, as it was read last
 */
export async function readPages<Row>(
  read: (page: { readonly limit: number, readonly offset: number }) => Promise<readonly Row[]>,
  key: (row: Row) => string,
): Promise<Row[]> {
  const rows = new Map<string, Row>()
  const isNews = (row: Row): boolean => {
    const known = rows.get(key(row))
    return known === undefined || JSON.stringify(known) !== JSON.stringify(row)
  }

  async function pass(goOn: (page: readonly Row[]) => boolean): Promise<number> {
    for (let offset = 0; ; offset += PAGE) {
      const page = await read({ limit: PAGE, offset })
      const more = page.length === PAGE && goOn(page)
      for (const row of page) {
        // Set anew, so that the map ends up in the order of the last reading.
        rows.delete(key(row))
        rows.set(key(row), row)
      }
      if (!more) return offset
    }
  }

  if (await pass(() => true) > 0) await pass(page => page.every(isNews))
  return [...rows.values()]
}
