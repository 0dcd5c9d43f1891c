import { hasInjectionContext, inject, type App, type InjectionKey } from 'vue'
import type { CallOptions } from '../core/client/abortable'
import type { NitroliteClient } from '../core/client/types'
import { NitroliteError } from '../core/errors/errors'
import type { AppSessionSummary } from '../core/sessions/types'
import type { SignerInput } from '../core/wallet/types'
import type { AppTexts } from './appTexts'
import type { NitroliteStore } from './store'

/** The plugin of one app. */
export interface NitrolitePlugin {
  /**
   * Installs the plugin; `app.use(plugin)` calls it. Installing it a second time in the same app does nothing.
   * @throws `PINIA_MISSING` when the app has no Pinia yet; `PLUGIN_TWICE` when the app has another plugin, or this plugin
   * or the Pinia serves another app; `OPTIONS_INVALID`
   */
  install(app: App): void
  /** The core client while the plugin is installed in a browser; null before and afterwards, and on the server. */
  readonly client: NitroliteClient | null
}

/** What the plugin provides to the composables of one app. Internal: apps use the composables and the store. */
export interface NitroliteContext {
  readonly plugin: NitrolitePlugin
  /** Null on the server, where no client is made. */
  readonly client: NitroliteClient | null
  readonly store: NitroliteStore
  /** The texts that people see; null for English. */
  readonly texts: AppTexts
  /**
   * Connects. An error is shown in the store as well, unless the caller has aborted. Does nothing on the server.
   * @throws as `NitroliteClient.connect`
   */
  connect(signer?: SignerInput, options?: CallOptions): Promise<void>
  /** Must be called with every session that a composable has read. */
  onSessionRead(session: Pick<AppSessionSummary, 'id' | 'status'>): void
}

/** The key under which an app's context is provided. */
export const contextKey: InjectionKey<NitroliteContext> = Symbol('vue-nitrolite context')

/** Contexts of the plugins that are installed in a browser now, for composables outside of components. */
const installed = /* @__PURE__ */ new WeakMap<NitrolitePlugin, NitroliteContext>()

/** The context of a plugin that is installed in a browser. */
export const contextOf = (plugin: NitrolitePlugin): NitroliteContext | null => installed.get(plugin) ?? null

/** Records that a plugin is installed in a browser; null when it no longer is. */
export function setContextOf(plugin: NitrolitePlugin, context: NitroliteContext | null): void {
  if (context) installed.set(plugin, context)
  else installed.delete(plugin)
}

/** Node 20 has no navigator. */
const serverName = (): string => globalThis.navigator?.userAgent ?? 'Node.js'

/** Apps often install the plugin in the browser only, and then use it on the server. */
const missingPlugin = (): NitroliteError =>
  new NitroliteError('PLUGIN_MISSING', typeof window === 'undefined' ? { server: serverName() } : {})

/**
 * The context of the current app.
 * @param plugin an installed plugin, for use outside of components
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useNitroliteContext(plugin?: NitrolitePlugin): NitroliteContext {
  const ofPlugin = plugin && contextOf(plugin)
  if (ofPlugin) return ofPlugin
  if (!hasInjectionContext()) throw plugin ? missingPlugin() : new NitroliteError('NO_INJECTION_CONTEXT')
  const context = inject(contextKey, null)
  // On the server one plugin may serve many requests at once, so only the current app says which context is meant.
  if (!context || (plugin && context.plugin !== plugin)) throw missingPlugin()
  return context
}
