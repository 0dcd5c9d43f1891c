import { hasInjectionContext, inject, type InjectionKey } from 'vue'
import type { NitroliteClient } from '../core/client/types'
import { NitroliteError } from '../core/errors/errors'
import type { AppSessionSummary } from '../core/sessions/types'
import type { SignerInput } from '../core/wallet/types'
import type { NitrolitePlugin } from './createNitrolite'
import type { NitroliteStore } from './store'

/** What the plugin provides to the components of one app. */
export interface NitroliteContext {
  readonly plugin: NitrolitePlugin
  /** Null on the server, where no client is made. */
  readonly client: NitroliteClient | null
  readonly store: NitroliteStore
  /** Connects, and shows in the store what went wrong. Does nothing on the server. */
  connect(signer?: SignerInput): Promise<void>
  /** To be told of every session that was read. */
  sessionRead(session: Pick<AppSessionSummary, 'id' | 'status'>): void
}

/** Under which the plugin is provided. */
export const nitroliteKey: InjectionKey<NitroliteContext> = Symbol('nitrolite')

/**
 * The plugin's context of the present app.
 * @param plugin an installed plugin, for use outside of components
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useNitroliteContext(plugin?: NitrolitePlugin): NitroliteContext {
  if (plugin?.context) return plugin.context
  if (!hasInjectionContext()) throw new NitroliteError(plugin ? 'PLUGIN_MISSING' : 'NO_INJECTION_CONTEXT')
  const context = inject(nitroliteKey, null)
  // On the server one plugin may serve many requests at once, so only the app knows which context is meant.
  if (!context || (plugin && context.plugin !== plugin)) throw new NitroliteError('PLUGIN_MISSING')
  return context
}
