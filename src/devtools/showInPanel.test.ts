import { createPinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp } from 'vue'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { sampleSession } from '../../test/helpers/sampleSession'
import { createNitrolite } from '../plugin/createNitrolite'
import { OFFER_TO_PANEL, type Inspect } from './panel'

/** Clients that a panel can see now. */
const visible = new Set<Inspect>()

beforeEach(() => {
  visible.clear()
  Object.assign(globalThis, { [OFFER_TO_PANEL]: (inspect: Inspect) => {
    visible.add(inspect)
    return () => visible.delete(inspect)
  } })
  vi.stubEnv('NODE_ENV', 'development')
})

afterEach(() => {
  Reflect.deleteProperty(globalThis, OFFER_TO_PANEL)
  vi.unstubAllEnvs()
})

/** An app with the plugin and one closing. */
function start() {
  const session = sampleSession()
  const client = createFakeClient([session])
  const app = createApp({ render: () => null })
  app.use(createPinia()).use(createNitrolite({ client, storage: false })).mount(document.createElement('div'))
  client.close({ sessionId: session.id, allocations: session.allocations })
  return app
}

it('a panel sees the clients of all apps of a page, with the closings and details of each', () => {
  const apps = [start(), start()]
  expect(visible.size).toBe(2)
  for (const inspect of visible) {
    const { tree, details } = inspect('closing:closing-1')
    expect(tree.map(({ label }) => label)).toEqual(['Connection', 'Login', 'Sessions (0)', 'Closings (1)'])
    expect(details['Closing']).toContainEqual({ key: 'id', value: 'closing-1' })
    expect(structuredClone({ tree, details })).toEqual({ tree, details })
    expect(inspect('session:gone').details).toEqual({})
  }
  for (const app of apps) app.unmount()
})

it('a panel no longer sees the client of an app that was unmounted', () => {
  start().unmount()
  expect(visible.size).toBe(0)
})

it.each(['production', 'test'])('a panel sees no client where NODE_ENV is %s', (environment) => {
  vi.stubEnv('NODE_ENV', environment)
  const app = start()
  expect(visible.size).toBe(0)
  app.unmount()
})
