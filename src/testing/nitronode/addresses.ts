import { Refusal } from '../embedded/refusal'

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
