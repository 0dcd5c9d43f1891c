import { createPinia } from 'pinia'
import { createApp, type App } from 'vue'
import { createNitrolite } from 'vue-nitrolite'
import { createMemoryHistory } from 'vue-nitrolite/core'
import { signerOf } from '../wallets/askingWallets'
import { TEST_WALLETS } from '../wallets/testWallets'
import { environmentKey, type Environment } from './environment'
import PlaygroundPage from './PlaygroundPage.vue'

/** The history of the nodes in the page, kept when the person switches between them. */
const pageHistory = createMemoryHistory()

/** Mounts the page on a node. Logs Alice in if the playground runs that node. */
export function mountPage(environment: Environment): App {
  const { choice, node, control, sockets } = environment
  const [alice] = TEST_WALLETS
  const app = createApp(PlaygroundPage)
  app.provide(environmentKey, environment)
  app.use(createPinia())
  app.use(createNitrolite({
    url: node?.url ?? choice.node,
    application: choice.application,
    WebSocket: sockets.WebSocket,
    keep: {
      // A node in the page forgets everything on reload, so there is nothing to keep for later.
      ...(node?.place === 'page' && { closings: false, logins: false, tabs: false, protocols: false, history: pageHistory }),
      ...(control && { activeSession: false }),
    },
    ...(control && { signer: signerOf(alice), autoConnect: true }),
  }))
  app.mount('#app')
  return app
}
