import type { Pinia } from 'pinia'
import { inject, type App } from 'vue'
import { NitroliteError } from '../core/errors/errors'
import { showInDevtools } from '../devtools/showInDevtools'
import { showInPanel } from '../devtools/showInPanel'
import { serverTexts } from './appTexts'
import { contextKey, contextOf, setContextOf, type NitrolitePlugin } from './context'
import { installInBrowser } from './installInBrowser'
import type { NitroliteOptions } from './options'
import { useNitroliteStore } from './store'

/** A constant that an app may define for its bundler, so that Vue Devtools also works in production. */
declare const __VUE_PROD_DEVTOOLS__: boolean | undefined

/** Pinias whose store is bound to a client now. */
const boundPinias = /* @__PURE__ */ new WeakSet<Pinia>()

/** Connects after the first mount. If the status changed earlier, hydration would not match the server's HTML. */
function connectOnceMounted(app: App, connect: () => void): void {
  const { mount } = app
  app.mount = (...args) => {
    app.mount = mount
    const root = mount(...args)
    connect()
    return root
  }
}

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
      const { context, stop } = installInBrowser(plugin, options, useNitroliteStore(pinia))
      app.provide(contextKey, context)
      const connectByItself = (): void => { context.connect().catch(() => {}) }
      if (typeof options.autoConnect === 'function') options.autoConnect(connectByItself)
      else if (options.autoConnect) connectOnceMounted(app, connectByItself)
      setContextOf(plugin, context)
      boundPinias.add(pinia)
      // The same condition as in Vue and Pinia. Bundlers remove the whole branch from a production build.
      if ((process.env.NODE_ENV !== 'production' || (typeof __VUE_PROD_DEVTOOLS__ !== 'undefined' && __VUE_PROD_DEVTOOLS__)) && process.env.NODE_ENV !== 'test' && context.client) {
        app.onUnmount(showInDevtools(app, context.client, context.store))
        app.onUnmount(showInPanel(context.client, context.store))
      }
      app.onUnmount(() => {
        stop()
        boundPinias.delete(pinia)
        setContextOf(plugin, null)
      })
    },
  }
  return plugin
}
