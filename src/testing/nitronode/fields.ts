import { Refusal } from '../embedded/refusal'
import { goQuote } from '../formats/goTexts'

const LENGTH_ERROR = 'invalid hex address: incorrect length, expected 42 characters including 0x prefix'

/**
 * An address as the node keeps it: in lower case.
 * @param prefix start of the refusal's text
 * @throws Refusal
 */
export function normalizeAddress(text: string, prefix: string): string {
  const address = text.toLowerCase()
  if (!address.startsWith('0x') || new TextEncoder().encode(address).length !== 42) throw new Refusal(prefix + LENGTH_ERROR)
  const position = address.slice(2).search(/[^\da-f]/) + 2
  if (position >= 2) {
    throw new Refusal(`${prefix}invalid hex address: character '${address.charAt(position)}' at position ${position} `
      + 'is not a valid hexadecimal character')
  }
  return address
}

/** Whether a text has the form of a session id. */
export const isHash = (text: string): boolean => /^0x[0-9a-f]{64}$/i.test(text)

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
