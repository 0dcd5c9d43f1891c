const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"',
}
/** Characters that Go does not print as they are: controls, separators other than the space, and unassigned ones. */
const UNPRINTABLE = /[\\"]|\p{C}|[^\P{Z} ]/gu

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0')

/** A text in quotes, as Go prints it with `%q` and in the errors of its number parser. */
export function goQuote(text: string): string {
  const inner = text.replace(UNPRINTABLE, (char) => {
    const code = char.codePointAt(0) ?? 0
    const short = SHORT_ESCAPES[char]
    if (short !== undefined) return short
    if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`
    return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
  })
  return `"${inner}"`
}

/** Formats Unix milliseconds as Go prints a time: without trailing zeros, and without a fraction of zero. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(/\.(\d*?)0*Z$/, (_, fraction: string) => (fraction ? `.${fraction}Z` : 'Z'))
}

/** Formats Unix milliseconds as Go prints a time that is rounded down to a second. */
export function rfc3339Seconds(ms: number): string {
  return rfc3339(Math.floor(ms / 1000) * 1000)
}
