export const average = numbers => numbers.reduce((sum, number) => sum + number, 0) / numbers.length

export const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** How often each value occurs, as text: `closed 998, failed 2`. */
export function tally(values) {
  const counts = new Map()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, count]) => `${value} ${count}`).join(', ')
}
