import { createPinia } from 'pinia'
import { createApp, h, ref } from 'vue'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { useAllocations } from '../../src/composables/useAllocations'
import { useAppSession } from '../../src/composables/useAppSession'
import { useAppSessions } from '../../src/composables/useAppSessions'
import { useCloseSession } from '../../src/composables/useCloseSession'
import { useClosingHistory } from '../../src/composables/useClosingHistory'
import { useCoSign } from '../../src/composables/useCoSign'
import { useMissedClosings } from '../../src/composables/useMissedClosings'
import { useNitrolite } from '../../src/composables/useNitrolite'
import { createNitrolite } from '../../src/plugin/createNitrolite'
import { createFakeClient } from '../helpers/fakeClient'
import { sampleSession } from '../helpers/sampleSession'
import { settle } from '../helpers/withSetup'
import { watchResources } from './watchResources'

const TIMES = 1_000
/** A thousand mounts take long on a busy machine. */
const TIME_LIMIT = 180_000
const session = sampleSession()

const Everything = {
  setup() {
    const { account } = useNitrolite()
    const { sessions } = useAppSessions()
    const { session: present } = useAppSession(session.id)
    const { rows } = useAllocations(present)
    const { state } = useCloseSession(session.id)
    const { entries } = useClosingHistory()
    const { closings } = useMissedClosings()
    const { state: signing } = useCoSign()
    return () => h('p', [
      account.value, sessions.value.length, rows.value.length, state.value, entries.value.length, closings.value.length, signing.value,
    ].join(' '))
  },
}

describe('composables', () => {
  it(`mounting a component with every composable ${TIMES} times leaves no listener, timer or socket`, async () => {
    const client = createFakeClient([session])
    client.close({ sessionId: session.id, allocations: session.allocations })
    const isShown = ref(false)
    const app = createApp({ setup: () => () => isShown.value ? h(Everything) : h('i') })
    app.use(createPinia()).use(createNitrolite({ client, storage: false }))
    const root = document.createElement('div')
    app.mount(root)
    onTestFinished(() => app.unmount())
    const resources = watchResources()
    onTestFinished(resources.stop)
    const { listening } = client

    for (let time = 0; time < TIMES; time += 1) {
      isShown.value = true
      await settle()
      if (time === 0) {
        expect(root.textContent).toContain('1 1 planning')
        expect(client.listening).toBeGreaterThan(listening)
        expect(client.started[0]?.listening).toBe(1)
      }
      isShown.value = false
      await settle()
    }

    expect(root.innerHTML).toBe('<i></i>')
    expect(client.listening).toBe(listening)
    expect(client.started[0]?.listening).toBe(0)
    expect(resources.left()).toEqual({ listeners: [], timers: 0, sockets: 0 })
  }, TIME_LIMIT)

  it(`mounting an app that connects ${TIMES} times leaves no listener, timer or socket`, async () => {
    const resources = watchResources()
    onTestFinished(resources.stop)
    const opened = vi.fn()

    for (let time = 0; time < TIMES; time += 1) {
      const plugin = createNitrolite({ url: 'wss://node.example/ws', application: 'sample', autoConnect: true, storage: false })
      const app = createApp(Everything).use(createPinia()).use(plugin)
      app.mount(document.createElement('div'))
      await settle()
      opened(resources.left().sockets)
      app.unmount()
      await settle()
    }

    expect(opened).toHaveBeenCalledTimes(TIMES)
    expect(new Set(opened.mock.calls.flat())).toEqual(new Set([1]))
    expect(resources.left()).toEqual({ listeners: [], timers: 0, sockets: 0 })
  }, TIME_LIMIT)
})
