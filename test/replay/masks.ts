/** A field whose values cannot be equal in two runs. */
export interface Mask {
  readonly field: string
  /** Matches the field with its value. Its first group, if any, stays. */
  readonly pattern: RegExp
}

/** Frames with masked values, by the label of the connection, and the number of values that were masked, by field. */
export interface MaskedFrames {
  readonly frames: Readonly<Record<string, readonly string[]>>
  readonly masked: Readonly<Record<string, number>>
}

/**
 * What differs between two runs of a ClearNode. Works on the text, so that tests compare bytes and the order of keys. The
 * value of each mask has its type in the pattern: a text where a number belongs is not masked.
 */
export const CLEARNODE_MASKS: readonly Mask[] = [
  { field: 'signature of the node', pattern: /(,"sig":\[)"0x[0-9a-f]{130}"(?=\]\}$)/g },
  { field: 'time of the response', pattern: /(,)\d{13}(?=\],"sig")/g },
  { field: 'clock as the id', pattern: /^(\{"res":\[)\d{13}(?=,"error",)/g },
  { field: 'login token', pattern: /("jwt_token":)"[\w-]+\.[\w-]+\.[\w-]+"/g },
  { field: 'tag of a wallet', pattern: /((?:from|to)_account_tag":)"[A-Z0-9]{6}"/g },
  { field: 'id of a row', pattern: /(\{"id":)\d+(?=,)/g },
  { field: 'time of a row', pattern: /("(?:created|updated)_at":)"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"/g },
  { field: 'time of a response in the history', pattern: /(,)\d{13}(?=\]","res_sig")/g },
]

/** Masks the frames of each connection and counts what was masked. */
export function maskFrames(masks: readonly Mask[], received: ReadonlyMap<string, readonly string[]>): MaskedFrames {
  const masked: Record<string, number> = {}
  const maskFrame = (frame: string): string => masks.reduce((text, { field, pattern }) =>
    text.replace(pattern, (_, kept: string) => {
      masked[field] = (masked[field] ?? 0) + 1
      return `${kept}*`
    }), frame)
  return { frames: Object.fromEntries([...received].map(([label, texts]) => [label, texts.map(maskFrame)])), masked }
}
