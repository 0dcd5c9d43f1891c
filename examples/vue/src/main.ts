import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createNitrolite } from 'vue-nitrolite'
import { createEmbeddedClearnode } from 'vue-nitrolite/testing'
import 'vue-nitrolite/style.css'
import { openSessions } from '../../scenarios/scenarios.js'
import App from './App.vue'

/** The node of this example runs in the page. A real app leaves it out, and passes the URL of a node to the plugin. */
const node = createEmbeddedClearnode()

createApp(App, { scenarios: openSessions(node) })
  .use(createPinia())
  .use(createNitrolite({ url: 'wss://node.example/ws', application: 'example', WebSocket: node.WebSocket }))
  .mount('#app')
