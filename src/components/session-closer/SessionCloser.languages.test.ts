import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { nextTick, shallowRef, type Ref } from 'vue'
import { afterEach, expect, it, vi } from 'vitest'
import { createFakeClient, type FakeClient } from '../../../test/helpers/fakeClient'
import { settle } from '../../../test/helpers/mountCloser'
import { sampleId, sampleSession } from '../../../test/helpers/sampleSession'
import { describeError } from '../../core/errors/errors'
import { arabic } from '../../locales/ar'
import { german } from '../../locales/de'
import { japanese } from '../../locales/ja'
import { createNitrolite } from '../../plugin/createNitrolite'
import type { TextsOption } from '../../plugin/appTexts'
import { useNitroliteStore } from '../../plugin/store'
import { english } from '../../texts/english'
import { loadTexts } from '../../texts/loadTexts'
import SessionCloser from './SessionCloser.vue'
import type { SessionCloserProps } from './types'

let wrapper: VueWrapper | undefined
afterEach(() => {
  wrapper?.unmount()
  vi.restoreAllMocks()
})

const squeeze = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim()

async function mountIn(texts: TextsOption, props: SessionCloserProps = {}, client: FakeClient = createFakeClient([sampleSession()])) {
  const pinia = createPinia()
  const mounted = mount(SessionCloser, {
    attachTo: document.body,
    props: { sessionId: sampleId(), ...props },
    global: { plugins: [pinia, createNitrolite({ client, storage: false, texts })] },
  })
  wrapper = mounted
  await settle()
  return {
    client,
    store: useNitroliteStore(pinia),
    text: () => squeeze(mounted.element.textContent),
    root: () => mounted.attributes(),
    fields: () => mounted.findAll<HTMLInputElement>('input[inputmode=decimal]'),
    async click(text: string) {
      const button = mounted.findAll('button').find(each => squeeze(each.element.textContent) === text)
      if (!button) throw new Error(`There is no button ${text} in: ${squeeze(mounted.element.textContent)}`)
      await button.trigger('click')
      await settle()
    },
  }
}

/** What vue-i18n gives an app: the language as a ref. */
const createLocale = (initial: string): Ref<string> => shallowRef(initial)

it('SessionCloser shows its labels and amounts in the language of the option texts, and says which language that is', async () => {
  const { text, root, fields } = await mountIn(german)
  expect(root()).toMatchObject({ lang: 'de', dir: 'ltr' })
  expect(text()).toContain('Ihr Anteil')
  expect(text()).not.toContain('Your allocation')
  expect(fields().map(({ element }) => element.value)).toEqual(['0,7', '0,3'])
})

it('SessionCloser without the option texts is in English, and leaves language and direction to the page', async () => {
  const { text, root } = await mountIn(undefined)
  expect(text()).toContain('Your allocation')
  expect(root()).not.toHaveProperty('lang')
  expect(root()).not.toHaveProperty('dir')
})

it('SessionCloser changes its language at once when the locale of the app changes, and keeps the amounts', async () => {
  const locale = createLocale('en')
  const tables = { en: english, de: german }
  const { text, fields } = await mountIn(() => tables[locale.value as keyof typeof tables])
  await fields()[0]?.setValue('0.25')
  locale.value = 'de'
  await nextTick()
  expect(text()).toContain('Ihr Anteil')
  expect(fields().map(({ element }) => element.value)).toEqual(['0,25', '0,75'])
  locale.value = 'en'
  await nextTick()
  expect(text()).toContain('Your allocation')
})

it('an error beside a field is in the language of the app, with amounts as the fields write them', async () => {
  const { text, fields } = await mountIn(german)
  await fields()[0]?.setValue('3')
  expect(text()).toContain('Dieser Betrag ist mehr, als zu vergeben ist.')
  await fields()[0]?.setValue('0,1234567')
  expect(text()).toContain('Verwenden Sie höchstens 6 Dezimalstellen.')
})

it('an error of a closing is shown in the language of the app, and the event has the same texts', async () => {
  const { client, text, click } = await mountIn(german)
  await click('Sitzung schließen')
  await click('Bestätigen und schließen')
  client.started.at(-1)?.progress.end('failed', describeError('CONNECTION_UNAVAILABLE', { url: 'wss://node.example', retryAfter: 1 }))
  await settle()
  expect(text()).toContain('Die Sitzung wurde nicht geschlossen')
  expect(text()).toContain('bittet, 1 Sekunde zu warten')
  expect(wrapper?.emitted('failed')?.at(-1)).toMatchObject([{ code: 'CONNECTION_UNAVAILABLE', what: 'Der Node wss://node.example ist zurzeit nicht verfügbar.' }])
})

it('the labels prop replaces single labels of the language', async () => {
  const { text } = await mountIn(german, { labels: { yourAllocation: 'Du bekommst', disabledReasons: { byApp: 'Gleich.' } }, disabled: true })
  expect(text()).toContain('Du bekommst')
  expect(text()).toContain('Anteil der Gegenseite')
  expect(text()).toContain('Gleich.')
})

it('an app with a few texts of its own shows the others in English', async () => {
  const { text, fields } = await mountIn({
    language: 'pl', labels: { yourAllocation: 'Twój udział' }, errors: { ALLOCATION_ABOVE_TOTAL: { what: 'To za dużo.' } },
  })
  expect(text()).toContain('Twój udział')
  expect(text()).toContain('Counterparty allocation')
  await fields()[0]?.setValue('3')
  expect(text()).toContain('To za dużo. Use at most 1, or lower another field first.')
})

it('a language that is loaded on demand replaces English when it is there', async () => {
  const { text } = await mountIn(loadTexts('de'))
  await vi.waitFor(() => expect(text()).toContain('Ihr Anteil'))
})

it('a language that can no longer be loaded leaves the texts as they are, and the page is called outdated', async () => {
  const locale = createLocale('de')
  const missing = new TypeError('Failed to fetch dynamically imported module: https://app.example/assets/tr-1a2b.js')
  const { text, store } = await mountIn(() => locale.value === 'de' ? german : Promise.reject(missing))
  locale.value = 'tr'
  await settle()
  expect(text()).toContain('Ihr Anteil')
  expect(store.error).toMatchObject({ code: 'PAGE_OUTDATED', what: 'This page is out of date. Reload it.' })
  expect(text()).toContain('Diese Seite ist veraltet. Laden Sie sie neu.')
})

it('a language that is loaded late does not replace one that was chosen in the meantime', async () => {
  const locale = createLocale('de')
  let arrive = (): void => {}
  const late = new Promise<typeof german>((resolve) => { arrive = () => resolve(german) })
  const { text } = await mountIn(() => locale.value === 'de' ? late : english)
  locale.value = 'en'
  await settle()
  arrive()
  await settle()
  expect(text()).toContain('Your allocation')
})

it('SessionCloser is written from right to left in Arabic, while amounts are typed from left to right', async () => {
  const { text, root, fields } = await mountIn(arabic)
  expect(root()).toMatchObject({ lang: 'ar', dir: 'rtl' })
  expect(text()).toContain('حصتك')
  expect(fields().map(field => field.attributes('dir'))).toEqual(['ltr', 'ltr'])
  expect(fields().map(({ element }) => element.value)).toEqual(['0.7', '0.3'])
})

it('sentences in Japanese follow each other without a space, in questions, reasons and results', async () => {
  const { client, text, click, fields } = await mountIn(japanese)
  const spaces = (): string[] => wrapper?.findAll('p').map(each => each.text()).filter(each => /[。？]\s/.test(each)) ?? []
  await fields()[0]?.setValue('3')
  expect(text()).toContain('この金額は、分配できる額を超えています。1 以下に')
  expect(spaces()).toEqual([])
  await fields()[0]?.setValue('0.2')
  await click(japanese.labels.close)
  expect(text()).toContain(japanese.labels.confirmFinal)
  expect(spaces()).toEqual([])
  await click(japanese.labels.confirmClose)
  client.started.at(-1)?.progress.update({
    state: 'confirming', error: describeError('CLOSING_UNKNOWN'), recovery: { phase: 'settling', until: null, attempts: 1, canRevoke: false },
  })
  await settle()
  expect(text()).toContain(japanese.labels.safeToLeave)
  expect(spaces()).toEqual([])
})
