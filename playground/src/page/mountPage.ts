import { createPinia } from 'pinia'
import { createApp, type App } from 'vue'
import { createNitrolite } from 'vue-nitrolite'
import { isOpenedByProposal } from '../together/meetingPlace'
import { signerOf } from '../wallets/askingWallets'
import { TEST_WALLETS } from '../wallets/testWallets'
import { clientOptions } from './clientOptions'
import { environmentKey, type Environment } from './environment'
import PlaygroundPage from './PlaygroundPage.vue'

/**
 * Mounts the page on a node. Logs Alice in if the playground runs that node, except for somebody who opened a proposal: a login
 * on another device would end the key with which Alice proposed.
 */
export function mountPage(environment: Environment): App {
  const [alice] = TEST_WALLETS
  const logsIn = environment.control !== null && !isOpenedByProposal(location.hash)
  const app = createApp(PlaygroundPage)
  app.provide(environmentKey, environment)
  app.use(createPinia())
  app.use(createNitrolite({ ...clientOptions(environment), ...(logsIn && { signer: signerOf(alice), autoConnect: true }) }))
  app.mount('#app')
  return app
}
