import { mount, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { createPinia } from 'pinia'
import type { Component } from 'vue'
import { onTestFinished, vi } from 'vitest'
import type { NitroliteClient } from '../../src/core/client/types'
import { createNitrolite } from '../../src/plugin/createNitrolite'
import type { NitroliteTexts } from '../../src/texts/texts'
import { settle } from './mountCloser'
import { startTogether, type TogetherRigOptions } from './togetherRig'

/** A component over the client of one participant, and the actions of a person who uses it. */
export interface MountedPage {
  readonly wrapper: VueWrapper
  state(): string | undefined
  /** All visible and hidden text, single-spaced. */
  text(): string
  hasButton(text: string): boolean
  click(text: string): Promise<void>
  /** Types into the field with this label. */
  type(label: string, text: string): Promise<void>
  /** The text of the field with this label. */
  valueOf(label: string): string
  /** Ids of the rules that axe finds violated. */
  violations(): Promise<string[]>
}

const squeeze = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim()

/** The node of `togetherRig`, while the clock of the device is that of the node. */
export function startTogetherWithClock(options: TogetherRigOptions = {}): ReturnType<typeof startTogether> {
  const rig = startTogether(options)
  vi.spyOn(Date, 'now').mockImplementation(() => rig.time.now())
  return rig
}

/** Mounts a component into the document. */
export async function mountPage(
  component: Component, client: NitroliteClient, props: Record<string, unknown> = {}, texts: NitroliteTexts | null = null,
): Promise<MountedPage> {
  const wrapper = mount(component, {
    attachTo: document.body, props, global: { plugins: [createPinia(), createNitrolite({ client, storage: false, texts })] },
  })
  onTestFinished(() => { wrapper.unmount() })
  await settle()
  const root: HTMLElement = wrapper.element
  const all = <E extends Element>(selector: string): E[] => [...root.querySelectorAll<E>(selector)]
  const buttonOf = (text: string) => all<HTMLElement>('button, a').find(each => squeeze(each.textContent) === text)

  function fieldOf(label: string): HTMLInputElement | HTMLTextAreaElement {
    const named = all<HTMLLabelElement>('label').find(each => squeeze(each.textContent) === label)
    const field = named && (all<HTMLInputElement>('input, textarea').find(({ id }) => id !== '' && id === named.htmlFor) ?? named.querySelector('input'))
    if (!field) throw new Error(`There is no field ${label} in: ${squeeze(root.textContent)}`)
    return field
  }

  return {
    wrapper,
    state: () => wrapper.attributes('data-state'),
    text: () => squeeze(root.textContent),
    hasButton: text => buttonOf(text) !== undefined,
    async click(text) {
      const button = buttonOf(text)
      if (!button) throw new Error(`There is no button ${text} in: ${squeeze(root.textContent)}`)
      button.focus()
      button.click()
      await settle()
    },
    async type(label, text) {
      const field = fieldOf(label)
      field.value = text
      field.dispatchEvent(new Event('input', { bubbles: true }))
      await settle()
    },
    valueOf: label => fieldOf(label).value,
    async violations() {
      // happy-dom computes no layout and no colors.
      const { violations } = await axe.run(root, { rules: { 'color-contrast': { enabled: false } } })
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    },
  }
}
