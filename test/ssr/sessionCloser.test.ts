import { createPinia } from 'pinia'
import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { expect, it, vi } from 'vitest'
import { createNitrolite, loadTexts, SessionCloser, useNitroliteStore, WalletButton, type TextsOption } from '../../src'
import { arabic } from '../../src/locales/ar'
import { sampleId } from '../helpers/sampleSession'

const render = (sessionId?: string, texts?: TextsOption): Promise<string> => {
  const app = createSSRApp({ render: () => h(SessionCloser, sessionId === undefined ? {} : { sessionId }) })
  return renderToString(app.use(createPinia()).use(createNitrolite({ url: 'wss://node.example/ws', application: 'sample', texts })))
}

it('<SessionCloser> renders on the server without window, socket or timer', async () => {
  const timers = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'setInterval')]
  const html = await render(sampleId())
  expect(typeof window).toBe('undefined')
  expect(html).toContain('data-state="loading"')
  expect(html).toContain('Not connected to the node.')
  for (const timer of timers) {
    expect(timer).not.toHaveBeenCalled()
    timer.mockRestore()
  }
})

it('<SessionCloser> does not claim on the server that there is no session, because nobody has asked the node', async () => {
  const html = await render()
  expect(html).toContain('data-state="empty"')
  expect(html).toContain('Not connected to the node.')
  expect(html).not.toContain('No active application session found.')
})

it('<WalletButton> renders on the server what a browser shows before it has looked for wallets', async () => {
  const app = createSSRApp({ render: () => h(WalletButton) })
  const html = await renderToString(app.use(createPinia()).use(createNitrolite({ url: 'wss://node.example/ws', application: 'sample' })))
  expect(html).toContain('Connect a wallet')
  expect(html).not.toContain('disabled')
})

it('<SessionCloser> renders on the server in the language that is passed as a table', async () => {
  const html = await render(sampleId(), arabic)
  expect(html).toContain('lang="ar" dir="rtl"')
  expect(html).toContain('لا يوجد اتصال بالعقدة.')
})

it('<SessionCloser> renders on the server in English while a language is still being loaded', async () => {
  expect(await render(sampleId(), loadTexts('ar'))).toBe(await render(sampleId()))
})

it('<SessionCloser> renders the same for every request', async () => {
  const pages = await Promise.all([render(sampleId()), render(sampleId()), render(sampleId(2))])
  expect(pages[1]).toBe(pages[0])
  expect(pages[2]).not.toContain(sampleId())
})

it('<SessionCloser> shows only the active session of its own request', async () => {
  const pinias = [createPinia(), createPinia()]
  const [first] = pinias
  if (first) useNitroliteStore(first).activeSessionId = sampleId()
  const pages = await Promise.all(pinias.map(pinia => renderToString(createSSRApp({ render: () => h(SessionCloser) })
    .use(pinia)
    .use(createNitrolite({ url: 'wss://node.example/ws', application: 'sample' })))))
  expect(pages.map(page => page.includes('data-state="empty"'))).toEqual([false, true])
})
