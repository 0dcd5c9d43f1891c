import { encode } from 'uqr'

/** The largest version: 97 modules a side. Cameras of phones hardly read larger codes from a screen. */
const MAX_VERSION = 20

/** A QR code as squares, without the empty border around it. */
export interface QrCode {
  /** 1 to 20. */
  readonly version: number
  /** Modules a side. */
  readonly size: number
  /** By row, then by column: whether the module is dark. */
  readonly modules: readonly (readonly boolean[])[]
}

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

/**
 * The dark modules as the `d` of an SVG path, in units of one module. Readers need an empty border of four modules:
 * `viewBox="-4 -4 {size + 8} {size + 8}"`.
 */
export const qrPathOf = ({ modules }: QrCode): string => modules.flatMap((row, y) => {
  const starts = row.flatMap((isDark, x) => isDark && !row[x - 1] ? [x] : [])
  return starts.map((x) => {
    const end = row.indexOf(false, x)
    const width = (end === -1 ? row.length : end) - x
    return `M${x} ${y}h${width}v1h-${width}z`
  })
}).join('')
