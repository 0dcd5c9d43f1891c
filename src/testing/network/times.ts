/** Unix milliseconds as Go prints a time: no fraction where there is none, no trailing zeros. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(/\.(\d*?)0*Z$/, (_, fraction: string) => (fraction ? `.${fraction}Z` : 'Z'))
}

/** Unix milliseconds to the second. */
export function rfc3339Seconds(ms: number): string {
  return rfc3339(Math.floor(ms / 1000) * 1000)
}
