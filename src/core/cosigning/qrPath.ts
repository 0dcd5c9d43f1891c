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
