const TENFOLD = new Set(['PageUp', 'PageDown'])
const UPWARDS = new Set(['ArrowUp', 'PageUp'])
const DOWNWARDS = new Set(['ArrowDown', 'PageDown'])

/**
 * The decimal that one step of the arrow keys changes: the last one that was typed. A text without decimals is changed
 * by whole units, or by the first decimal that matters if the session holds less than one unit.
 * @param scale decimals of the asset in the session
 * @param totalUnits what the session holds, in base units
 */
export function stepDecimals(text: string, scale: number, totalUnits: bigint): number {
  const typed = /[.,](\d*)\s*$/.exec(text)?.[1]?.length ?? 0
  const held = Math.max(0, scale - totalUnits.toString().length + 1)
  return Math.min(scale, Math.max(typed, held))
}

/**
 * Base units that a key adds: one step for an arrow, ten with Shift or for Page Up and Page Down, 0 for other keys.
 * @param decimals as `stepDecimals` returns them
 */
export function stepUnits(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>,
  decimals: number,
  scale: number,
): bigint {
  if (event.altKey || event.ctrlKey || event.metaKey) return 0n
  const sign = UPWARDS.has(event.key) ? 1n : DOWNWARDS.has(event.key) ? -1n : 0n
  const times = event.shiftKey || TENFOLD.has(event.key) ? 10n : 1n
  return sign * times * 10n ** BigInt(scale - decimals)
}
