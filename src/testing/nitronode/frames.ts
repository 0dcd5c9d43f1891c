import { goJson, type GoValue } from '../formats/goJson'
import { arrayElements } from '../formats/jsonSlices'

/** A request. Frames of the protocol are `[type, id, method, payload, ts]`. */
export interface Frame {
  readonly id: bigint
  readonly method: string
  readonly payload: unknown
}

const REQUEST = 1
const RESPONSE = 2
const ERROR = 4

const isUint = (raw: string): boolean => /^\d{1,20}$/.test(raw) && BigInt(raw) < 2n ** 64n

/** Reads a request; null for a frame that the node cannot read. Recorded: protocol-garbage.jsonl. */
export function decodeFrame(text: string): Frame | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(parsed)) return null
  const [type = '', id = '', , , ts = ''] = arrayElements(text)
  const [, , method, payload] = parsed as readonly unknown[]
  if (parsed.length !== 5 || type !== String(REQUEST) || !isUint(id) || !isUint(ts) || typeof method !== 'string') return null
  return { id: BigInt(id), method, payload }
}

/** The session that a payload names, or null. */
export function sessionOf(payload: unknown): string | null {
  const fields = payload as { readonly app_session_id?: unknown, readonly app_state_update?: { readonly app_session_id?: unknown } } | null | undefined
  const id = fields?.app_state_update?.app_session_id ?? fields?.app_session_id
  return typeof id === 'string' ? id : null
}

export const encodeResponse = ({ id, method }: Frame, payload: GoValue, ts: number): string =>
  goJson([RESPONSE, id, method, payload, ts])

/** @param frame null where the request could not be read */
export const encodeError = (frame: Frame | null, error: string, ts: number): string =>
  goJson([ERROR, frame?.id ?? 0, frame?.method ?? '', { error }, ts])
