import { malformed } from './format'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES = new Map(Array.from(ALPHABET, (character, value) => [character, value]))

/** Bytes in the alphabet for URLs, without padding (RFC 4648, section 5). */
export function toBase64url(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(start, start + 3)
    const group = first << 16 | second << 8 | third
    const characters = Math.min(bytes.length - start, 3) + 1
    for (let index = 0; index < characters; index++) text += ALPHABET[group >> 18 - 6 * index & 63]
  }
  return text
}

/** @throws `PROPOSAL_MALFORMED` for any text that `toBase64url` does not return */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor(text.length * 3 / 4))
  let held = 0
  let bits = 0
  let length = 0
  for (const character of text) {
    const value = VALUES.get(character)
    if (value === undefined) throw malformed('It has characters that do not belong to it.')
    held = held << 6 | value
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[length++] = held >> bits
    held &= (1 << bits) - 1
  }
  // A single last character, or bits behind the last byte: several texts would stand for the same bytes.
  if (bits === 6 || held !== 0) throw malformed('It is incomplete, or ends with something else.')
  return bytes
}
