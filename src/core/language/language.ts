/** Scripts that are written from right to left. */
const RIGHT_TO_LEFT: ReadonlySet<string | undefined> = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg'])

/** Amounts are typed with the digits 0 to 9, so every number beside them is written with those. */
const DIGITS = { numberingSystem: 'latn' } as const

/** The tag as `Intl` takes it; null if it is not valid. @param tag for example `de-CH`; `de_CH` means the same */
export function validTag(tag: string): string | null {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-')).toString()
  }
  catch {
    return null
  }
}

/** Direction in which a language is written. A tag that is not valid counts as left to right. */
export function directionOf(tag: string): 'ltr' | 'rtl' {
  const valid = validTag(tag)
  return valid !== null && RIGHT_TO_LEFT.has(new Intl.Locale(valid).maximize().script) ? 'rtl' : 'ltr'
}

/**
 * Keeps a value such as an address in its own direction inside a text that is written from right to left. A text that is
 * written from left to right takes the value as it is.
 */
export const isolated = (value: string, tag: string): string => directionOf(tag) === 'rtl' ? `\u2068${value}\u2069` : value

/** A number with the separators of a language. */
export const numberIn = (value: number, tag: string): string =>
  new Intl.NumberFormat(validTag(tag) ?? undefined, DIGITS).format(value)

/** A time of this device's clock, for example `12:34:56`. @param tag null for the language of the runtime */
export const timeIn = (unixMilliseconds: number, tag: string | null): string =>
  new Intl.DateTimeFormat((tag === null ? null : validTag(tag)) ?? undefined, { ...DIGITS, timeStyle: 'medium' }).format(unixMilliseconds)

/** A day and a time of this device's clock, for example `Nov 27, 2026, 12:34:56 PM`. */
export const momentIn = (unixMilliseconds: number, tag: string): string =>
  new Intl.DateTimeFormat(validTag(tag) ?? undefined, { ...DIGITS, dateStyle: 'medium', timeStyle: 'medium' }).format(unixMilliseconds)

/** The language of a tag without script and region: `de` for `de-CH`. */
const baseOf = (tag: string): string => tag.split(/[-_]/, 1).join('').toLowerCase()

/**
 * The tag by which numbers and times are written: the first one that a person prefers in this language, so that German
 * texts have Swiss numbers in a Swiss browser; otherwise the language itself.
 * @param preferred tags in the order of `navigator.languages`
 */
export const regionalTag = (language: string, preferred: readonly string[]): string =>
  preferred.find(tag => baseOf(tag) === baseOf(language)) ?? language
