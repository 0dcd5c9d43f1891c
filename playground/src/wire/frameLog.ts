import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { NitroliteClient } from 'vue-nitrolite'
import type { FrameEvent } from 'vue-nitrolite/core'
import { describeFrame, type DescribedFrame } from './describeFrame'

/** Frames that are kept; the oldest ones go first. */
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
  /** Frames that were dropped from the front. */
  readonly dropped: ComputedRef<number>
  clear(): void
}

/** Everything that goes over the sockets of a client, newest last. */
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
