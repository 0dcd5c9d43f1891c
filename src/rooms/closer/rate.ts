import type { Timers } from '../../core/connection/types'

/** How long something counts, in seconds. */
const SPAN = 30

/** How often something happens. */
export interface Rate {
  note(): void
  /** Over the last 30 seconds, or since the first time if that is shorter. */
  perSecond(): number
}

/** Counts in buckets of a second, so that it takes the same memory however often something happens. */
export function createRate({ elapsed }: Pick<Timers, 'elapsed'>): Rate {
  const counts = new Map<number, number>()
  const begunAt = elapsed()
  const second = (): number => Math.floor(elapsed() / 1_000)

  function forgetOld(): void {
    for (const at of counts.keys()) if (at <= second() - SPAN) counts.delete(at)
  }

  return {
    note() {
      counts.set(second(), (counts.get(second()) ?? 0) + 1)
      forgetOld()
    },
    perSecond() {
      forgetOld()
      const sum = [...counts.values()].reduce((total, count) => total + count, 0)
      return sum / Math.min(SPAN, Math.max(1, (elapsed() - begunAt) / 1_000))
    },
  }
}
