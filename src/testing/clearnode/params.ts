import { Refusal } from '../embedded/refusal'
import { parseDecimal, ZERO, type Decimal } from '../formats/decimal'

const MAX_UINT64 = 2n ** 64n - 1n
const MAX_UINT32 = 2n ** 32n - 1n

/**
 * Reads params as Go reads them into a struct: missing and `null` members become zero values, and a member of another type
 * makes the node refuse the whole request. The node passes numbers through doubles, as `JSON.parse` does.
 */
export class Fields {
  readonly #members: object
  readonly #failure: string

  /** @param failure text of the refusal where the params have a wrong form */
  constructor(params: unknown, failure = 'failed to parse parameters') {
    this.#failure = failure
    if (params === null) this.#members = {}
    else if (typeof params === 'object' && !Array.isArray(params)) this.#members = params
    else throw this.#refuse()
  }

  string(name: string): string {
    return this.optionalString(name) ?? ''
  }

  /** Null where the member is missing, which the node does not treat as an empty text. */
  optionalString(name: string): string | null {
    const value = this.#member(name)
    if (value === null || typeof value === 'string') return value
    throw this.#refuse()
  }

  uint64(name: string): bigint {
    return this.#integer(this.#member(name), 0n, MAX_UINT64)
  }

  uint32(name: string): number {
    return Number(this.#integer(this.#member(name), 0n, MAX_UINT32))
  }

  optionalUint32(name: string): number | null {
    return this.#member(name) === null ? null : this.uint32(name)
  }

  decimal(name: string): Decimal {
    const value = this.#member(name)
    if (value === null) return ZERO
    const parsed = typeof value === 'string' || typeof value === 'number' ? parseDecimal(String(value)) : null
    if (!parsed) throw this.#refuse()
    return parsed
  }

  strings(name: string): string[] {
    return this.#list(name).map((value) => {
      if (value === null) return ''
      if (typeof value === 'string') return value
      throw this.#refuse()
    })
  }

  int64s(name: string): bigint[] {
    return this.#list(name).map(value => this.#integer(value, -(2n ** 63n), 2n ** 63n - 1n))
  }

  struct(name: string): Fields {
    return new Fields(this.#member(name), this.#failure)
  }

  structs(name: string): Fields[] {
    return this.#list(name).map(value => new Fields(value, this.#failure))
  }

  #list(name: string): unknown[] {
    const value = this.#member(name)
    if (value === null) return []
    if (Array.isArray(value)) return value
    throw this.#refuse()
  }

  #integer(value: unknown, min: bigint, max: bigint): bigint {
    if (value === null) return 0n
    // By its text: both Go and JavaScript print the double 2^63 as 9223372036854776000.
    const text = typeof value === 'number' ? String(value) : ''
    const integer = /^-?\d+$/.test(text) ? BigInt(text) : null
    if (integer === null || integer < min || integer > max) throw this.#refuse()
    return integer
  }

  /** Go prefers the exact name and falls back to one that differs only in case. */
  #member(name: string): unknown {
    const entries = Object.entries(this.#members)
    const found = entries.find(([key]) => key === name) ?? entries.find(([key]) => key.toLowerCase() === name)
    const value: unknown = found?.[1]
    return value ?? null
  }

  #refuse(): Refusal {
    return new Refusal(this.#failure)
  }
}

/** Offset, limit and direction of a list. */
interface ListOptions {
  readonly offset: number
  readonly limit: number
  readonly sort: string | null
}

/** The limit is 10 by default and at most 100. */
export function readListOptions(fields: Fields): ListOptions {
  const limit = fields.uint32('limit')
  return {
    offset: fields.uint32('offset'),
    limit: limit === 0 ? 10 : Math.min(limit, 100),
    sort: fields.optionalString('sort'),
  }
}

/**
 * One page of a list.
 * @param rows newest first
 * @param failure text of the refusal where the direction is unknown; on a real node the database reports this error
 */
export function page<T>(rows: readonly T[], { offset, limit, sort }: ListOptions, failure: string): T[] {
  const direction = sort?.toLowerCase()
  if (direction !== undefined && !['asc', 'desc', ''].includes(direction)) throw new Refusal(failure)
  const ordered = direction === undefined || direction === 'desc' ? rows : rows.toReversed()
  return ordered.slice(offset, offset + limit)
}
