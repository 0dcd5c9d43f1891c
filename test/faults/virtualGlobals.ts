import { onTestFinished, vi } from 'vitest'
import type { VirtualTime } from '../../src/testing'

/** Replaces the runtime's timers and clocks with those of a virtual time until the test ends. */
export function useVirtualGlobals(current: () => VirtualTime): void {
  vi.stubGlobal('setTimeout', (callback: () => void, ms?: number) => current().setTimeout(callback, ms))
  vi.stubGlobal('clearTimeout', (timer: number | undefined) => { current().clearTimeout(timer) })
  vi.spyOn(Date, 'now').mockImplementation(() => current().now())
  vi.spyOn(performance, 'now').mockImplementation(() => current().elapsed())
  onTestFinished(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })
}
