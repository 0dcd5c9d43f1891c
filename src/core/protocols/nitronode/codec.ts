import * as v from 'valibot'
import type { DecodedFrame, EncodedRequest, FrameCodec } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import { nodeTextOf } from '../nodeText'
import { isNestedDeeper } from '../rawJson'

/** First element of a frame: what kind of frame it is. A request is 1. */
const RESPONSE = 2
const EVENT = 3
const ERROR = 4

/** Frames of the node are less than ten levels deep. A deeper one could overflow the stack of code that walks through it. */
const MAX_DEPTH = 100

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const frame = v.tuple([v.picklist([RESPONSE, EVENT, ERROR]), count, v.string(), v.unknown(), count])
const failure = v.object({ error: v.unknown() })
/** The answer of a ClearNode 0.5 that cannot read a request of this protocol. */
const clearnodeError = v.object({ res: v.tuple([count, v.literal('error'), v.object({ error: v.string() }), count]) })

/** Nitronode 1.4.1 drops the socket, without any message, for a frame of 128 KiB or more. */
const FRAME_LIMIT = 128 * 1024
/** A UTF-16 code unit takes at most this many bytes in UTF-8. */
const LONGEST_CHARACTER = 3

/**
 * Makes the frame of a request.
 * @param payload JSON text
 * @param ts Unix milliseconds
 * @throws `OPTIONS_INVALID` if the frame is longer than the node reads
 */
export function encodeRequest(id: number, method: string, payload: string, ts: number): EncodedRequest {
  const frame = `[1,${id},${JSON.stringify(method)},${payload},${ts}]`
  const encoded = { id, method, ts, frame }
  if (frame.length * LONGEST_CHARACTER < FRAME_LIMIT) return encoded
  const size = new TextEncoder().encode(frame).length
  if (size < FRAME_LIMIT) return encoded
  const reason = `The request has ${size} bytes, but the node reads only requests of fewer than ${FRAME_LIMIT} bytes.`
  throw new NitroliteError('OPTIONS_INVALID', { option: method, reason })
}

function decode(raw: string): DecodedFrame {
  const invalid = (reason: string): DecodedFrame =>
    ({ kind: 'invalid', raw, error: new NitroliteError('FRAME_INVALID', { reason }) })
  if (isNestedDeeper(raw, MAX_DEPTH)) return invalid('It is nested too deeply.')
  let parsed: unknown
  try {
    parsed = JSON.parse(raw)
  }
  catch {
    return invalid('It is not valid JSON.')
  }
  const read = v.safeParse(frame, parsed)
  if (!read.success) {
    const clearnode = v.safeParse(clearnodeError, parsed)
    if (!clearnode.success) return invalid('It is not a frame of nitronode 1.x.')
    const [, , { error: message }, ts] = clearnode.output.res
    // A ClearNode could not read the request, so the id in its answer means nothing.
    return { kind: 'error', id: 0, message, ts, raw, signedText: '', signatures: [] }
  }
  const [type, id, method, params, ts] = read.output
  if (type === EVENT) return { kind: 'push', name: method, params, ts, raw }
  // A nitronode does not sign its answers.
  const common = { id, ts, raw, signedText: '', signatures: [] }
  if (type === RESPONSE) return { kind: 'response', method, params, ...common }
  const error = v.safeParse(failure, params)
  return { kind: 'error', message: nodeTextOf(error.success ? error.output.error : params), ...common }
}

/** Frames of nitronode 1.x: `[type, id, method, payload, ts]`. */
export const nitronodeCodec: FrameCodec = { decode }
