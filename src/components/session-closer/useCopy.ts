import { useTimeoutFn } from '@vueuse/core'
import { shallowRef, type ShallowRef } from 'vue'

/** Whether the last copying worked; `idle` again after two seconds. */
export type CopyState = 'idle' | 'copied' | 'failed'

/** How long a button shows whether copying worked, in milliseconds. */
const SHOWN_FOR = 2_000

/** The element that has the focus, also inside shadow roots. */
function focusedElement(): Element | null {
  let focused = document.activeElement
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
  return focused
}

/** Pages without TLS have no clipboard, but may copy what is selected. */
function copySelected(text: string): boolean {
  const area = Object.assign(document.createElement('textarea'), { value: text, readOnly: true })
  area.style.cssText = 'position: fixed; inset: 0 auto auto 0; opacity: 0'
  const focused = focusedElement()
  document.body.append(area)
  area.focus()
  area.select()
  try {
    return document.execCommand('copy')
  }
  catch {
    return false
  }
  finally {
    area.remove()
    if (focused instanceof HTMLElement) focused.focus()
  }
}

/** Copies texts and says whether that worked. Browsers do not allow it in some frames. */
export function useCopy(): { state: Readonly<ShallowRef<CopyState>>, copy: (text: string) => Promise<void> } {
  const state = shallowRef<CopyState>('idle')
  const { start } = useTimeoutFn(() => { state.value = 'idle' }, SHOWN_FOR, { immediate: false })

  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      state.value = 'copied'
    }
    catch {
      state.value = copySelected(text) ? 'copied' : 'failed'
    }
    start()
  }

  return { state, copy }
}
