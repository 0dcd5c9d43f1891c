import { onMounted, onUnmounted, shallowRef, type ShallowRef } from 'vue'
import type { SessionCloserSlotName } from './types'

export const SLOT_NAMES: readonly SessionCloserSlotName[] = ['header', 'empty', 'ended', 'readonly', 'result']

/** The slots for which an element has a child now. The parts of the others are shown as they are. */
export function useFilledSlots(host: HTMLElement): Readonly<ShallowRef<readonly SessionCloserSlotName[]>> {
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
