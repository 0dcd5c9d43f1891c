import { markRaw, type App } from 'vue'
import { browserStorage, rememberActiveSession } from './activeSession'
import { nitroliteKey, type NitroliteContext } from './context'
import { createNitroliteClient } from '../core/client/createNitroliteClient'
import type { NitroliteClient } from '../core/client/types'
import { browserHints } from '../browser/browserHints'
import { browserPresence } from '../browser/pagePresence'
import { toNitroliteError } from '../core/errors/errors'
import { createBrowserPersistence } from '../browser/browserPersistence'
import type { Unsubscribe } from '../core/types'
import type { SignerInput } from '../core/wallet/types'
import { mirrorClient } from './mirror'
import type { NitroliteOptions, NitrolitePlugin } from './createNitrolite'
import type { NitroliteStore } from './store'

function makeClient(options: NitroliteOptions): NitroliteClient {
  if (options.client) return options.client
  const { reconnect, persistence, ...rest } = options
  return createNitroliteClient({
    ...persistence !== false && createBrowserPersistence(persistence),
    presence: browserPresence({ window, document, navigator }),
    ...rest,
    reconnect: reconnect === false ? false : { hints: browserHints({ window, document }), ...reconnect },
  })
}

/** Connects after the first mount: a status that changes earlier would not match what a server rendered. */
function connectOnceMounted(app: App, connect: () => void): void {
  const { mount } = app
  app.mount = (...args) => {
    app.mount = mount
    const root = mount(...args)
    connect()
    return root
  }
}

/** The part of the installation that a server must not do. */
export function installInBrowser(
  plugin: NitrolitePlugin, options: NitroliteOptions, app: App, store: NitroliteStore,
): { readonly context: NitroliteContext, readonly stop: Unsubscribe } {
  // Proxies would break the private fields of sockets and wallets inside.
  const client = markRaw(makeClient(options))
  const storage = options.storage === false ? null : options.storage ?? browserStorage()
  const stopMirror = mirrorClient(client, store)
  const memory = storage && rememberActiveSession(client, store, storage)

  async function connect(signer?: SignerInput): Promise<void> {
    store.error = null
    try {
      await client.connect(signer)
    }
    catch (thrown) {
      const error = toNitroliteError(thrown, 'NODE_UNKNOWN_ERROR')
      store.error = error.info
      throw error
    }
  }

  const context: NitroliteContext = {
    plugin,
    client,
    store,
    connect,
    sessionRead: session => memory?.read(session),
  }
  app.provide(nitroliteKey, context)
  if (options.autoConnect) connectOnceMounted(app, () => { connect().catch(() => {}) })

  return {
    context,
    stop() {
      if (!options.client) client.dispose()
      stopMirror()
      memory?.stop()
    },
  }
}
