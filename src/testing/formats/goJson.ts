import { objectMembers } from './jsonSlices'

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

/**
 * The JSON that Go writes for a value that it has read without a type: the keys of every object sorted by their bytes,
 * numbers as doubles, and lone surrogates replaced. Keys that become equal by this are one key, and its last value counts.
 * @param value parsed JSON
 */
export function goUntypedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goUntypedJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    return mapJson(Object.entries(value).map(([key, member]) => [key, goUntypedJson(member)]))
  }
  if (typeof value === 'string') return goString(value)
  return Object.is(value, -0) ? '-0' : String(value)
}

/**
 * The JSON that Go writes for an object that it has read into a map of raw values: only the keys of the object itself are
 * sorted and without duplicates.
 * @param raw valid JSON of an object
 */
export const goRawMapJson = (raw: string): string => mapJson(objectMembers(raw).map(member => [member.key, member.raw]))

/** @param members keys with the JSON of their values; if keys are equal, the last value counts */
function mapJson(members: readonly (readonly [key: string, json: string])[]): string {
  const map = new Map(members.map(([key, json]) => [wellFormed(key), json]))
  const sorted = [...map].sort(([a], [b]) => compareBytes(a, b))
  return `{${sorted.map(([key, json]) => `${goString(key)}:${json}`).join(',')}}`
}

/** Compares texts by their bytes in UTF-8. Characters beyond U+FFFF come last, while JavaScript sorts their halves in between. */
export function compareBytes(a: string, b: string): number {
  const [left, right] = [Array.from(a, codePoint), Array.from(b, codePoint)]
  const index = left.findIndex((code, at) => code !== right[at])
  return index < 0 ? left.length - right.length : (left[index] ?? 0) - (right[index] ?? -1)
}

const codePoint = (char: string): number => char.codePointAt(0) ?? 0

function isList(value: object): value is readonly GoValue[] {
  return Array.isArray(value)
}

/** A text as Go keeps it: lone surrogates become U+FFFD. */
export const wellFormed = (text: string): string => text.replace(LONE_SURROGATE, '\ufffd')

function goString(text: string): string {
  return JSON.stringify(wellFormed(text))
    .replace(ESCAPED, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
