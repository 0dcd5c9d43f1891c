import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { createFakeClient, type FakeClient } from '../../test/helpers/fakeClient'
import { settle } from '../../test/helpers/mountCloser'
import { sampleId, sampleReceipt, sampleSession } from '../../test/helpers/sampleSession'
import { describeError } from '../core/errors/errors'
import { german } from '../locales/de'
import { defineSessionCloser, type SessionCloserElement } from './index'
import { PROPERTY_NAMES } from './properties'

beforeAll(() => defineSessionCloser())

afterEach(() => { document.body.replaceChildren() })

async function place(html: string, change: (closer: SessionCloserElement) => void = () => {}): Promise<SessionCloserElement> {
  const box = document.createElement('div')
  box.innerHTML = html
  const closer = box.querySelector('session-closer')
  if (!closer) throw new Error('The HTML has no session-closer.')
  change(closer)
  document.body.append(box)
  await settle()
  return closer
}

const withClient = (client: FakeClient, html = `<session-closer session-id="${sampleId()}"></session-closer>`) =>
  place(html, (closer) => { closer.client = client })

const inside = (closer: SessionCloserElement) => closer.shadowRoot?.querySelector('.nitrolite-closer') ?? null
const stateOf = (closer: SessionCloserElement) => inside(closer)?.getAttribute('data-state')
const textOf = (closer: SessionCloserElement) => inside(closer)?.textContent.replace(/\s+/g, ' ').trim() ?? ''

async function click(closer: SessionCloserElement, text: string): Promise<void> {
  const buttons = [...closer.shadowRoot?.querySelectorAll('button') ?? []]
  const button = buttons.find(({ textContent }) => textContent.trim() === text)
  if (!button) throw new Error(`There is no button ${text} in: ${textOf(closer)}`)
  button.click()
  await settle()
}

async function close(closer: SessionCloserElement): Promise<void> {
  await click(closer, 'Close application session')
  await click(closer, 'Confirm and close')
}

it('session-closer shows the session of its attribute, read by the client of its property', async () => {
  const closer = await withClient(createFakeClient([sampleSession()]))
  expect(stateOf(closer)).toBe('editing')
  expect(textOf(closer)).toContain('Close application session')
})

it('session-closer follows its attributes and properties while it is in the page', async () => {
  const closer = await withClient(createFakeClient([sampleSession()]))
  closer.removeAttribute('session-id')
  await settle()
  expect(stateOf(closer)).toBe('empty')
  closer.sessionId = sampleId()
  closer.names = () => 'Zoe'
  closer.labels = { close: 'End it' }
  await settle()
  expect(stateOf(closer)).toBe('editing')
  expect(textOf(closer)).toContain('Zoe')
  expect(textOf(closer)).toContain('End it')
})

it('session-closer divides an asset by percentages inside its shadow root, with replaced labels', async () => {
  const closer = await withClient(createFakeClient([sampleSession()]), `<session-closer session-id="${sampleId()}" presets="percent"></session-closer>`)
  closer.labels = { division: { apply: 'Take these' } }
  await settle()
  await click(closer, 'By percent…')
  const field = closer.shadowRoot?.querySelector<HTMLInputElement>('.nitrolite-part input')
  if (!field) throw new Error('There is no field for a percentage.')
  expect(closer.shadowRoot?.activeElement).toBe(field)
  field.value = '25'
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
  await click(closer, 'Take these')
  expect([...closer.shadowRoot?.querySelectorAll<HTMLInputElement>('.nitrolite-fields input') ?? []].map(({ value }) => value)).toEqual(['0.25', '0.75'])
})

it('session-closer takes properties that were set before the element was registered', async () => {
  const early = document.createElement('early-closer') as SessionCloserElement
  early.client = createFakeClient([sampleSession()])
  early.sessionId = sampleId()
  document.body.append(early)
  expect(early.shadowRoot).toBeNull()
  defineSessionCloser({ name: 'early-closer' })
  await settle()
  expect(stateOf(early)).toBe('editing')
})

it('session-closer has its properties before it is in the page, as React and Angular expect', () => {
  const closer = document.createElement('session-closer')
  for (const name of ['client', 'signer', 'url', 'sessionId', 'names', 'deposits', 'confirm']) expect(name in closer).toBe(true)
})

it('session-closer never writes a signer into the HTML', async () => {
  const closer = await place('<session-closer></session-closer>', (element) => { element.signer = `0x${'a1'.repeat(32)}` })
  closer.signer = `0x${'b2'.repeat(32)}`
  await settle()
  expect(closer.outerHTML).toBe('<session-closer></session-closer>')
})

it('session-closer reads booleans and lists from attributes', async () => {
  const closer = await place('<session-closer confirm="false" disabled presets="half asItStands" auto-connect></session-closer>')
  expect(closer).toMatchObject({ confirm: false, disabled: true, presets: ['half', 'asItStands'], autoConnect: true })
  closer.setAttribute('disabled', 'The round is still running.')
  closer.removeAttribute('confirm')
  expect(closer).toMatchObject({ disabled: 'The round is still running.', confirm: undefined })
})

it('session-closer reads texts of properties like attributes, as templates of Vue and React set them', async () => {
  const client = createFakeClient([sampleSession()], { status: 'idle', account: null })
  const connect = vi.spyOn(client, 'connect')
  const texts = { confirm: 'false', disabled: '', presets: 'half asItStands', autoConnect: 'false', locale: 'de' }
  const closer = await place('<session-closer></session-closer>', closer => Object.assign(closer, { client, ...texts }))
  expect(closer).toMatchObject({ confirm: false, disabled: true, presets: ['half', 'asItStands'], autoConnect: false, locale: 'de' })
  expect(connect).not.toHaveBeenCalled()
})

it('session-closer has its defaults, and asks before it closes, while a template passes null', async () => {
  const client = createFakeClient([sampleSession()])
  const nothing = Object.fromEntries(PROPERTY_NAMES.map(name => [name, null]))
  const closer = await place('<session-closer></session-closer>', (closer) => {
    Object.assign(closer, nothing, { client, sessionId: sampleId() })
  })
  expect(closer.shadowRoot?.querySelectorAll('[data-preset]').length).toBeGreaterThan(0)
  await click(closer, 'Close application session')
  expect([stateOf(closer), client.started]).toEqual(['confirm', []])
})

it('session-closer offers a preset that is named twice only once', async () => {
  const closer = await withClient(createFakeClient([sampleSession()]), `<session-closer session-id="${sampleId()}" presets="half half"></session-closer>`)
  expect(closer.shadowRoot?.querySelectorAll('[data-preset]')).toHaveLength(1)
})

it('session-closer closes without asking when confirm="false"', async () => {
  const client = createFakeClient([sampleSession()])
  const closer = await withClient(client, `<session-closer session-id="${sampleId()}" confirm="false"></session-closer>`)
  await click(closer, 'Close application session')
  expect(client.started).toHaveLength(1)
})

it('session-closer dispatches closed with the receipt as its detail', async () => {
  const client = createFakeClient([sampleSession()])
  const closer = await withClient(client)
  const heard = vi.fn()
  closer.addEventListener('closed', ({ detail, bubbles }) => heard(detail.session.id, bubbles))
  await close(closer)
  client.started[0]?.progress.paid(sampleReceipt())
  await settle()
  expect(heard.mock.calls).toEqual([[sampleReceipt().session.id, false]])
  expect(stateOf(closer)).toBe('result')
})

it('session-closer dispatches failed with the error as its detail, and cancelled without one', async () => {
  const client = createFakeClient([sampleSession()])
  const closer = await withClient(client)
  const heard: unknown[] = []
  closer.addEventListener('failed', ({ detail }) => heard.push(detail.code))
  closer.addEventListener('cancelled', ({ detail }) => heard.push(detail))
  await close(closer)
  client.started[0]?.progress.end('failed', describeError('SESSION_NOT_OPEN'))
  await settle()
  expect(heard).toEqual(['SESSION_NOT_OPEN'])
  closer.remove()
  const other = createFakeClient([sampleSession()])
  closer.client = other
  document.body.append(closer)
  await settle()
  await close(closer)
  await click(closer, 'Cancel')
  expect(heard).toEqual(['SESSION_NOT_OPEN', null])
})

it('session-closer dispatches update-allocations and commit with the full matrix', async () => {
  const closer = await withClient(createFakeClient([sampleSession()]))
  const heard: unknown[] = []
  closer.addEventListener('update-allocations', ({ detail }) => heard.push(['update', ...detail.map(({ amount }) => amount)]))
  closer.addEventListener('commit', ({ detail }) => heard.push(['commit', ...detail.map(({ amount }) => amount)]))
  const [field] = closer.shadowRoot?.querySelectorAll<HTMLInputElement>('input[type=text]') ?? []
  if (!field) throw new Error('There is no field.')
  field.focus()
  field.value = '0.2'
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await nextTick()
  field.dispatchEvent(new Event('change', { bubbles: true }))
  expect(heard).toEqual([['update', '0.2', '0.8']])
  field.dispatchEvent(new FocusEvent('blur'))
  await nextTick()
  expect(heard).toEqual([['update', '0.2', '0.8'], ['commit', '0.2', '0.8']])
})

it('session-closer shows the children of its slots instead of its own parts', async () => {
  const closer = await withClient(createFakeClient([sampleSession()]), `
    <session-closer session-id="${sampleId()}"><h2 slot="header">Payment 17</h2></session-closer>`)
  const slot = closer.shadowRoot?.querySelector<HTMLSlotElement>('slot[name=header]')
  expect(slot?.parentElement?.id).toBe(inside(closer)?.getAttribute('aria-labelledby'))
  expect(textOf(closer)).not.toContain('Close session')
  closer.replaceChildren()
  await vi.waitFor(() => { expect(closer.shadowRoot?.querySelector('slot')).toBeNull() })
  expect(inside(closer)?.querySelector('h2')).not.toBeNull()
})

it('session-closer shows nothing without a client', async () => {
  const closer = await place('<session-closer></session-closer>')
  expect(inside(closer)).toBeNull()
})

it('session-closer says what is wrong with its properties', async () => {
  const closer = await place('<session-closer url="https://node.example" application="app"></session-closer>')
  expect(textOf(closer)).toContain('does not begin with ws:// or wss://')
  closer.client = {} as never
  await settle()
  expect(textOf(closer)).toContain('The option client cannot be used.')
})

it('session-closer leaves the client of the page alone when it is removed, and stops listening to it', async () => {
  const client = createFakeClient([sampleSession()])
  const closer = await withClient(client)
  expect(client.listening).toBeGreaterThan(0)
  closer.remove()
  await settle()
  expect([client.listening, client.disposed]).toEqual([0, false])
})

it('session-closer keeps its state when it is moved in the page', async () => {
  const closer = await withClient(createFakeClient([sampleSession()]))
  await click(closer, 'Close application session')
  expect(stateOf(closer)).toBe('confirm')
  document.body.prepend(closer)
  await settle()
  expect(stateOf(closer)).toBe('confirm')
})

it('session-closer shows the session through another client after its property changed', async () => {
  const first = createFakeClient([sampleSession()])
  const closer = await withClient(first)
  const second = createFakeClient([])
  closer.client = second
  await settle()
  expect(first.listening).toBe(0)
  expect(stateOf(closer)).toBe('error')
})

it('session-closer connects with its signer, and connects by itself with auto-connect', async () => {
  const client = createFakeClient([sampleSession()], { status: 'idle', account: null })
  const connect = vi.spyOn(client, 'connect')
  const signer = { request: async () => null }
  await place('<session-closer auto-connect></session-closer>', closer => Object.assign(closer, { client, signer }))
  expect(connect.mock.calls.map(([given]) => given)).toEqual([signer])
})

it('defineSessionCloser registers a name once', () => {
  const registered = customElements.get('session-closer')
  defineSessionCloser()
  expect(customElements.get('session-closer')).toBe(registered)
})

it('session-closer shows labels and errors in the language of its texts, and follows a change of the language', async () => {
  const client = createFakeClient([sampleSession()])
  const closer = await withClient(client)
  closer.texts = Promise.resolve(german)
  await settle()
  expect(inside(closer)?.getAttribute('lang')).toBe('de')
  expect(textOf(closer)).toContain(german.labels.close)
  closer.sessionId = `0x${'9'.repeat(64)}`
  await settle()
  expect(textOf(closer)).toContain(describeError('SESSION_NOT_FOUND', { sessionId: closer.sessionId }, german).what)
  closer.texts = null
  await settle()
  expect(textOf(closer)).toContain(describeError('SESSION_NOT_FOUND', { sessionId: closer.sessionId }).what)
})
