import { createPinia, type Pinia } from 'pinia'
import { createSSRApp, h, type App, type Component } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useAllocations } from '../../src/composables/useAllocations'
import { useAppSession } from '../../src/composables/useAppSession'
import { useAppSessions } from '../../src/composables/useAppSessions'
import { useCloseSession } from '../../src/composables/useCloseSession'
import { useClosingHistory } from '../../src/composables/useClosingHistory'
import { useCoSign } from '../../src/composables/useCoSign'
import { useMissedClosings } from '../../src/composables/useMissedClosings'
import { useNitrolite } from '../../src/composables/useNitrolite'
import type { NitrolitePlugin } from '../../src/plugin/context'
import { createNitrolite } from '../../src/plugin/createNitrolite'
import { useNitroliteStore } from '../../src/plugin/store'
import { sampleId, sampleSession } from '../helpers/sampleSession'

const Everything: Component = {
  setup() {
    const { status, account, client } = useNitrolite()
    const { sessions, activeSessionId } = useAppSessions()
    const { session, status: reading, isLoading } = useAppSession(activeSessionId)
    const { rows } = useAllocations(session)
    const { state } = useCloseSession(activeSessionId)
    const { entries } = useClosingHistory()
    const { closings } = useMissedClosings()
    const { state: signing } = useCoSign()
    return () => h('p', [
      status.value, account.value, client, sessions.value.length, activeSessionId.value, reading.value, isLoading.value,
      rows.value.length, state.value, entries.value.length, closings.value.length, signing.value,
    ].map(String).join(' '))
  },
}

const makePlugin = (): NitrolitePlugin =>
  createNitrolite({ url: 'wss://node.example/ws', application: 'sample', autoConnect: true })

function makeApp(plugin: NitrolitePlugin, component: Component = Everything): { app: App, pinia: Pinia } {
  const pinia = createPinia()
  return { app: createSSRApp(component).use(pinia).use(plugin), pinia }
}

const sockets = vi.fn()
const timers = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'setInterval')]

beforeEach(() => {
  vi.stubGlobal('WebSocket', sockets)
  for (const spy of [sockets, ...timers]) spy.mockClear()
})

afterEach(() => {
  expect(sockets, 'sockets on the server').not.toHaveBeenCalled()
  for (const timer of timers) expect(timer, 'timers on the server').not.toHaveBeenCalled()
  vi.unstubAllGlobals()
})

describe('on the server', () => {
  it('the server tests run without window and document', () => {
    expect([typeof window, typeof document]).toEqual(['undefined', 'undefined'])
  })

  it('every composable renders on the server and opens nothing', async () => {
    const resources = process.getActiveResourcesInfo()
    expect(await renderToString(makeApp(makePlugin()).app)).toBe('<p>idle null null 0 null pending false 0 idle 0 0 idle</p>')
    expect(process.getActiveResourcesInfo()).toEqual(resources)
  })

  it('on the server no client is made, connecting does nothing and closing is refused', async () => {
    const plugin = makePlugin()
    const { app, pinia } = makeApp(plugin)
    expect(plugin.client).toBeNull()
    const { connect, disconnect, status } = app.runWithContext(() => useNitrolite({ plugin }))
    await connect()
    disconnect()
    expect(status.value).toBe('idle')
    const { close } = app.runWithContext(() => useCloseSession(sampleId(), { plugin }))
    expect(() => close(sampleSession().allocations)).toThrow(expect.objectContaining({ code: 'NOT_CONNECTED' }))
    const { refresh, status: reading } = app.runWithContext(() => useAppSession(sampleId()))
    await refresh()
    expect([reading.value, useNitroliteStore(pinia).status]).toEqual(['pending', 'idle'])
  })

  it('a plugin that is passed explicitly never gives access to the state of another server request', () => {
    const plugin = makePlugin()
    makeApp(plugin)
    expect(() => useNitrolite({ plugin })).toThrow(expect.objectContaining({ code: 'PLUGIN_MISSING' }))
    expect(() => useNitrolite()).toThrow(expect.objectContaining({ code: 'NO_INJECTION_CONTEXT' }))
  })

  it('a composable on a server without the plugin says that the plugin must also be installed there', async () => {
    const app = createSSRApp(Everything).use(createPinia())
    app.config.warnHandler = () => {}
    await expect(renderToString(app)).rejects.toMatchObject({
      code: 'PLUGIN_MISSING',
      info: {
        why: expect.stringMatching(/^The page is rendered on a server \(Node\.js.*\), where the plugin must also be installed\.$/),
        fix: expect.stringContaining('remove .client from the name of the plugin file'),
      },
    })
  })

  it('a missing Pinia is reported on the server too', () => {
    expect(() => createSSRApp(Everything).use(makePlugin())).toThrow(expect.objectContaining({ code: 'PINIA_MISSING' }))
  })

  it('server requests that share a plugin share no state', async () => {
    const plugin = makePlugin()
    const [first, second] = [makeApp(plugin), makeApp(plugin)]
    useNitroliteStore(first.pinia).activeSessionId = sampleId()
    const pages = await Promise.all([first, second].map(({ app }) => renderToString(app)))
    expect(pages).toEqual([
      `<p>idle null null 0 ${sampleId()} pending false 0 idle 0 0 idle</p>`,
      '<p>idle null null 0 null pending false 0 idle 0 0 idle</p>',
    ])
    expect(useNitroliteStore(second.pinia).activeSessionId).toBeNull()
  })

  it('the state of the store can be sent to the browser as JSON', () => {
    const { pinia } = makeApp(makePlugin())
    useNitroliteStore(pinia).activeSessionId = sampleId()
    const sent = JSON.parse(JSON.stringify(pinia.state.value))
    const browser = createPinia()
    browser.state.value = sent
    expect(useNitroliteStore(browser).activeSessionId).toBe(sampleId())
  })
})
