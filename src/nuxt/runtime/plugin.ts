import { defineNuxtPlugin } from 'nuxt/app'
import { createNitrolite, NitroliteError, type NitroliteOptions } from 'vue-nitrolite'
import type { NitroliteHookOptions, NitroliteRuntimeConfig } from '../options'

/** A copy without what is empty: on the server, all requests share the configuration. */
const givenOptions = (config: NitroliteRuntimeConfig): NitroliteHookOptions =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== ''))

/** @throws `OPTIONS_INVALID` in a browser. A page may be rendered in a build that does not know the addresses yet. */
function assertComplete(options: NitroliteHookOptions): asserts options is NitroliteOptions {
  if (typeof window === 'undefined') return
  for (const option of ['url', 'application'] as const) {
    if (options[option]) continue
    const reason = `It is not set. Set nitrolite.${option} in nuxt.config, or NUXT_PUBLIC_NITROLITE_${option.toUpperCase()} where the server starts`
    throw new NitroliteError('OPTIONS_INVALID', { option, reason })
  }
}

export default defineNuxtPlugin({
  name: 'vue-nitrolite',
  dependsOn: ['pinia'],
  async setup(nuxtApp) {
    const options = givenOptions(nuxtApp.$config.public.nitrolite as NitroliteRuntimeConfig)
    await nuxtApp.callHook('nitrolite:options', options)
    // Nuxt hydrates asynchronous pages after it has mounted the app. A status that changes earlier would not match the server's HTML.
    if (options.autoConnect === true) options.autoConnect = connect => nuxtApp.hooks.hookOnce('app:suspense:resolve', connect)
    assertComplete(options)
    nuxtApp.vueApp.use(createNitrolite(options))
  },
})
