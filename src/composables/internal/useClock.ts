import { shallowRef, watch } from 'vue'
import type { ReadonlyRef } from '../readonlyRef'
import { useInterval } from './useInterval'

/**
 * The time of this device in Unix milliseconds, once a second while a screen needs it.
 * @param isNeeded whether somebody looks at a time that passes
 */
export function useClock(isNeeded: () => boolean): ReadonlyRef<number> {
  const now = shallowRef(Date.now())
  const tick = (): void => { now.value = Date.now() }
  const { start, stop } = useInterval(tick, 1_000)
  watch(isNeeded, (needed) => {
    stop()
    if (!needed) return
    tick()
    start()
  }, { immediate: true, flush: 'sync' })
  return now
}
