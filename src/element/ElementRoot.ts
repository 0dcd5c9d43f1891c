import { defineComponent, h, onMounted, onUnmounted, shallowRef, type ShallowRef, useHost, type VNode } from 'vue'
import type { SessionCloserProps } from '../components/session-closer/types'
import { NitroliteError, type NitroliteErrorInfo } from '../core/errors/errors'
import type { NitroliteContext } from '../plugin/context'
import { joinSentences } from '../texts/sentences'
import { type CloserListeners, CloserWithClient } from './CloserWithClient'
import { useElementConnection } from './elementConnection'
import { useElementStore } from './elementStore'
import type { SessionCloserElementProperties, SessionCloserEventMap, SessionCloserSlotName } from './types'

/** Shown instead of the component when the properties of the element cannot be used. */
const renderError = ({ what, why, fix }: NitroliteErrorInfo): VNode =>
  h('section', { 'class': 'nitrolite-closer', 'data-state': 'error' }, h('p', { role: 'alert' }, joinSentences([what, why, fix])))

/** HTML content in place of a part of the component. The header gets the id by which the component is named. */
function nativeSlots(names: readonly SessionCloserSlotName[]): Record<string, (props: { headingId: string }) => VNode> {
  return Object.fromEntries(names.map((name) => {
    const slot = () => h('slot', { name })
    return [name, name === 'header' ? ({ headingId }) => h('div', { id: headingId }, slot()) : slot]
  }))
}

/**
 * Makes what is inside `<session-closer>`: the Vue component, with the properties and slots of the element around it.
 * @param valuesOf the values of an element's properties
 */
export const createElementRoot = (valuesOf: (host: HTMLElement) => SessionCloserElementProperties) => defineComponent({
  name: 'SessionCloserElement',
  // Attributes of the element, such as `class`, do not belong to the component inside.
  inheritAttrs: false,
  setup() {
    const host = useHost()
    if (!host) throw new NitroliteError('LIBRARY_DEFECT', { reason: 'The root of the element is rendered outside of an element.' })
    const values = valuesOf(host)
    const connection = useElementConnection(values, useElementStore())
    const filled = useFilledSlots(host)

    function dispatch<K extends keyof SessionCloserEventMap>(type: K, detail: SessionCloserEventMap[K]['detail']): void {
      host?.dispatchEvent(new CustomEvent(type, { detail }))
    }

    const listeners: CloserListeners = {
      'onClosed': receipt => dispatch('closed', receipt),
      'onFailed': error => dispatch('failed', error),
      'onCancelled': () => dispatch('cancelled', null),
      'onUpdate:allocations': allocations => dispatch('update-allocations', allocations),
      'onCommit': allocations => dispatch('commit', allocations),
    }

    const propsOfCloser = (): SessionCloserProps => {
      const { labels, names, signingPage, transport, locale, confirm, presets, deposits, disabled } = values
      const given = { labels, names, signingPage, transport, locale, confirm, presets, deposits, disabled }
      // Templates of Angular pass null for what is not known yet. The component has its defaults only for undefined.
      return { ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)), sessionId: values.sessionId ?? null }
    }

    return () => {
      const { value: opened } = connection
      if (!opened) return null
      if ('error' in opened) return renderError(opened.error)
      const { context } = opened
      const attributes = { ...propsOfCloser(), ...listeners }
      // Without the client, a page could neither say how far a closing is nor offer to cancel it.
      const usable = filled.value.filter(name => name !== 'progress' || values.client)
      return h(CloserWithClient, { key: keyOf(context), context, attributes }, nativeSlots(usable))
    }
  },
})

const keys = new WeakMap<NitroliteContext, number>()
let lastKey = 0

/** A key for each context, so that another client gets a component of its own. */
function keyOf(context: NitroliteContext): number {
  const key = keys.get(context) ?? (lastKey += 1)
  keys.set(context, key)
  return key
}

export const SLOT_NAMES: readonly SessionCloserSlotName[] = ['header', 'empty', 'progress', 'ended', 'readonly', 'result']

/** The slots for which an element has a child now. The parts of the others are shown as they are. */
function useFilledSlots(host: HTMLElement): Readonly<ShallowRef<readonly SessionCloserSlotName[]>> {
  const filled = shallowRef<readonly SessionCloserSlotName[]>([])
  const look = (): void => {
    filled.value = SLOT_NAMES.filter(name => [...host.children].some(child => child.getAttribute('slot') === name))
  }
  const observer = new MutationObserver(look)

  look()
  onMounted(() => observer.observe(host, { childList: true, subtree: true, attributes: true, attributeFilter: ['slot'] }))
  onUnmounted(() => observer.disconnect())
  return filled
}
