import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { FrameEvent, NitroliteClient } from 'vue-nitrolite'
import { describeFrame, type DescribedFrame } from './describeFrame'

/** The number of frames to keep. Older ones are dropped. */
export const LOG_LIMIT = 500

/** A line of the log. */
export interface LogLine extends DescribedFrame {
  readonly number: number
  readonly direction: FrameEvent['direction']
  /** Unix milliseconds. */
  readonly at: number
}

export interface FrameLog {
  readonly lines: Readonly<ShallowRef<readonly LogLine[]>>
  /** How many of the oldest frames were dropped. */
  readonly dropped: ComputedRef<number>
  clear(): void
}

/** All frames of a client, the newest last. */
export function useFrameLog(client: NitroliteClient | null): FrameLog {
  const lines = shallowRef<readonly LogLine[]>([])
  const seen = shallowRef(0)
  let cleared = 0

  const stop = client?.on('frame', ({ direction, text, at }) => {
    seen.value += 1
    lines.value = [...lines.value, { number: seen.value, direction, at, ...describeFrame(text) }].slice(-LOG_LIMIT)
  })
  onScopeDispose(() => stop?.())

  return {
    lines,
    dropped: computed(() => seen.value - cleared - lines.value.length),
    clear() {
      cleared = seen.value
      lines.value = []
    },
  }
}
