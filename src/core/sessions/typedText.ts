/** The zeros of the digits that are accepted besides 0 to 9: Arabic-Indic, Extended Arabic-Indic and Devanagari. */
const ZEROS: readonly number[] = [0x660, 0x6f0, 0x966]

/** Full-width forms of the ASCII characters, which input methods for Chinese, Japanese and Korean produce. */
const FULL_WIDTH = { first: 0xff01, last: 0xff5e, shift: 0xff01 - 0x21 }

/**
 * Invisible characters, which nobody sees to delete. Copied texts bring them along: those that say in which direction a text runs,
 * spaces without width, soft hyphens, the byte order mark. Two kinds are not among them, because a person may have meant
 * something else than the digits in the order in which they are stored:
 * - U+202B, U+202E and U+2067 can show the digits of an amount, or its groups of digits, in the opposite order
 * - U+2061 to U+2064 stand for an operation or a comma between two values
 */
const INVISIBLE = /^(?![\u202b\u202e\u2067\u2061-\u2064])(?=\p{Default_Ignorable_Code_Point})\p{Cf}$/u

/** The minus sign, and the apostrophes of typography and keyboards. */
const SAME_AS: Readonly<Record<string, string>> = {
  '−': '-', '’': '\'', '‘': '\'', 'ʼ': '\'', '′': '\'', '´': '\'', '`': '\'',
}

/** Between two cells of a table that was copied, or two lines of a text. They do not group the digits of one amount. */
const BETWEEN_VALUES = /[\t\n\v\f\r\u2028\u2029]/

function plainCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const zero = ZEROS.find(candidate => code >= candidate && code <= candidate + 9)
  if (zero !== undefined) return String(code - zero)
  if (code >= FULL_WIDTH.first && code <= FULL_WIDTH.last) return String.fromCodePoint(code - FULL_WIDTH.shift)
  if (INVISIBLE.test(character)) return ''
  return SAME_AS[character] ?? (/\s/.test(character) && !BETWEEN_VALUES.test(character) ? ' ' : character)
}

/** A typed text with ASCII digits, plain spaces and straight apostrophes, without invisible characters and space around it. */
export const plainText = (text: string): string => Array.from(text, plainCharacter).join('').trim()

/** Whether a symbol could not be taken for a part of an amount. */
const isSymbol = (text: string): boolean => /[^\d., '٬٫،-]/u.test(text)
const isNumeric = (character: string): boolean => /[\d.,]/.test(character)

/** In lower case, character by character: the lower case of some characters, such as İ, is longer. */
const lowerCase = (text: string): string =>
  Array.from(text, each => each.toLowerCase().length === each.length ? each.toLowerCase() : each).join('')

/**
 * Removes the symbol of an asset before or after an amount, in upper or lower case. A symbol such as `1inch` must be
 * separated from the digits by a space; otherwise it could be part of the amount.
 */
export function withoutSymbol(text: string, symbol: string): string {
  const [whole, part] = [lowerCase(text), lowerCase(symbol)]
  if (!isSymbol(part)) return text
  const before = text.slice(0, -part.length)
  if (whole.endsWith(part) && (before.endsWith(' ') || !isNumeric(part.charAt(0)))) return before.trim()
  const after = text.slice(part.length)
  if (whole.startsWith(part) && (after.startsWith(' ') || !isNumeric(part.slice(-1)))) return after.trim()
  return text
}

/** A character as error texts show it: by its number in Unicode if it is invisible. */
export const nameOfCharacter = (character: string): string => /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)
  ? character
  : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
