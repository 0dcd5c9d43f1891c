import { goJson, goRawMapJson, type GoValue } from '../formats/goJson'
import { readUnsigned } from '../formats/goStruct'
import { arrayElements } from '../formats/jsonSlices'

/** A readable request. Frames of the protocol are `[type, id, method, payload, ts]`. */
export interface CallFrame {
  readonly kind: 'call'
  readonly id: bigint
  readonly method: string
  /** JSON: `null`, or an object whose own keys the node has sorted. The values are as they were sent. */
  readonly payload: string
}

/** A frame that the node cannot read as a request. */
export interface BadFrame {
  readonly kind: 'bad'
  /** 0 if the id could not be read. */
  readonly id: bigint
}

const RESPONSE = 2
const ERROR = 4

/**
 * Reads a frame element by element, as the node does: an error keeps the id if it was read before. The node does not check
 * that the type is the one of a request. Recorded: protocol-garbage.jsonl and the random recordings.
 */
export function decodeFrame(text: string): CallFrame | BadFrame {
  const bad = (id: bigint): BadFrame => ({ kind: 'bad', id })
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return bad(0n)
  }
  if (!Array.isArray(parsed) || parsed.length !== 5) return bad(0n)
  const [type = '', rawId = '', rawMethod = '', payload = '', ts = ''] = arrayElements(text)
  const id = readUnsigned(type, 8) === null ? null : readUnsigned(rawId, 64)
  if (id === null) return bad(0n)
  const method: unknown = JSON.parse(rawMethod)
  if (method !== null && typeof method !== 'string') return bad(id)
  if (payload !== 'null' && !payload.startsWith('{')) return bad(id)
  if (readUnsigned(ts, 64) === null) return bad(id)
  return { kind: 'call', id, method: method ?? '', payload: payload === 'null' ? payload : goRawMapJson(payload) }
}

/** The session that a payload names, or null. */
export function sessionOf(payload: unknown): string | null {
  const fields = payload as { readonly app_session_id?: unknown, readonly app_state_update?: { readonly app_session_id?: unknown } } | null | undefined
  const id = fields?.app_state_update?.app_session_id ?? fields?.app_session_id
  return typeof id === 'string' ? id : null
}

export const encodeResponse = ({ id, method }: CallFrame, payload: GoValue, ts: number): string =>
  goJson([RESPONSE, id, method, payload, ts])

export const encodeError = (frame: CallFrame | BadFrame, error: string, ts: number): string =>
  goJson([ERROR, frame.id, frame.kind === 'call' ? frame.method : '', { error }, ts])
