import { goUntypedJson, wellFormed } from '../formats/goJson'
import { foldName } from '../formats/goStruct'
import { arrayElements, nestingDepth, objectMembers } from '../formats/jsonSlices'

/** A readable request. */
export interface CallFrame {
  readonly kind: 'call'
  readonly id: bigint
  readonly method: string
  /**
   * JSON as the node writes it after it has read the params without a type: sorted keys, numbers as doubles. From this text
   * it then reads the fields of a method.
   */
  readonly params: string
  /** The client's timestamp, in Unix milliseconds. */
  readonly ts: bigint
  /** The request array byte for byte. Clients sign this text. */
  readonly requestText: string
  /** As sent, until `recoverSigners` replaces the recovery bytes. */
  readonly signatures: string[]
}

/** A frame that the node cannot read as a request. */
export interface BadFrame {
  readonly kind: 'bad'
  /** 0 if the id could not be read; the node then uses its clock as the id of the answer. */
  readonly id: bigint
  /** The error text of the answer. */
  readonly text: string
}

const INVALID = 'invalid message format'
const UNSOUND = 'message validation failed'
/** The node refuses params that are the zero value of their type. */
const EMPTY_PARAMS: readonly string[] = ['null', '""', '0', 'false']
const MAX_UINT64 = 2n ** 64n - 1n
/** A real node accepts 10,000 levels, too many for recursion in JavaScript. */
const MAX_DEPTH = 1000
const HEX_BYTES = /^0x(?:[0-9a-f]{2})*$/i

/** An error of the decoder. As in Go, members that were read before it keep their values. */
class Undecodable extends Error {}

/**
 * Decodes a frame as the node's JSON decoder does, member by member.
 * Recorded: protocol-garbage.jsonl and the last third of close-errors.jsonl.
 */
export function decodeFrame(text: string): CallFrame | BadFrame {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return { kind: 'bad', id: 0n, text: INVALID }
  }
  if (parsed === null) return { kind: 'bad', id: 0n, text: UNSOUND }
  if (typeof parsed !== 'object' || Array.isArray(parsed) || nestingDepth(text) > MAX_DEPTH) {
    return { kind: 'bad', id: 0n, text: INVALID }
  }

  let request = new RequestData()
  let response = new RequestData()
  let isRequestNull = false
  let signatures: string[] = []
  let hasWrongType = false
  try {
    for (const { key, raw } of objectMembers(text)) {
      switch (foldName(key)) {
        case 'req':
          isRequestNull = raw === 'null'
          if (isRequestNull) request = new RequestData()
          else request.read(raw)
          break
        case 'res':
          if (raw === 'null') response = new RequestData()
          else response.read(raw)
          break
        case 'sid':
          hasWrongType ||= raw !== 'null' && !raw.startsWith('"')
          break
        case 'sig':
          if (raw === 'null') signatures = []
          else if (raw.startsWith('[')) signatures = arrayElements(raw).map(readSignature)
          else hasWrongType = true
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof Undecodable)) throw thrown
    return { kind: 'bad', id: request.id, text: INVALID }
  }
  if (hasWrongType) return { kind: 'bad', id: request.id, text: INVALID }
  if (isRequestNull && response.isPresent) return { kind: 'bad', id: 0n, text: 'message request is empty' }
  if (response.isPresent || !request.isSound) return { kind: 'bad', id: 0n, text: UNSOUND }
  const { id, method, params, ts, raw } = request
  return { kind: 'call', id, method, params, ts, requestText: raw, signatures }
}

/** The array of a request or response. A second one for the same field is read into the first: a `null` in it changes nothing. */
class RequestData {
  id = 0n
  method = ''
  params = 'null'
  ts = 0n
  raw = ''

  get isPresent(): boolean {
    return this.raw !== ''
  }

  get isSound(): boolean {
    return this.id !== 0n && this.method !== '' && !EMPTY_PARAMS.includes(this.params) && this.ts !== 0n
  }

  read(raw: string): void {
    const elements = raw.startsWith('[') ? arrayElements(raw) : []
    const [id, method, params, ts] = elements
    if (elements.length !== 4 || id === undefined || method === undefined || params === undefined || ts === undefined) {
      throw new Undecodable()
    }
    this.id = readUint64(id) ?? this.id
    const name: unknown = JSON.parse(method)
    if (name !== null && typeof name !== 'string') throw new Undecodable()
    this.method = wellFormed(name ?? this.method)
    const untyped: unknown = JSON.parse(params)
    if (!isFinite64(untyped)) throw new Undecodable()
    this.params = goUntypedJson(untyped)
    this.ts = readUint64(ts) ?? this.ts
    this.raw = raw
  }
}

/** Null for `null`. */
function readUint64(raw: string): bigint | null {
  if (raw === 'null') return null
  const value = /^\d+$/.test(raw) ? BigInt(raw) : -1n
  if (value < 0n || value > MAX_UINT64) throw new Undecodable()
  return value
}

function readSignature(raw: string): string {
  const value: unknown = JSON.parse(raw)
  if (typeof value !== 'string' || !HEX_BYTES.test(value)) throw new Undecodable()
  return value.toLowerCase()
}

function isFinite64(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(isFinite64)
}

/** The session that the params of a request name, or null. @param params parsed JSON */
export function sessionOf(params: unknown): string | null {
  if (typeof params !== 'object' || params === null) return null
  const { app_session_id, account_id } = params as { readonly app_session_id?: unknown, readonly account_id?: unknown }
  const id = app_session_id ?? account_id
  return typeof id === 'string' ? id : null
}
