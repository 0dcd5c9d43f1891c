/** Formats Unix milliseconds as Go prints a time: without trailing zeros, and without a fraction of zero. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(/\.(\d*?)0*Z$/, (_, fraction: string) => (fraction ? `.${fraction}Z` : 'Z'))
}

/** Formats Unix milliseconds as Go prints a time that is rounded down to a second. */
export function rfc3339Seconds(ms: number): string {
  return rfc3339(Math.floor(ms / 1000) * 1000)
}
