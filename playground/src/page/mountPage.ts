import { createPinia } from 'pinia'
import { createApp, type App } from 'vue'
import { createNitrolite } from 'vue-nitrolite'
import { TEST_WALLETS } from '../wallets/testWallets'
import { environmentKey, type Environment } from './environment'
import PlaygroundPage from './PlaygroundPage.vue'

/** Address under which the node inside of the page is known to client and receipts. */
const IN_PAGE_URL = 'ws://in-page.node/'

/** Mounts the page on a node. With one of the playground's own, Alice is logged in at once. */
export function mountPage(environment: Environment): App {
  const { choice, control, sockets } = environment
  const [alice] = TEST_WALLETS
  const app = createApp(PlaygroundPage)
  app.provide(environmentKey, environment)
  app.use(createPinia())
  app.use(createNitrolite({
    url: choice.url ?? IN_PAGE_URL,
    application: choice.application,
    WebSocket: sockets.WebSocket,
    // A node in this page forgets everything with it.
    ...(choice.url === null && { persistence: false as const }),
    ...(control && { signer: alice.privateKey, autoConnect: true, storage: false as const }),
  }))
  app.mount('#app')
  return app
}
