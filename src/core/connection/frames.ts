import { NitroliteError, toNitroliteError } from '../errors/errors'
import type { DecodedFrame, FrameCodec } from './types'

/** How much of a frame that is too large is shown. */
const CLIP = 1_000

/** Hides login tokens in the text of a frame. */
export const maskTokens = (text: string): string =>
  text.replace(/("jwt(?:_token)?\\*"\s*:\s*\\*")[^"]*/g, '$1…')

/** What a socket delivered, as text: text passes, buffers are read as UTF-8. */
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
    if (text.length > limit) return invalid(tooLarge(text.length), text.slice(0, CLIP))
    return codec.decode(text)
  }
  catch (thrown) {
    return invalid(toNitroliteError(thrown, 'FRAME_INVALID'), text)
  }
}
