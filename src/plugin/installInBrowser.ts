import { markRaw } from 'vue'
import { browserHints } from '../browser/browserHints'
import { browserPresence } from '../browser/pagePresence'
import { createNitroliteClient } from '../core/client/createNitroliteClient'
import type { CallOptions } from '../core/client/abortable'
import type { NitroliteClient } from '../core/client/types'
import { toNitroliteError } from '../core/errors/errors'
import type { Unsubscribe } from '../core/types'
import type { SignerInput } from '../core/wallet/types'
import { rememberActiveSession } from './activeSession'
import { followTexts } from './appTexts'
import { activeSessionStorage, browserKeep, checkKeepBesideClient } from './browserKeep'
import type { NitroliteContext, NitrolitePlugin } from './context'
import { mirrorClient } from './mirror'
import type { NitroliteOptions } from './options'
import type { NitroliteStore } from './store'

/**
 * The client of the options, or a new one with everything that a page can give it.
 * @throws `OPTIONS_INVALID`
 */
export function makeBrowserClient(options: NitroliteOptions): NitroliteClient {
  if (options.client) {
    checkKeepBesideClient(options)
    return options.client
  }
  const { reconnect, texts: _, ...rest } = options
  return createNitroliteClient({
    presence: browserPresence({ window, document, navigator }),
    ...rest,
    // Options by old names, which are still in `rest`, say the same.
    keep: browserKeep(options),
    reconnect: reconnect === false ? false : {
      hints: browserHints({ window, document }),
      // Nobody clicks again when the node is back.
      ...options.autoConnect && { firstConnect: Infinity },
      ...reconnect,
    },
  })
}

/** The part of the installation that must not run on a server: makes what the composables of an app or an element share. */
export function installInBrowser(
  plugin: NitrolitePlugin, options: NitroliteOptions, store: NitroliteStore,
): { readonly context: NitroliteContext, readonly stop: Unsubscribe } {
  const storage = activeSessionStorage(options)
  // A reactive proxy would break the private fields of the sockets and wallets inside.
  const client = markRaw(makeBrowserClient(options))
  const stopMirror = mirrorClient(client, store)
  const { texts, stop: stopTexts } = followTexts(options.texts, error => { store.error = error })
  const memory = storage && rememberActiveSession(client, store, storage)

  async function connect(signer?: SignerInput, callOptions: CallOptions = {}): Promise<void> {
    store.error = null
    try {
      await client.connect(signer, callOptions)
    }
    catch (thrown) {
      const error = toNitroliteError(thrown, 'LIBRARY_DEFECT')
      if (!callOptions.signal?.aborted) store.error = error.info
      throw error
    }
  }

  const context: NitroliteContext = {
    plugin,
    client,
    store,
    texts,
    connect,
    onSessionRead: session => memory?.onRead(session),
  }

  return {
    context,
    stop() {
      if (!options.client) client.dispose()
      stopMirror()
      stopTexts()
      memory?.stop()
    },
  }
}
