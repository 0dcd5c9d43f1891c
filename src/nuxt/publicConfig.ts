import type { NitroliteRuntimeConfig } from './options'

/** An environment variable can set only options that are in the configuration already. */
const UNSET = { url: '', application: '', protocol: 'auto', broker: '', autoConnect: false } as const

const given = (config: NitroliteRuntimeConfig | undefined): NitroliteRuntimeConfig =>
  Object.fromEntries(Object.entries(config ?? {}).filter(([, value]) => value !== undefined))

/**
 * What Nuxt writes into the build as `runtimeConfig.public.nitrolite`. An option that is `undefined` counts as not given, as in
 * `url: process.env.NODE_URL`: it would be missing in the build, and no environment variable could set it.
 * @param options those under `nitrolite`
 * @param config those under `runtimeConfig.public.nitrolite`, which count more
 */
export const publicConfig = (options: NitroliteRuntimeConfig, config: NitroliteRuntimeConfig | undefined) =>
  ({ ...UNSET, ...given(options), ...given(config) })
