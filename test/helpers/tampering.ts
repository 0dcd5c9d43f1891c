import type { Receipt } from '../../src/core'

/** Returns the path to every value in a structure that is neither a list nor an object. */
export function leavesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...path, name]))
    : [path]
}

/** Copies a receipt and changes the value at one path to another one of the same type. */
export function tampered(receipt: Receipt, path: readonly string[]): unknown {
  const copy = structuredClone(receipt) as unknown
  const parent = path.slice(0, -1).reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], copy) as Record<string, unknown>
  const name = path.at(-1) ?? ''
  const value = parent[name]
  parent[name] = typeof value === 'number' ? value + 1
    : value === '' ? 'x'
      : typeof value === 'string' ? value.replace(/[0-9a-z](?=[^0-9a-z]*$)/i, last => last === '7' ? '3' : '7') : 'x'
  return copy
}
