/** Time until a moment, for example `4:59` or `1:02:03`; null once it is over. */
export function timeLeft(until: number, now: number): string | null {
  const seconds = Math.ceil((until - now) / 1_000)
  if (seconds <= 0) return null
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const padded = (value: number): string => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(rest)}` : `${minutes}:${padded(rest)}`
}
