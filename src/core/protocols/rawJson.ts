// Codes of characters. Comparing codes is several times faster than comparing texts of one character.
const QUOTE = 0x22
const COMMA = 0x2c
const OPENING_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSING_BRACKET = 0x5d
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d

/** Whether the quote at `index` belongs to a string literal: an odd number of backslashes is in front of it. */
function isEscaped(text: string, index: number): boolean {
  let first = index
  while (text.charCodeAt(first - 1) === BACKSLASH) first--
  return (index - first) % 2 === 1
}

/** Returns the index after the string literal that begins at `start`. Most of a frame is in strings, so they are skipped at once. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return (end < 0 ? text.length : end) + 1
}

/** By how much a character outside of strings changes the nesting depth. */
const depthChange = (code: number): number =>
  code === OPENING_BRACKET || code === OPENING_BRACE ? 1 : code === CLOSING_BRACKET || code === CLOSING_BRACE ? -1 : 0

/**
 * Returns the index of the comma or bracket that ends the member whose value begins at `start`. Counts brackets instead of
 * recursing, so deeply nested text cannot overflow the stack.
 */
function endOfMember(text: string, start: number): number {
  let depth = 0
  for (let index = start; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === QUOTE) index = endOfString(text, index) - 1
    else if (depth === 0 && code === COMMA) return index
    else if ((depth += depthChange(code)) < 0) return index
  }
  return text.length
}

/** Whether arrays and objects are nested deeper than `limit`. The text does not have to be valid JSON. */
export function isNestedDeeper(text: string, limit: number): boolean {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === QUOTE) index = endOfString(text, index) - 1
    else if ((depth += depthChange(code)) > limit) return true
  }
  return false
}

/**
 * Returns the text of a member of a JSON object, byte for byte. Signatures cover these bytes. Serialising the parsed value again
 * could change escapes, digits and the order of keys.
 * @param text a valid JSON object
 * @returns null if there is no such member, and the last one if there are several, as in `JSON.parse`
 */
export function memberText(text: string, name: string): string | null {
  let found: string | null = null
  let index = text.indexOf('{') + 1
  while (index > 0 && index < text.length) {
    const keyStart = text.indexOf('"', index)
    if (keyStart < 0) break
    const keyEnd = endOfString(text, keyStart)
    const valueStart = text.indexOf(':', keyEnd) + 1
    if (valueStart === 0) break
    const valueEnd = endOfMember(text, valueStart)
    if (JSON.parse(text.slice(keyStart, keyEnd)) === name) found = text.slice(valueStart, valueEnd).trim()
    index = valueEnd + 1
  }
  return found
}
