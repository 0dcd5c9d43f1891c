import { bytesToHex } from '@noble/curves/abstract/utils'
import { sha256 } from '@noble/hashes/sha256'
import { fitsRecord } from './recordShape'
import type { JournalRecord } from './journal'

/** Version of the form in which records are stored. */
const FORMAT = 1

/** A record as a store keeps it: with its key and its revision. */
export interface StoredRecord {
  readonly key: string
  readonly revision: string
  readonly record: JournalRecord
}

/** What stored text turned out to be. */
export type DecodedRecord =
  | { readonly kind: 'ok', readonly stored: StoredRecord }
  /** Not as it was written. `key` is what it says, unproven; null where it says nothing. */
  | { readonly kind: 'damaged', readonly key: string | null, readonly reason: string }
  /** Written by a later version of the library: `version` is that of the form, or of the record in it. */
  | { readonly kind: 'newer', readonly key: string | null, readonly version: number }

interface Header {
  readonly format: number
  readonly sha256: string
  readonly key: string
  readonly revision: string
}

/** Covers key and revision too: a record must not move to another session by a flipped bit. */
const checksum = (format: number, key: string, revision: string, payload: string): string =>
  bytesToHex(sha256(`${JSON.stringify([format, key, revision])}\n${payload}`))

/** One line of header with a checksum, then the record as JSON. */
export function encodeRecord({ key, revision, record }: StoredRecord): string {
  const payload = JSON.stringify(record)
  const header: Header = { format: FORMAT, sha256: checksum(FORMAT, key, revision, payload), key, revision }
  return `${JSON.stringify(header)}\n${payload}`
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  }
  catch {
    return undefined
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

const isVersion = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0

/**
 * Reads what `encodeRecord` wrote. Never throws. A later version is recognised by `format` in the header line;
 * everything else in it may have changed, so nothing else is asked of it.
 */
export function decodeRecord(text: string): DecodedRecord {
  const end = text.indexOf('\n')
  const header = parse(end < 0 ? text : text.slice(0, end))
  const format = field(header, 'format')
  const name = field(header, 'key')
  const revision = field(header, 'revision')
  const key = typeof name === 'string' ? name : null
  const damaged = (reason: string): DecodedRecord => ({ kind: 'damaged', key, reason })

  if (!isVersion(format)) return damaged('the header cannot be read')
  if (format > FORMAT) return { kind: 'newer', key, version: format }
  if (end < 0 || key === null || typeof revision !== 'string') return damaged('the header is incomplete')

  const payload = text.slice(end + 1)
  if (field(header, 'sha256') !== checksum(format, key, revision, payload)) return damaged('the checksum does not match')
  const record = parse(payload)
  const version = field(record, 'version')
  if (isVersion(version) && version > 1) return { kind: 'newer', key, version }
  if (!fitsRecord(record)) return damaged('it is no record of a closing')
  return { kind: 'ok', stored: { key, revision, record } }
}
