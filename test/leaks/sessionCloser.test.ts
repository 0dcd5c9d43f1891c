import { createPinia } from 'pinia'
import { createApp, h, ref } from 'vue'
import { expect, it, onTestFinished } from 'vitest'
import { createNitrolite, SessionCloser } from '../../src'
import { createFakeClient } from '../helpers/fakeClient'
import { sampleSession } from '../helpers/sampleSession'
import { settle } from '../helpers/withSetup'
import { watchResources } from './watchResources'

const TIMES = 1_000
/** A thousand mounts take long on a busy machine. */
const TIME_LIMIT = 180_000

it(`mounting <SessionCloser> ${TIMES} times leaves no listener, timer or socket`, async () => {
  const session = sampleSession()
  const client = createFakeClient([session])
  const isShown = ref(false)
  const app = createApp({ setup: () => () => isShown.value ? h(SessionCloser, { sessionId: session.id }) : h('i') })
  app.use(createPinia()).use(createNitrolite({ client, storage: false }))
  const root = document.createElement('div')
  document.body.append(root)
  app.mount(root)
  const resources = watchResources()
  onTestFinished(() => {
    resources.stop()
    app.unmount()
    root.remove()
  })
  const { listening } = client

  for (let time = 0; time < TIMES; time += 1) {
    isShown.value = true
    await settle()
    if (time === 0) {
      expect(root.querySelectorAll('input').length).toBeGreaterThan(0)
      expect(client.listening).toBeGreaterThan(listening)
    }
    isShown.value = false
    await settle()
  }

  expect(root.innerHTML).toBe('<i></i>')
  expect(client.listening).toBe(listening)
  expect(resources.left()).toEqual({ listeners: [], timers: 0, sockets: 0 })
}, TIME_LIMIT)
