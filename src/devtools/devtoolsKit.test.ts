import { devtools } from '@vue/devtools-kit'
import { createPinia } from 'pinia'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createApp } from 'vue'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { sampleSession } from '../../test/helpers/sampleSession'
import { createNitrolite } from '../plugin/createNitrolite'

// Vue looks for Vue Devtools when it is loaded.
await vi.hoisted(async () => { (await import('@vue/devtools-kit')).devtools.init() })

// In Node, the package exports functions that do nothing. In browsers, it exports those of the kit.
vi.mock('@vue/devtools-api', async () => ({ setupDevtoolsPlugin: (await import('@vue/devtools-kit')).setupDevToolsPlugin }))

const inspectorId = 'vue-nitrolite'

it('Vue Devtools itself shows the inspector, although the plugin registers only after the app was mounted', async () => {
  vi.stubEnv('NODE_ENV', 'development')
  onTestFinished(() => { vi.unstubAllEnvs() })
  const session = sampleSession()
  const client = createFakeClient([session])
  // The app stays mounted: the kit reads the app that is shown again, after a moment, even if there is none any more.
  createApp({ render: () => null }).use(createPinia()).use(createNitrolite({ client, storage: false })).mount(document.createElement('div'))
  client.close({ sessionId: session.id, allocations: session.allocations })
  await vi.waitFor(async () => expect(await devtools.api.getInspectorTree({ inspectorId, filter: '' })).toHaveLength(4))
  const [, , , closings] = await devtools.api.getInspectorTree({ inspectorId, filter: '' })
  expect(closings).toMatchObject({ label: 'Closings (1)', children: [{ id: 'closing:closing-1' }] })
  expect(JSON.stringify(await devtools.api.getInspectorState({ inspectorId, nodeId: 'connection' }))).toContain('wss://node.example')
  expect(JSON.stringify(await devtools.api.getInspectorState({ inspectorId, nodeId: 'closing:closing-1' }))).toContain('planning')
})
