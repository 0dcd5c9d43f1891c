import type { Receipt } from '../../src/core'

/** Every value that is no list and no object, by the way to it. */
export function leavesOf(value: unknown, way: readonly string[] = []): (readonly string[])[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...way, name]))
    : [way]
}

/** A copy in which one leaf is another value of its kind. */
export function tampered(receipt: Receipt, way: readonly string[]): unknown {
  const copy = structuredClone(receipt) as unknown
  const parent = way.slice(0, -1).reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], copy) as Record<string, unknown>
  const name = way.at(-1) ?? ''
  const value = parent[name]
  parent[name] = typeof value === 'number' ? value + 1
    : value === '' ? 'x'
      : typeof value === 'string' ? value.replace(/[0-9a-z](?=[^0-9a-z]*$)/i, last => last === '7' ? '3' : '7') : 'x'
  return copy
}
