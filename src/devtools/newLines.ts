import type { ClosingLogEntry } from '../core/closing/types'

const keyOf = ({ at, type, name, details, attempts }: ClosingLogEntry): string => JSON.stringify([at, type, name, details, attempts])

/**
 * The lines that were added to a log. A log that is full drops its oldest lines, so its length does not tell.
 * @param before the log as it was read last
 */
export function newLines(before: readonly ClosingLogEntry[], now: readonly ClosingLogEntry[]): readonly ClosingLogEntry[] {
  const keys = now.map(keyOf)
  const old = before.map(keyOf)
  for (let dropped = 0; dropped < old.length; dropped += 1) {
    const kept = old.length - dropped
    if (kept <= keys.length && old.slice(dropped).every((key, index) => key === keys[index])) return now.slice(kept)
  }
  return now
}
