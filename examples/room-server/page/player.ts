import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createNitrolite } from 'vue-nitrolite'
import 'vue-nitrolite/style.css'
import { call } from './api'
import PlayerPage from './PlayerPage.vue'
import { players } from '../server/people.js'

const query = new URLSearchParams(location.search)
const player = players[Number(query.get('player'))]
const { nodeUrl, relayUrl } = await call<{ nodeUrl: string, relayUrl: string }>('config')

// Each frame stands for a person with their own browser, so the frames must share no storage. A real app leaves `keep` out.
createApp(PlayerPage, { player, sessionId: query.get('session'), relayUrl, isSigning: query.has('signing') })
  .use(createPinia())
  .use(createNitrolite({ url: nodeUrl, application: 'room-server', keep: false }))
  .mount('#app')
