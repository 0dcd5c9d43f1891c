import { goQuote } from '../formats/goQuote'

/** A number, or the error of Go's parser where there is none. */
interface Parsed {
  readonly value?: bigint
  readonly error: string
}

/** Reads a decimal text as Go reads it into an unsigned integer of 64 bits. */
export const parseUnsigned = (text: string): Parsed => parse('ParseUint', text, /^\d+$/, 0n, 2n ** 64n - 1n)

/** Reads a decimal text as Go reads it into a signed integer of 64 bits. */
export const parseSigned = (text: string): Parsed => parse('ParseInt', text, /^[+-]?\d+$/, -(2n ** 63n), 2n ** 63n - 1n)

function parse(parser: string, text: string, form: RegExp, least: bigint, largest: bigint): Parsed {
  const describe = (reason: string): Parsed => ({ error: `strconv.${parser}: parsing ${goQuote(text)}: ${reason}` })
  if (!form.test(text)) return describe('invalid syntax')
  const value = BigInt(text.replace(/^\+/, ''))
  return value < least || value > largest ? describe('value out of range') : { value, error: '' }
}
