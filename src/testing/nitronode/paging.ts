import type { GoValue } from '../network/goJson'
import { readCount, readFields } from './params'

const USUAL = 10
const MOST = 100

/** A part of a list. `sort` changes nothing (recorded: list-paging.jsonl). */
export interface Page {
  readonly limit: number
  readonly offset: number
  cut<T>(rows: readonly T[]): readonly T[]
}

export function pageOf(pagination: unknown): Page {
  const given = pagination === undefined || pagination === null ? {} : readFields(pagination)
  const limit = Math.min(MOST, Number(readCount(given.limit)) || USUAL)
  const offset = Number(readCount(given.offset))
  return { limit, offset, cut: rows => rows.slice(offset, offset + limit) }
}

export const describePage = ({ limit, offset }: Page, total: number): GoValue =>
  ({ page: Math.floor(offset / limit) + 1, per_page: limit, total_count: total, page_count: Math.ceil(total / limit) })
