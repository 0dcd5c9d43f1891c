import { createPinia, type Pinia, type StateTree } from 'pinia'
import { createSSRApp, type App } from 'vue'
import { createNitrolite } from 'vue-nitrolite'
import ServerPage from './ServerPage.vue'

/** What the server sends to the browser beside the HTML. */
export interface PageData {
  /** Address of the node. */
  readonly url: string
  readonly sessionId: string
}

/**
 * Makes a new app for each request and each page, with a Pinia and a plugin of its own.
 * @param stores what the stores held on the server; it must be there before a store is made
 */
export function createPage(data: PageData, stores: StateTree = {}): { readonly app: App, readonly pinia: Pinia } {
  const pinia = createPinia()
  pinia.state.value = stores
  const app = createSSRApp(ServerPage, { sessionId: data.sessionId })
  app.use(pinia)
  app.use(createNitrolite({ url: data.url, application: 'my-app', autoConnect: true }))
  return { app, pinia }
}
