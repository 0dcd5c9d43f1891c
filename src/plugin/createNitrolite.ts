import type { Pinia } from 'pinia'
import { inject, type App } from 'vue'
import type { NitroliteStorage } from './activeSession'
import { installInBrowser } from './installInBrowser'
import { nitroliteKey, type NitroliteContext } from './context'
import type { NitroliteClient } from '../core/client/types'
import { NitroliteError } from '../core/errors/errors'
import type { NitroliteClientOptions } from '../core/client/options'
import type { BrowserPersistenceOptions } from '../browser/browserPersistence'
import { useNitroliteStore } from './store'

/** Options of the Vue layer. */
export interface NitroliteVueOptions {
  /** Connect as soon as the app is mounted. @default false */
  readonly autoConnect?: boolean
  /** Where the id of the active session is remembered; `false` nowhere. @default localStorage, where there is one */
  readonly storage?: NitroliteStorage | false
  /**
   * Where closings and logins are kept, so that they survive a reload and tabs share them; `false` nowhere. A `journal` or
   * `logins` among the options goes before it.
   * @default the browser's database, see `createBrowserPersistence`
   */
  readonly persistence?: BrowserPersistenceOptions | false
}

/** A client that the app made itself. It is not disposed with the app. */
export interface NitroliteClientGiven {
  readonly client: NitroliteClient
}

/** Options of `createNitrolite`: those of a client, or a client. */
export type NitroliteOptions =
  | (NitroliteVueOptions & NitroliteClientOptions & { readonly client?: never })
  | (NitroliteVueOptions & NitroliteClientGiven & { readonly [K in keyof NitroliteClientOptions]?: never })

/** The plugin of one app. */
export interface NitrolitePlugin {
  /**
   * @throws `PINIA_MISSING` when the app has no Pinia yet, `PLUGIN_TWICE` when the app has another plugin or the
   * plugin or the Pinia serves another app, `OPTIONS_INVALID`
   */
  install(app: App): void
  /** The core client while the plugin is installed; null before, afterwards, and on the server. */
  readonly client: NitroliteClient | null
  /** What composables work on while the plugin is installed; null before, afterwards, and on the server. */
  readonly context: NitroliteContext | null
}

/** Pinias whose store is bound to a client now. */
const boundPinias = /* @__PURE__ */ new WeakSet<Pinia>()

/**
 * Makes the Vue plugin. Nothing is opened before `connect()`, and on the server nothing is made at all.
 *
 * @example
 * app.use(createPinia()).use(createNitrolite({ url: 'wss://node.example/ws', application: 'my-app' }))
 */
export function createNitrolite(options: NitroliteOptions): NitrolitePlugin {
  let context: NitroliteContext | null = null

  const plugin: NitrolitePlugin = {
    get client() { return context?.client ?? null },
    get context() { return context },
    install(app) {
      const pinia: Pinia | undefined = app.config.globalProperties.$pinia
      if (!pinia) throw new NitroliteError('PINIA_MISSING')
      const present = app.runWithContext(() => inject(nitroliteKey, null))
      if (present?.plugin === plugin) return
      if (present) throw new NitroliteError('PLUGIN_TWICE')
      if (typeof window === 'undefined') {
        app.provide(nitroliteKey, {
          plugin,
          client: null,
          store: useNitroliteStore(pinia),
          connect: async () => {},
          sessionRead: () => {},
        })
        return
      }
      if (context || boundPinias.has(pinia)) throw new NitroliteError('PLUGIN_TWICE')
      const installed = installInBrowser(plugin, options, app, useNitroliteStore(pinia))
      context = installed.context
      boundPinias.add(pinia)
      app.onUnmount(() => {
        installed.stop()
        boundPinias.delete(pinia)
        context = null
      })
    },
  }
  return plugin
}
