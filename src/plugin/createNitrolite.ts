import type { Pinia } from 'pinia'
import { inject } from 'vue'
import { NitroliteError } from '../core/errors/errors'
import { serverTexts } from './appTexts'
import { contextKey, contextOf, setContextOf, type NitrolitePlugin } from './context'
import { installInBrowser } from './installInBrowser'
import type { NitroliteOptions } from './options'
import { useNitroliteStore } from './store'

/** Pinias whose store is bound to a client now. */
const boundPinias = /* @__PURE__ */ new WeakSet<Pinia>()

/**
 * Makes the Vue plugin. No connection is opened before `connect()`, and on the server no client is made.
 *
 * @example
 * app.use(createPinia()).use(createNitrolite({ url: 'wss://node.example/ws', application: 'my-app' }))
 */
export function createNitrolite(options: NitroliteOptions): NitrolitePlugin {
  const plugin: NitrolitePlugin = {
    get client() { return contextOf(plugin)?.client ?? null },
    install(app) {
      const pinia: Pinia | undefined = app.config.globalProperties.$pinia
      if (!pinia) throw new NitroliteError('PINIA_MISSING')
      const current = app.runWithContext(() => inject(contextKey, null))
      if (current?.plugin === plugin) return
      if (current) throw new NitroliteError('PLUGIN_TWICE')
      if (typeof window === 'undefined') {
        app.provide(contextKey, {
          plugin,
          client: null,
          store: useNitroliteStore(pinia),
          texts: serverTexts(options.texts),
          connect: async () => {},
          onSessionRead: () => {},
        })
        return
      }
      if (contextOf(plugin) || boundPinias.has(pinia)) throw new NitroliteError('PLUGIN_TWICE')
      const { context, stop } = installInBrowser(plugin, options, app, useNitroliteStore(pinia))
      setContextOf(plugin, context)
      boundPinias.add(pinia)
      app.onUnmount(() => {
        stop()
        boundPinias.delete(pinia)
        setContextOf(plugin, null)
      })
    },
  }
  return plugin
}
