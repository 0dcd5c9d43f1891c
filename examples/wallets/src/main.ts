import { VueQueryPlugin } from '@tanstack/vue-query'
import { WagmiPlugin } from '@wagmi/vue'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createNitrolite } from 'vue-nitrolite'
import { createEmbeddedClearnode } from 'vue-nitrolite/testing'
import { openSessions } from '../../scenarios/scenarios.js'
import App from './App.vue'
import { wagmiConfig } from './wagmiConfig'

/** The node of this example runs in the page. A real app leaves it out, and passes the URL of a node to the plugin. */
const node = createEmbeddedClearnode()

createApp(App, { openSession: () => openSessions(node)[0]?.sessionId })
  .use(createPinia())
  .use(createNitrolite({ url: 'wss://node.example/ws', application: 'example', WebSocket: node.WebSocket }))
  // A real app lets wagmi connect again when the page is opened. Here, each wallet is connected by hand.
  .use(WagmiPlugin, { config: wagmiConfig, reconnectOnMount: false })
  .use(VueQueryPlugin)
  .mount('#app')
