import { Refusal } from '../embedded/refusal'
import type { GoStruct } from '../formats/goStruct'

/** Offset, limit and direction of a list. */
interface ListOptions {
  readonly offset: number
  readonly limit: number
  readonly sort: string | null
}

/** The limit is 10 by default and at most 100. */
export function readListOptions(fields: GoStruct): ListOptions {
  const limit = Number(fields.unsigned('limit', 32))
  return {
    offset: Number(fields.unsigned('offset', 32)),
    limit: limit === 0 ? 10 : Math.min(limit, 100),
    sort: fields.optionalText('sort'),
  }
}

/**
 * One page of a list.
 * @param rows newest first
 * @param failure text of the refusal if the direction is unknown; on a real node the database reports this error
 */
export function page<T>(rows: readonly T[], { offset, limit, sort }: ListOptions, failure: string): T[] {
  const direction = sort?.toLowerCase()
  if (direction !== undefined && !['asc', 'desc', ''].includes(direction)) throw new Refusal(failure)
  const ordered = direction === undefined || direction === 'desc' ? rows : rows.toReversed()
  return ordered.slice(offset, offset + limit)
}
