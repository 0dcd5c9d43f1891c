import type { GoValue } from '../formats/goJson'
import type { GoStruct } from '../formats/goStruct'

const LARGEST_OFFSET = 2n ** 31n - 1n

/** A part of a list. */
interface Page {
  readonly limit: number
  readonly offset: number
  /** Empty if the request names no direction. Lists of sessions and transactions ignore it (recorded: list-paging.jsonl). */
  readonly sort: string
  slice<T>(rows: readonly T[]): readonly T[]
}

/** Reads the member `pagination` of a request. */
export function readPage(fields: GoStruct, defaultLimit = 10, largestLimit = 100): Page {
  const given = fields.struct('pagination')
  const offset = Number(min(given.optionalUnsigned('offset', 32) ?? 0n, LARGEST_OFFSET))
  const limit = Math.min(largestLimit, Number(given.optionalUnsigned('limit', 32) ?? 0n) || defaultLimit)
  return { limit, offset, sort: given.text('sort'), slice: rows => rows.slice(offset, offset + limit) }
}

export const describePage = ({ limit, offset }: Page, total: number): GoValue =>
  ({ page: Math.floor(offset / limit) + 1, per_page: limit, total_count: total, page_count: Math.ceil(total / limit) })

const min = (one: bigint, other: bigint): bigint => one < other ? one : other
