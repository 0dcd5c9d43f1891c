import { defineNuxtPlugin } from 'nuxt/app'
import { createNitrolite, NitroliteError, type NitroliteOptions } from 'vue-nitrolite'
import type { NitroliteHookOptions, NitroliteRuntimeConfig } from '../options'
import { givenOptions, unusableOption } from './givenOptions'

/** @throws `OPTIONS_INVALID` in a browser. A page may be rendered in a build that does not know the addresses yet. */
function assertUsable(options: NitroliteHookOptions): asserts options is NitroliteOptions {
  const unusable = typeof window === 'undefined' ? null : unusableOption(options)
  if (unusable) throw new NitroliteError('OPTIONS_INVALID', unusable)
}

export default defineNuxtPlugin({
  name: 'vue-nitrolite',
  dependsOn: ['pinia'],
  async setup(nuxtApp) {
    const options = givenOptions(nuxtApp.$config.public.nitrolite as NitroliteRuntimeConfig)
    await nuxtApp.callHook('nitrolite:options', options)
    // Nuxt hydrates asynchronous pages after it has mounted the app. A status that changes earlier would not match the server's HTML.
    if (options.autoConnect === true) options.autoConnect = connect => nuxtApp.hooks.hookOnce('app:suspense:resolve', connect)
    assertUsable(options)
    nuxtApp.vueApp.use(createNitrolite(options))
  },
})
