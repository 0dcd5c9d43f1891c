import { useIntervalFn } from '@vueuse/core'
import { shallowRef, watch } from 'vue'
import type { ReadonlyRef } from '../composableOptions'

/**
 * The time of this device in Unix milliseconds, once a second while a screen needs it.
 * @param isNeeded whether somebody looks at a time that passes
 */
export function useClock(isNeeded: () => boolean): ReadonlyRef<number> {
  const now = shallowRef(Date.now())
  const tick = (): void => { now.value = Date.now() }
  const { pause, resume } = useIntervalFn(tick, 1_000, { immediate: false })
  watch(isNeeded, (needed) => {
    pause()
    if (!needed) return
    tick()
    resume()
  }, { immediate: true, flush: 'sync' })
  return now
}
