import { defineNuxtPlugin } from 'nuxt/app'
import { OFFER_TO_PANEL } from '../../devtools/panel'
import { answerPanel } from './answerPanel'

/** Only in development: lets the clients of a page answer the panel in Nuxt DevTools. */
export default defineNuxtPlugin({
  name: 'vue-nitrolite-panel',
  // Before any client is made.
  enforce: 'pre',
  setup() {
    Object.assign(globalThis, { [OFFER_TO_PANEL]: answerPanel })
  },
})
