import { NitroliteError, toNitroliteError } from '../errors/errors'
import { bytesOf } from '../wallet/bytes'
import type { DecodedFrame, FrameCodec, FrameEvent } from './types'

/** How many characters of a frame over the limit are reported. */
const REPORTED_LENGTH = 1_000

/** Hides login tokens in the text of a frame. */
export const maskTokens = (text: string): string =>
  // Few frames contain a token, and the search for the word is much faster than the pattern.
  !text.includes('jwt') ? text : text.replace(/("jwt(?:_token)?\\*"\s*:\s*\\*")[^"]*/g, '$1…')

/** What the frame log says about a received frame, apart from its text. */
export function labelOf(frame: DecodedFrame): Pick<FrameEvent, 'name' | 'requestId'> {
  switch (frame.kind) {
    case 'response': return { name: frame.method, requestId: frame.id }
    case 'error': return { name: 'error', requestId: frame.id }
    case 'push': return { name: frame.name, requestId: null }
    case 'invalid': return { name: null, requestId: null }
  }
}

/** The bytes of a message. The ws package delivers several buffers if it is told to. */
function bytesOfMessage(data: unknown): Uint8Array<ArrayBuffer> | null {
  if (!Array.isArray(data)) return bytesOf(data)
  const parts = data.map(bytesOf)
  return parts.every(part => part !== null) ? Uint8Array.from(parts.flatMap(part => [...part])) : null
}

/** Size in bytes, as buffers and Blobs say it. */
const sizeOf = (data: unknown): number => {
  if (Array.isArray(data)) return data.reduce((sum: number, part: unknown) => sum + sizeOf(part), 0)
  const { byteLength, size } = Object(data) as { readonly byteLength?: unknown, readonly size?: unknown }
  return Number(byteLength ?? size ?? 0)
}

/**
 * Decodes the data of a socket message: a text, or bytes of any realm that hold UTF-8. Never throws.
 * @param limit longest frame that is decoded, in characters
 */
export function readFrame(data: unknown, limit: number, codec: FrameCodec): DecodedFrame {
  const invalid = (error: NitroliteError, raw: string): DecodedFrame => ({ kind: 'invalid', error, raw })
  const tooLarge = (size: number): NitroliteError => new NitroliteError('FRAME_TOO_LARGE', { size, limit })
  let text = ''
  try {
    if (typeof data === 'string') text = data
    else {
      if (sizeOf(data) > limit) return invalid(tooLarge(sizeOf(data)), '')
      const bytes = bytesOfMessage(data)
      if (!bytes) return invalid(new NitroliteError('FRAME_INVALID', { reason: 'It consists of neither text nor bytes.' }), '')
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    }
    if (text.length > limit) return invalid(tooLarge(text.length), text.slice(0, REPORTED_LENGTH))
    return codec.decode(text)
  }
  catch (thrown) {
    return invalid(toNitroliteError(thrown, 'FRAME_INVALID'), text)
  }
}
