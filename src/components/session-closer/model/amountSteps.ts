const TENFOLD = new Set(['PageUp', 'PageDown'])
const UPWARDS = new Set(['ArrowUp', 'PageUp'])
const DOWNWARDS = new Set(['ArrowDown', 'PageDown'])

/**
 * Decimals that one step of the arrow keys changes: the last one that was typed. A text without decimals steps
 * whole units, or where the session holds less than one, the first decimal that it holds.
 * @param scale decimals of the asset in the session
 * @param totalUnits what the session holds, in base units
 */
export function stepDecimals(text: string, scale: number, totalUnits: bigint): number {
  const typed = /[.,](\d*)\s*$/.exec(text)?.[1]?.length ?? 0
  const held = Math.max(0, scale - totalUnits.toString().length + 1)
  return Math.min(scale, Math.max(typed, held))
}

/**
 * Base units that a key adds: arrows one step, with Shift or as Page Up and Page Down ten; 0 for other keys.
 * @param decimals as `stepDecimals` gives
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
