import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { PANEL_CHANNEL, type PanelAnswer, type PanelQuestion } from '../../devtools/panel'
import { panelHtml } from './html'

type Listener = (event: { data: unknown }) => void

/** What the panel has asked. */
let asked: PanelQuestion[]
let hear: Listener

/** A channel that the test answers by hand. */
class TestChannel {
  constructor(readonly name: string) { expect(name).toBe(PANEL_CHANNEL) }
  addEventListener(_: 'message', listener: Listener): void { hear = listener }
  postMessage(question: PanelQuestion): void { asked.push(question) }
}

beforeEach(async () => {
  asked = []
  vi.useFakeTimers()
  vi.stubGlobal('BroadcastChannel', TestChannel)
  const page = new DOMParser().parseFromString(panelHtml('/'), 'text/html')
  document.documentElement.dataset['channel'] = page.documentElement.dataset['channel']
  document.documentElement.className = ''
  document.body.innerHTML = page.body.innerHTML
  vi.resetModules()
  await import('./page')
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function find<T extends HTMLElement>(selector: string): T {
  const element = document.querySelector<T>(selector)
  if (!element) throw new Error(`The panel shows no ${selector}`)
  return element
}

const isShown = (selector: string): boolean => !find(selector).hidden

const answer = (client: string, change: Partial<PanelAnswer> = {}): void => {
  hear({ data: {
    to: asked[0]?.panel ?? '',
    client,
    path: `/${client}`,
    isVisible: false,
    tree: [
      { id: 'connection', label: 'Connection', tags: [{ label: 'ready', textColor: 0xffffff, backgroundColor: 0x15803d }] },
      { id: 'closings', label: 'Closings (1)', children: [{ id: 'closing:1', label: `closing of ${client}` }] },
    ],
    details: { Connection: [{ key: 'protocol', value: null }, { key: 'node', value: `wss://${client}.example` }] },
    ...change,
  } satisfies PanelAnswer })
}

const click = (label: string): void => {
  [...document.querySelectorAll('button')].find(({ textContent }) => textContent.includes(label))?.click()
}

it('a panel without a client says so', () => {
  expect([isShown('#none'), isShown('#shown'), isShown('#choice')]).toEqual([true, false, false])
  expect(find('#none').textContent).toContain('No client yet')
})

it('a panel shows what a client answers, and asks for the details of the node that was clicked', () => {
  answer('a')
  expect([isShown('#none'), isShown('#shown'), isShown('#choice')]).toEqual([false, true, false])
  expect(find('nav').textContent).toBe('ConnectionreadyClosings (1)closing of a')
  expect(find('main').textContent).toBe('Connectionprotocol–nodewss://a.example')
  expect(find('[aria-current]').dataset['node']).toBe('connection')
  find('[data-node="closing:1"]').focus()
  click('closing of a')
  expect(asked.at(-1)?.nodeId).toBe('closing:1')
  answer('a', { details: { Closing: [{ key: 'state', value: 'closed' }], Paid: [] } })
  expect(find('[aria-current]').dataset['node']).toBe('closing:1')
  expect(document.activeElement).toBe(find('[data-node="closing:1"]'))
  expect(find('main').textContent).toBe('ClosingstateclosedPaidNothing.')
})

it('a panel shows texts of a node as texts', () => {
  answer('a', { details: { Session: [{ key: 'application', value: '<img src=x onerror=alert(1)>' }] } })
  expect(find('main').querySelector('img')).toBeNull()
  expect(find('dd').textContent).toBe('<img src=x onerror=alert(1)>')
})

it('a panel keeps its elements while nothing changes, so that a selected text stays selected', () => {
  answer('a')
  const line = find('dd')
  answer('a')
  expect(find('dd')).toBe(line)
  answer('a', { details: {} })
  expect(document.contains(line)).toBe(false)
})

it('a panel shows the client of the visible page first, and another one when the developer chooses it', () => {
  answer('a')
  answer('b', { isVisible: true })
  expect(isShown('#choice')).toBe(true)
  expect([...document.querySelectorAll('option')].map(({ text }) => text)).toEqual(['1: /a', '2: /b'])
  expect(find<HTMLSelectElement>('select').value).toBe('b')
  expect(find('main').textContent).toContain('wss://b.example')
  find<HTMLSelectElement>('select').value = 'a'
  find('select').dispatchEvent(new Event('change'))
  expect(find('main').textContent).toContain('wss://a.example')
  answer('b', { isVisible: true })
  expect(find('main').textContent).toContain('wss://a.example')
})

it('a panel forgets a client that no longer answers', async () => {
  answer('a')
  for (let round = 0; round < 10; round += 1) {
    await vi.advanceTimersByTimeAsync(500)
    answer('b')
  }
  expect(find('main').textContent).toContain('wss://b.example')
  expect(isShown('#choice')).toBe(false)
  await vi.advanceTimersByTimeAsync(5_000)
  expect([isShown('#none'), isShown('#shown')]).toEqual([true, false])
})

it('a panel ignores questions, and answers to other panels', () => {
  hear({ data: { panel: 'other', nodeId: 'login' } satisfies PanelQuestion })
  answer('a', { to: 'other' })
  expect(isShown('#none')).toBe(true)
})

it.each(['dark', 'light'])('a panel in a page that is marked as %s has the same colors', async (name) => {
  document.documentElement.className = name
  await vi.advanceTimersByTimeAsync(500)
  expect(document.documentElement.style.colorScheme).toBe(name)
})
