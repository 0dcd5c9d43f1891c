import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { nextTick } from 'vue'
import SessionCloser from '../../src/components/session-closer/SessionCloser.vue'
import type { SessionCloserProps } from '../../src/components/session-closer/types'
import { describeError } from '../../src/core/errors/errors'
import type { AppSession } from '../../src/core/sessions/types'
import { createNitrolite } from '../../src/plugin/createNitrolite'
import { createFakeClient, type FakeClient, type FakeClientState } from './fakeClient'
import { sampleId, sampleReceipt, sampleSession } from './sampleSession'

/** A mounted `<SessionCloser>`, and the actions of a person who uses it. */
export interface MountedCloser {
  readonly wrapper: VueWrapper
  readonly client: FakeClient
  /** `data-state` of the component. */
  state(): string | undefined
  /** All visible and hidden text, single-spaced. */
  text(): string
  /** The text field with this label; the n-th of them where several assets have one. */
  field(label: string, nth?: number): HTMLInputElement
  slider(): HTMLInputElement
  /** The button with exactly this text. */
  button(text: string): HTMLButtonElement
  hasButton(text: string): boolean
  type(field: HTMLInputElement, text: string): Promise<void>
  press(field: HTMLElement, key: string, modifiers?: KeyboardEventInit): Promise<KeyboardEvent>
  click(text: string): Promise<void>
  /** Clicks Close and confirms, so that a closing is running. */
  startClosing(): Promise<void>
}

const squeeze = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim()

/** Lets callbacks of settled promises run, then updates the DOM. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  await nextTick()
}

/** Mounts the component into the document over a client without a node. */
export async function mountCloser(options: {
  readonly sessions?: readonly AppSession[]
  readonly client?: FakeClient
  readonly initial?: Partial<FakeClientState>
  readonly props?: SessionCloserProps & Record<string, unknown>
  readonly slots?: Record<string, (props: never) => unknown>
} = {}): Promise<MountedCloser> {
  const client = options.client ?? createFakeClient(options.sessions ?? [sampleSession()], options.initial)
  const wrapper = mount(SessionCloser, {
    attachTo: document.body,
    props: { sessionId: sampleId(), ...options.props },
    slots: { ...options.slots } as Record<string, never>,
    global: { plugins: [createPinia(), createNitrolite({ client, storage: false })] },
  })
  await settle()

  const root: HTMLElement = wrapper.element
  const all = <E extends Element>(selector: string): E[] => [...root.querySelectorAll<E>(selector)]
  const findButton = (text: string) => all<HTMLButtonElement>('button, a').find(each => squeeze(each.textContent) === text)
  function found<T>(thing: T | null | undefined, what: string): T {
    if (!thing) throw new Error(`There is no ${what} in: ${squeeze(wrapper.element.textContent)}`)
    return thing
  }

  const mounted: MountedCloser = {
    wrapper,
    client,
    state: () => wrapper.attributes('data-state'),
    text: () => squeeze(wrapper.element.textContent),
    field(label, nth = 0) {
      const named = found(all<HTMLLabelElement>('label').filter(each => squeeze(each.textContent) === label)[nth], `label ${label}`)
      return found(all<HTMLInputElement>('input').find(({ id }) => id === named.htmlFor), `field ${label}`)
    },
    slider: () => found(all<HTMLInputElement>('input[type=range]')[0], 'slider'),
    button: text => found(findButton(text), `button ${text}`),
    hasButton: text => findButton(text) !== undefined,
    async type(field, text) {
      field.focus()
      field.value = text
      field.dispatchEvent(new Event('input', { bubbles: true }))
      await nextTick()
    },
    async press(field, key, modifiers) {
      field.focus()
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers })
      field.dispatchEvent(event)
      await nextTick()
      return event
    },
    async click(text) {
      const button = mounted.button(text)
      button.focus()
      button.click()
      await settle()
    },
    async startClosing() {
      await mounted.click('Close application session')
      await mounted.click('Confirm and close')
    },
  }
  return mounted
}

/** A point that a closing can be moved to. */
export type ClosingPoint = 'signing' | 'submitting' | 'unknown' | 'paying' | 'paid'

/** Moves the running closing to a point. */
export async function advance({ client }: MountedCloser, to: ClosingPoint): Promise<void> {
  const progress = client.started.at(-1)?.progress
  if (!progress) throw new Error('No closing is running.')
  progress.step('checked', null, 'done')
  progress.step('signed', 'close', to === 'signing' ? 'active' : 'done', { state: 'signing' })
  if (to !== 'signing') progress.step('sent', 'close', 'done', { state: 'submitting' })
  if (to === 'unknown') {
    progress.step('confirmed', 'close', 'unknown', { state: 'confirming', error: describeError('CLOSING_UNKNOWN') })
  }
  if (to === 'paying' || to === 'paid') {
    progress.step('confirmed', 'close', 'done', { error: null })
    progress.step('paid', null, 'active', { state: 'paying', error: null })
  }
  if (to === 'paid') progress.paid(sampleReceipt())
  await settle()
}
