import type { GoValue } from '../formats/goJson'
import { readCount, readFields } from './params'

const DEFAULT_LIMIT = 10
const LARGEST_LIMIT = 100

/** A part of a list. The node ignores `sort`. Recorded: list-paging.jsonl. */
interface Page {
  readonly limit: number
  readonly offset: number
  slice<T>(rows: readonly T[]): readonly T[]
}

export function pageOf(pagination: unknown): Page {
  const given = pagination === undefined || pagination === null ? {} : readFields(pagination)
  const limit = Math.min(LARGEST_LIMIT, Number(readCount(given.limit)) || DEFAULT_LIMIT)
  const offset = Number(readCount(given.offset))
  return { limit, offset, slice: rows => rows.slice(offset, offset + limit) }
}

export const describePage = ({ limit, offset }: Page, total: number): GoValue =>
  ({ page: Math.floor(offset / limit) + 1, per_page: limit, total_count: total, page_count: Math.ceil(total / limit) })
