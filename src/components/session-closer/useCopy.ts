import { useTimeoutFn } from '@vueuse/core'
import { shallowRef, type ShallowRef } from 'vue'

/** What became of the last copying; `idle` again after a while. */
export type CopyState = 'idle' | 'copied' | 'failed'

/** Milliseconds for which a button tells what became of copying. */
const SHOWN = 2_000

/** Copies texts, and says honestly whether that worked: pages without TLS and frames may not. */
export function useCopy(): { state: Readonly<ShallowRef<CopyState>>, copy: (text: string) => Promise<void> } {
  const state = shallowRef<CopyState>('idle')
  const { start } = useTimeoutFn(() => { state.value = 'idle' }, SHOWN, { immediate: false })

  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      state.value = 'copied'
    }
    catch {
      state.value = 'failed'
    }
    start()
  }

  return { state, copy }
}
