import { bytesToHex } from '@noble/curves/abstract/utils'
import { sha256 } from '@noble/hashes/sha256'
import type { EndedClosing } from './endedMarkers'
import type { JournalRecord } from './journal'
import { isJournalRecord } from './recordShape'

/** Version of the stored format: the header line and the checksum. */
const FORMAT = 1

/** A record as it is stored, with its key and its revision. */
export interface StoredRecord {
  readonly key: string
  readonly revision: string
  readonly record: JournalRecord
}

/** What is stored in the place of a record that was removed: a marker that refuses the records of ended closings. */
export interface StoredMarker {
  readonly key: string
  /** Makes every marker different, so that a late write can never take a marker for the one that it has read. */
  readonly revision: string
  readonly ended: readonly EndedClosing[]
}

/** What a stored text contains. */
export type DecodedRecord =
  | { readonly kind: 'ok', readonly stored: StoredRecord }
  | { readonly kind: 'marker', readonly marker: StoredMarker }
  /** It is not as it was written. `key` is the one that it names, unproven; null if it names none. */
  | { readonly kind: 'damaged', readonly key: string | null, readonly reason: string }
  /** A later version of the library wrote it. `version` is that of the stored format, or of the record in it. */
  | { readonly kind: 'newer', readonly key: string | null, readonly version: number }

interface Header {
  readonly format: number
  readonly sha256: string
  readonly key: string
  readonly revision: string
}

/** Covers the key and the revision too, so that a flipped bit cannot move a record to another session. */
const checksum = (format: number, key: string, revision: string, payload: string): string =>
  bytesToHex(sha256(`${JSON.stringify([format, key, revision])}\n${payload}`))

/** A header line with a checksum, then the record as JSON. */
export const encodeRecord = ({ key, revision, record }: StoredRecord): string => encode(key, revision, record)

/** Like a record. The version makes earlier versions of the library leave the marker alone instead of calling it damaged. */
export const encodeMarker = ({ key, revision, ended }: StoredMarker): string => encode(key, revision, { version: 2, ended })

function encode(key: string, revision: string, content: object): string {
  const payload = JSON.stringify(content)
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

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

const isEndedClosing = (value: unknown): value is EndedClosing =>
  typeof fieldOf(value, 'closingId') === 'string' && typeof fieldOf(value, 'until') === 'number'

const isVersion = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0

/**
 * Reads a text that `encodeRecord` or `encodeMarker` wrote. Never throws. A later format is recognised by `format` in the
 * header line alone, because it may have changed everything else.
 */
export function decodeRecord(text: string): DecodedRecord {
  const headerEnd = text.indexOf('\n')
  const header = parse(headerEnd < 0 ? text : text.slice(0, headerEnd))
  const format = fieldOf(header, 'format')
  const namedKey = fieldOf(header, 'key')
  const revision = fieldOf(header, 'revision')
  const key = typeof namedKey === 'string' ? namedKey : null
  const damaged = (reason: string): DecodedRecord => ({ kind: 'damaged', key, reason })

  if (!isVersion(format)) return damaged('the header cannot be read')
  if (format > FORMAT) return { kind: 'newer', key, version: format }
  if (headerEnd < 0 || key === null || typeof revision !== 'string') return damaged('the header is incomplete')

  const payload = text.slice(headerEnd + 1)
  if (fieldOf(header, 'sha256') !== checksum(format, key, revision, payload)) return damaged('the checksum does not match')
  const record = parse(payload)
  const version = fieldOf(record, 'version')
  const ended = fieldOf(record, 'ended')
  if (version === 2 && Array.isArray(ended) && ended.every(isEndedClosing)) return { kind: 'marker', marker: { key, revision, ended } }
  if (isVersion(version) && version > 1) return { kind: 'newer', key, version }
  if (!isJournalRecord(record)) return damaged('it is not a record of a closing')
  return { kind: 'ok', stored: { key, revision, record } }
}
