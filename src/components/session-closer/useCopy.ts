import { useTimeoutFn } from '@vueuse/core'
import { shallowRef, type ShallowRef } from 'vue'

/** Whether the last copying worked; `idle` again after two seconds. */
export type CopyState = 'idle' | 'copied' | 'failed'

/** How long a button shows whether copying worked, in milliseconds. */
const SHOWN_FOR = 2_000

/** Copies texts and says whether that worked. Browsers do not allow it on pages without TLS and in some frames. */
export function useCopy(): { state: Readonly<ShallowRef<CopyState>>, copy: (text: string) => Promise<void> } {
  const state = shallowRef<CopyState>('idle')
  const { start } = useTimeoutFn(() => { state.value = 'idle' }, SHOWN_FOR, { immediate: false })

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
