import { encode } from 'uqr'
import type { QrCode } from './qrPath'

/** The largest version: 97 modules a side. Phone cameras have trouble reading larger codes from a screen. */
const MAX_VERSION = 20

/**
 * A text as a QR code at level M, which can be read with up to 15 % of it damaged.
 * @returns null if the text needs more than version 20: about 666 characters
 */
export function qrOf(text: string): QrCode | null {
  try {
    const { version, size, data } = encode(text, { ecc: 'M', maxVersion: MAX_VERSION, boostEcc: false, border: 0 })
    return { version, size, modules: data }
  }
  catch (thrown) {
    // The library reports a text that is too long in this way, and nothing else.
    if (thrown instanceof RangeError) return null
    throw thrown
  }
}
