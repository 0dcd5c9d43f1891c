/** A value for a frame. Keys keep the order of the object; members that are `undefined` are left out. */
export type GoValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly GoValue[]
  | { readonly [key: string]: GoValue | undefined }

const ESCAPED = /[<>&\u2028\u2029]/g
const LONE_SURROGATE = /\p{Surrogate}/gu

/** JSON as Go's encoder writes it: compact, with `<`, `>`, `&` and the two line separators escaped. */
export function goJson(value: GoValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return goString(value)
  if (typeof value !== 'object') return String(value)
  if (isList(value)) return `[${value.map(goJson).join(',')}]`
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [`${goString(key)}:${goJson(member)}`])
  return `{${members.join(',')}}`
}

/** Sorts the keys of every object in parsed JSON, as Go does when it writes a map. */
export function sortKeys(value: unknown): GoValue {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    // `fromEntries` defines properties, so a key named `__proto__` stays a plain key.
    return Object.fromEntries(members.map(([key, member]) => [key, sortKeys(member)]))
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return null
}

function isList(value: object): value is readonly GoValue[] {
  return Array.isArray(value)
}

function goString(text: string): string {
  return JSON.stringify(text.replace(LONE_SURROGATE, '\ufffd'))
    .replace(ESCAPED, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
