import type { setupDevtoolsPlugin } from '@vue/devtools-api'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp } from 'vue'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { sampleSession } from '../../test/helpers/sampleSession'
import { createNitrolite } from '../plugin/createNitrolite'
import { useNitroliteStore } from '../plugin/store'
import type { DevtoolsApi } from './showInDevtools'

type Registration = Parameters<typeof setupDevtoolsPlugin>

/** Plugins that were registered, newest last. */
const registered = vi.hoisted((): Registration[] => [])
vi.mock('@vue/devtools-api', () => ({ setupDevtoolsPlugin: (...registration: Registration) => { registered.push(registration) } }))

beforeEach(() => {
  registered.length = 0
  vi.useFakeTimers()
  vi.stubEnv('NODE_ENV', 'development')
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

/** An app with the plugin. */
function start() {
  const session = sampleSession()
  const client = createFakeClient([session])
  const app = createApp({ render: () => null })
  const pinia = createPinia()
  app.use(pinia).use(createNitrolite({ client, storage: false })).mount(document.createElement('div'))
  return { app, client, session, store: useNitroliteStore(pinia) }
}

/** Opens the devtools window of the plugin that was registered last, and records what it is told. */
async function open() {
  await vi.waitFor(() => expect(registered).toHaveLength(1))
  const told: string[] = []
  const api = {
    addInspector: ({ id }: { id: string }) => { told.push(`inspector ${id}`) },
    addTimelineLayer: ({ id }: { id: string }) => { told.push(`layer ${id}`) },
    addTimelineEvent: ({ layerId, event }: { layerId: string, event: { title: string } }) => { told.push(`${layerId} ${event.title}`) },
    sendInspectorTree: () => { told.push('tree') },
    sendInspectorState: () => { told.push('state') },
    on: { getInspectorTree: () => {}, getInspectorState: () => {} },
  }
  const setup = registered[0]?.[1]
  setup?.(api as unknown as DevtoolsApi)
  return { told: () => told.splice(0) }
}

it('a devtools window that is opened later gets an inspector, three timeline layers and what has happened before', async () => {
  const { app, client } = start()
  client.emit('frame', { direction: 'sent', text: '[]', at: 1, name: 'ping', requestId: 1 })
  const { told } = await open()
  expect(registered[0]?.[0].app).toBe(app)
  expect(told()).toEqual([
    'inspector vue-nitrolite', 'layer vue-nitrolite:frames', 'layer vue-nitrolite:evidence', 'layer vue-nitrolite:actions',
    'vue-nitrolite:frames ping',
  ])
  app.unmount()
})

it('an open devtools window gets every frame at once, and one request to read the state again after many changes', async () => {
  const { app, client, session, store } = start()
  const { told } = await open()
  told()
  client.emit('frame', { direction: 'received', text: '[]', at: 2, name: 'pong', requestId: 1 })
  expect(told()).toEqual(['vue-nitrolite:frames pong'])
  store.sessions = [session]
  client.become({ status: 'reconnecting' })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told()).toEqual(['tree', 'state'])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told()).toEqual([])
  app.unmount()
})

it('evidence and actions of a closing reach an open devtools window within a second', async () => {
  const { app, client, session } = start()
  const { told } = await open()
  told()
  client.close({ sessionId: session.id, allocations: session.allocations })
  const [closing] = client.started
  if (!closing) throw new Error('The closing did not start.')
  closing.log = () => [
    { at: 1, type: 'evidence', name: 'planned', details: '', attempts: {} }, { at: 1, type: 'action', name: 'sign', details: '', attempts: {} },
  ]
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told()).toEqual(['vue-nitrolite:evidence planned', 'vue-nitrolite:actions sign', 'tree', 'state'])
  app.unmount()
})

it('an unmounted app sends nothing more to Vue Devtools, and leaves neither a timer nor a listener', async () => {
  const { app, client, store } = start()
  const { told } = await open()
  client.emit('frame', { direction: 'sent', text: '[]', at: 1, name: 'ping', requestId: 1 })
  app.unmount()
  told()
  store.activeSessionId = '0x1'
  await vi.advanceTimersByTimeAsync(1_000)
  expect([told(), client.listening, vi.getTimerCount()]).toEqual([[], 0, 0])
})

it.each(['production', 'test'])('nothing is registered with Vue Devtools where NODE_ENV is %s', async (environment) => {
  vi.stubEnv('NODE_ENV', environment)
  const { app } = start()
  await vi.advanceTimersByTimeAsync(1_000)
  await vi.dynamicImportSettled()
  expect(registered).toEqual([])
  app.unmount()
})
