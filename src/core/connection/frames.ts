import { NitroliteError, toNitroliteError } from '../errors/errors'
import type { DecodedFrame, FrameCodec } from './types'

/** How many characters of a frame over the limit are reported. */
const REPORTED_LENGTH = 1_000

/** Hides login tokens in the text of a frame. */
export const maskTokens = (text: string): string =>
  // Few frames contain a token, and the search for the word is much faster than the pattern.
  !text.includes('jwt') ? text : text.replace(/("jwt(?:_token)?\\*"\s*:\s*\\*")[^"]*/g, '$1…')

/**
 * Decodes the data of a socket message: a text, or a buffer that holds UTF-8. Never throws.
 * @param limit longest frame that is decoded, in characters
 */
export function readFrame(data: unknown, limit: number, codec: FrameCodec): DecodedFrame {
  const invalid = (error: NitroliteError, raw: string): DecodedFrame => ({ kind: 'invalid', error, raw })
  const tooLarge = (size: number): NitroliteError => new NitroliteError('FRAME_TOO_LARGE', { size, limit })
  let text = ''
  try {
    if (typeof data === 'string') text = data
    else {
      const buffer = data as ArrayBuffer
      if (buffer.byteLength > limit) return invalid(tooLarge(buffer.byteLength), '')
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(buffer)
    }
    if (text.length > limit) return invalid(tooLarge(text.length), text.slice(0, REPORTED_LENGTH))
    return codec.decode(text)
  }
  catch (thrown) {
    return invalid(toNitroliteError(thrown, 'FRAME_INVALID'), text)
  }
}
