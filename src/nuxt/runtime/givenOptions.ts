import type { NitroliteHookOptions, NitroliteRuntimeConfig } from '../options'

/**
 * The value that an environment variable stands for. Nuxt reads numbers, `true`, `false` and `null` as such: an application named
 * 2048 would be a number, and `autoConnect` could be 1.
 */
function valueOf(name: string, value: unknown): unknown {
  if (name === 'application' && Number.isSafeInteger(value)) return String(value)
  if (name === 'autoConnect' && (value === 1 || value === 0)) return value === 1
  return value
}

/** A copy without what is empty: on the server, all requests share the configuration. */
export const givenOptions = (config: NitroliteRuntimeConfig): NitroliteHookOptions =>
  Object.fromEntries(Object.entries(config)
    .filter(([, value]) => value !== '' && value !== null)
    .map(([name, value]) => [name, valueOf(name, value)]))

/** Why an option cannot be used in a browser, or null. */
export function unusableOption({ url, application, autoConnect }: NitroliteHookOptions): { option: string, reason: string } | null {
  for (const [option, value] of Object.entries({ url, application })) {
    if (value) continue
    return { option, reason: `It is not set. Set nitrolite.${option} in nuxt.config, or NUXT_PUBLIC_NITROLITE_${option.toUpperCase()} where the server starts` }
  }
  if (['boolean', 'function', 'undefined'].includes(typeof autoConnect)) return null
  return { option: 'autoConnect', reason: 'It must be true or false, also in NUXT_PUBLIC_NITROLITE_AUTO_CONNECT' }
}
