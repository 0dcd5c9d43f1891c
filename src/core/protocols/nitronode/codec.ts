import * as v from 'valibot'
import type { DecodedFrame, EncodedRequest, FrameCodec } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import { isNestedDeeper } from '../rawJson'

/** Kinds of frames that a node sends. */
const RESPONSE = 2
const EVENT = 3
const ERROR = 4

/** Frames of the node are less than ten levels deep. */
const DEEPEST = 100

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const frame = v.tuple([v.picklist([RESPONSE, EVENT, ERROR]), count, v.string(), v.unknown(), count])
const failure = v.object({ error: v.string() })
/** How a ClearNode 0.5 says that it cannot read a request of this protocol. */
const clearnodeError = v.object({ res: v.tuple([count, v.literal('error'), failure, count]) })

/** Bytes at which a node ends the connection without a word (nitronode 1.4.1: 128 KiB). */
const TOO_LONG = 128 * 1024

/**
 * Makes the bytes of a request.
 * @param payload JSON
 * @param ts Unix milliseconds
 * @throws `OPTIONS_INVALID` where they are more than the node reads
 */
export function encodeRequest(id: number, method: string, payload: string, ts: number): EncodedRequest {
  const frame = `[1,${id},${JSON.stringify(method)},${payload},${ts}]`
  const size = new TextEncoder().encode(frame).length
  if (size < TOO_LONG) return { id, method, ts, frame }
  const reason = `The request has ${size} bytes, and the node reads fewer than ${TOO_LONG}.`
  throw new NitroliteError('OPTIONS_INVALID', { option: method, reason })
}

function decode(raw: string): DecodedFrame {
  const invalid = (reason: string): DecodedFrame =>
    ({ kind: 'invalid', raw, error: new NitroliteError('FRAME_INVALID', { reason }) })
  if (isNestedDeeper(raw, DEEPEST)) return invalid('It is nested too deeply.')
  let parsed: unknown
  try {
    parsed = JSON.parse(raw)
  }
  catch {
    return invalid('It is no JSON.')
  }
  const read = v.safeParse(frame, parsed)
  if (!read.success) {
    const foreign = v.safeParse(clearnodeError, parsed)
    if (!foreign.success) return invalid('It is no frame of nitronode 1.x.')
    const [, , { error: message }, ts] = foreign.output.res
    return { kind: 'error', id: 0, message, ts, raw, signedText: '', signatures: [] }
  }
  const [type, id, method, params, ts] = read.output
  // Nothing is signed here, and nothing is pushed so far.
  if (type === EVENT) return { kind: 'push', name: method, params, ts, raw }
  const common = { id, ts, raw, signedText: '', signatures: [] }
  if (type === RESPONSE) return { kind: 'response', method, params, ...common }
  const error = v.safeParse(failure, params)
  return { kind: 'error', message: error.success ? error.output.error : JSON.stringify(params), ...common }
}

/** Frames of nitronode 1.x: `[type, id, method, payload, ts]`. */
export const nitronodeCodec: FrameCodec = { decode }
