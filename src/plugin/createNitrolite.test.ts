import { createPinia, type Pinia } from 'pinia'
import { createApp, createSSRApp, h, nextTick, type App } from 'vue'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { ALICE, BOB } from '../../test/helpers/sampleSession'
import { createMemoryStorage, settle } from '../../test/helpers/withSetup'
import { useAllocations } from '../composables/useAllocations'
import { useAppSession } from '../composables/useAppSession'
import { useAppSessions } from '../composables/useAppSessions'
import { useCloseSession } from '../composables/useCloseSession'
import { useNitrolite } from '../composables/useNitrolite'
import { useNitroliteContext } from './context'
import { NitroliteError } from '../core/errors/errors'
import { createNitrolite } from './createNitrolite'
import type { NitroliteOptions } from './options'
import { useNitroliteStore } from './store'

const node = { url: 'wss://node.example/ws', application: 'sample' }

function makeApp(pinia: Pinia | null = createPinia()): App {
  const app = createApp({ render: () => h('div') })
  if (pinia) app.use(pinia)
  return app
}

function mount(app: App): App {
  app.mount(document.createElement('div'))
  return app
}

const codeOf = (work: () => unknown): string => {
  try {
    work()
  }
  catch (thrown) {
    if (thrown instanceof NitroliteError) return thrown.code
    throw thrown
  }
  return 'nothing was thrown'
}

describe('createNitrolite', () => {
  it('the plugin refuses to be installed in an app without Pinia, in production too', () => {
    vi.stubEnv('NODE_ENV', 'production')
    onTestFinished(() => { vi.unstubAllEnvs() })
    expect(codeOf(() => createNitrolite(node).install(makeApp(null)))).toBe('PINIA_MISSING')
  })

  it('the plugin does not use the active Pinia of another app', () => {
    useNitroliteStore(createPinia())
    expect(codeOf(() => createNitrolite(node).install(makeApp(null)))).toBe('PINIA_MISSING')
  })

  it('the plugin makes its client when it is installed, and disposes it when the app is unmounted', () => {
    const plugin = createNitrolite({ ...node, storage: false })
    expect(plugin.client).toBeNull()
    const app = mount(makeApp().use(plugin))
    const { client } = plugin
    expect(client?.url).toBe(node.url)
    expect(client?.status).toBe('idle')
    app.unmount()
    expect(plugin.client).toBeNull()
    return expect(client?.connect()).rejects.toMatchObject({ code: 'CLIENT_DISPOSED' })
  })

  it('the plugin reports invalid options when it is installed', () => {
    expect(codeOf(() => createNitrolite({ ...node, url: 'https://node.example' }).install(makeApp())))
      .toBe('OPTIONS_INVALID')
  })

  it('the plugin does not dispose a given client when the app is unmounted, and removes its listeners', () => {
    const client = createFakeClient()
    const app = mount(makeApp().use(createNitrolite({ client })))
    expect(client.listening).toBeGreaterThan(0)
    app.unmount()
    expect(client.disposed).toBe(false)
    expect(client.listening).toBe(0)
  })

  it('the plugin can be installed twice in the same app without effect', () => {
    const client = createFakeClient()
    const plugin = createNitrolite({ client })
    const app = makeApp().use(plugin)
    const { listening } = client
    plugin.install(app)
    expect(client.listening).toBe(listening)
    mount(app).unmount()
  })

  it('an app refuses a second plugin', () => {
    const app = makeApp().use(createNitrolite({ client: createFakeClient() }))
    expect(codeOf(() => createNitrolite({ client: createFakeClient() }).install(app))).toBe('PLUGIN_TWICE')
  })

  it('one plugin cannot be installed in two apps, nor two plugins with one Pinia, until the first app is unmounted', () => {
    const pinia = createPinia()
    const plugin = createNitrolite({ client: createFakeClient() })
    const first = mount(makeApp(pinia).use(plugin))
    expect(codeOf(() => plugin.install(makeApp()))).toBe('PLUGIN_TWICE')
    expect(codeOf(() => createNitrolite({ client: createFakeClient() }).install(makeApp(pinia)))).toBe('PLUGIN_TWICE')
    first.unmount()
    const second = mount(makeApp(pinia).use(plugin))
    expect(plugin.client).not.toBeNull()
    second.unmount()
  })

  it('the plugin leaves the Pinia usable after an installation that failed', () => {
    const options = { ...node, url: 'nonsense', storage: false } as const
    const pinia = createPinia()
    expect(codeOf(() => createNitrolite(options).install(makeApp(pinia)))).toBe('OPTIONS_INVALID')
    expect(codeOf(() => createNitrolite({ client: createFakeClient() }).install(makeApp(pinia)))).toBe('nothing was thrown')
  })

  it('two apps with a plugin each have separate states', () => {
    const clients = [createFakeClient(), createFakeClient([], { account: BOB })] as const
    const apps = clients.map(client => mount(makeApp().use(createNitrolite({ client, storage: false }))))
    const stores = apps.map(app => useNitroliteStore(app.config.globalProperties.$pinia))
    expect(stores.map(store => store.account)).toEqual([ALICE, BOB])
    clients[0].become({ status: 'reconnecting' })
    expect(stores.map(store => store.status)).toEqual(['reconnecting', 'ready'])
    expect(stores[0]).not.toBe(stores[1])
    for (const app of apps) app.unmount()
  })

  it('the plugin connects once the app is mounted with autoConnect', async () => {
    const client = createFakeClient([], { status: 'idle', account: null })
    const app = makeApp().use(createNitrolite({ client, autoConnect: true }))
    expect(client.calls).toEqual([])
    mount(app)
    expect(client.calls).toEqual(['connect'])
    await settle()
    expect(useNitroliteStore(app.config.globalProperties.$pinia).status).toBe('ready')
    app.unmount()
  })

  it('the plugin connects with autoConnect only after the server-rendered page was hydrated', () => {
    const client = createFakeClient([], { status: 'idle', account: null })
    client.answers.connect = async () => { client.become({ status: 'connecting' }) }
    const root = document.createElement('div')
    root.innerHTML = '<p>idle</p>'
    const app = createSSRApp({
      setup() {
        const { status } = useNitrolite()
        return () => h('p', status.value)
      },
    }).use(createPinia()).use(createNitrolite({ client, autoConnect: true }))
    app.mount(root)
    expect(useNitroliteStore(app.config.globalProperties.$pinia).status).toBe('connecting')
    app.unmount()
  })

  it('the plugin shows why connecting with autoConnect failed', async () => {
    const client = createFakeClient([], { status: 'idle', account: null })
    client.answers.connect = () => Promise.reject(new NitroliteError('WALLET_REJECTED'))
    const app = mount(makeApp().use(createNitrolite({ client, autoConnect: true })))
    await settle()
    expect(useNitroliteStore(app.config.globalProperties.$pinia).error?.code).toBe('WALLET_REJECTED')
    app.unmount()
  })

  it('the plugin does not connect without autoConnect', () => {
    const client = createFakeClient([], { status: 'idle', account: null })
    mount(makeApp().use(createNitrolite({ client }))).unmount()
    expect(client.calls).toEqual([])
  })

  it('the plugin lets the client listen to the browser’s online event until the app is unmounted', async () => {
    const sockets: string[] = []
    class Socket {
      readonly readyState = 0
      constructor(url: string) { sockets.push(url) }
      addEventListener(): void {}
      removeEventListener(): void {}
      send(): void {}
      close(): void {}
    }
    const listening = vi.spyOn(window, 'addEventListener')
    const stopped = vi.spyOn(window, 'removeEventListener')
    const options: NitroliteOptions = { ...node, storage: false, WebSocket: Socket, autoConnect: true }
    const app = mount(makeApp().use(createNitrolite(options)))
    await nextTick()
    expect(sockets).toEqual([node.url])
    const online = listening.mock.calls.filter(([type]) => type === 'online')
    expect(online).toHaveLength(1)
    app.unmount()
    await settle()
    expect(stopped.mock.calls.filter(([type]) => type === 'online')).toEqual(online)
    listening.mockRestore()
    stopped.mockRestore()
  })
})

describe('the injection', () => {
  const composables: Record<string, () => unknown> = {
    useNitrolite: () => useNitrolite(),
    useAppSessions: () => useAppSessions(),
    useAppSession: () => useAppSession(null),
    useCloseSession: () => useCloseSession(null),
  }

  it.each(Object.entries(composables))('the composable %s throws different errors for a missing plugin and a missing injection context', (_, use) => {
    expect(codeOf(use)).toBe('NO_INJECTION_CONTEXT')
    expect(codeOf(() => makeApp().runWithContext(use))).toBe('PLUGIN_MISSING')
  })

  it('composables accept an installed plugin outside of components', () => {
    const client = createFakeClient()
    const plugin = createNitrolite({ client, storage: false })
    expect(codeOf(() => useNitrolite({ plugin }))).toBe('PLUGIN_MISSING')
    const app = mount(makeApp().use(plugin))
    expect(useNitrolite({ plugin }).account.value).toBe(ALICE)
    expect(useNitroliteContext(plugin).client).toBe(client)
    app.unmount()
    expect(codeOf(() => useNitrolite({ plugin }))).toBe('PLUGIN_MISSING')
  })

  it('composables do not use the plugin of the app in place of another one that was passed', () => {
    const app = makeApp().use(createNitrolite({ client: createFakeClient() }))
    const other = createNitrolite({ client: createFakeClient() })
    expect(codeOf(() => app.runWithContext(() => useNitrolite({ plugin: other })))).toBe('PLUGIN_MISSING')
  })

  it('useAllocations needs no plugin', () => {
    expect(useAllocations(null).rows.value).toEqual([])
  })
})

describe('the default storage', () => {
  it('the default storage is localStorage', async () => {
    const memory = createMemoryStorage()
    vi.stubGlobal('localStorage', memory)
    onTestFinished(() => { vi.unstubAllGlobals() })
    const client = createFakeClient()
    const app = mount(makeApp().use(createNitrolite({ client })))
    useNitroliteStore(app.config.globalProperties.$pinia).activeSessionId = `0x${'1'.repeat(64)}`
    await settle()
    expect([...memory.entries.values()]).toEqual([`0x${'1'.repeat(64)}`])
    app.unmount()
  })
})
