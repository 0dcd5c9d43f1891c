import { createPinia } from 'pinia'
import { createApp, h, nextTick } from 'vue'
import SessionCloser from '../src/components/session-closer/SessionCloser.vue'
import { createNitrolite } from '../src/plugin/createNitrolite'
import { german } from '../src/locales/de'
import { sessionWith } from '../test/helpers/editableSession'
import { createFakeClient } from '../test/helpers/fakeClient'
import { ALICE } from '../test/helpers/sampleSession'

/**
 * Milliseconds of the last keystroke. `paint`: from the event until the main thread has painted the first frame after it and given
 * it to the compositor. `update`: from the event until Vue has updated the page. `wait`: from the update until the browser
 * begins that frame.
 */
let last = Promise.withResolvers()

addEventListener('input', (event) => {
  let update = 0
  void nextTick(() => { update = performance.now() - event.timeStamp })
  requestAnimationFrame(() => {
    const wait = performance.now() - event.timeStamp - update
    // A task after the callbacks of a frame starts once the frame is painted.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => last.resolve({ paint: performance.now() - event.timeStamp, update, wait })
    port2.postMessage(null)
  })
})

const addressOf = index => index === 0 ? ALICE : `0x${(index + 1).toString(16).padStart(40, '0')}`

/** Shows a session with these numbers of participants and assets. */
async function start(options) {
  const addresses = Array.from({ length: options.participants }, (_, index) => addressOf(index))
  const amounts = addresses.map((_, index) => index === addresses.length - 1 ? '1000' : '1')
  const symbols = Array.from({ length: options.assets }, (_, index) => `asset${index}`)
  const session = sessionWith(addresses, Object.fromEntries(symbols.map(symbol => [symbol, { decimals: 6, amounts }])))
  const participants = addresses.map((address, index) => ({ address, weight: index === 0 ? 100 : 0 }))
  const client = createFakeClient([{ ...session, participants, quorum: 100 }])
  const app = createApp({ render: () => h(SessionCloser, { sessionId: session.id }) })
  app.use(createPinia())
  app.use(createNitrolite({ client, storage: false, ...(options.language && { texts: german }) }))
  app.mount('#app')
  while (document.querySelectorAll('input').length < options.participants * options.assets) await new Promise(resolve => setTimeout(resolve, 10))
}

Object.assign(globalThis, {
  start,
  /** Waits for another keystroke than the last one. */
  forget: () => { last = Promise.withResolvers() },
  nextKeystroke: () => last.promise,
})
