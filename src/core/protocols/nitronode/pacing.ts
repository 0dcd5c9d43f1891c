import type { Timers } from '../../connection/types'

/** What a node takes by default is 10 a second, and 20 at once (nitronode 1.4.1). Some room is left for others. */
const USUAL = { perSecond: 8, burst: 16 }
/** Slower than this nobody is made, however often a socket ends. */
const SLOWEST = { perSecond: 0.5, burst: 1 }

/** A socket that ends counts as too fast if it has carried so many messages in the time before, in milliseconds. */
const SUSPICIOUS = { messages: 2, within: 2_000 }

/** How long the pace stays down before it is tried to be faster, in milliseconds; longer after every try that failed. */
const CAUTION = 600_000
const MOST_CAUTION = 3_600_000

/** Code of a socket that ended without a word. */
const SUDDEN = 1006

/** Messages of one socket. */
interface Lane {
  /** How many may be sent at once, at the time `since`. */
  left: number
  since: number
  /** When the latest messages left. */
  sent: number[]
  readonly urgent: (() => void)[]
  readonly waiting: (() => void)[]
  isTimed: boolean
}

/** Keeps connections below the node's limit, beyond which the node ends them without a word. */
export interface Pacer {
  /**
   * Waits for the turn of a message on a socket.
   * @param isUrgent goes before all that wait
   */
  turn(socket: string | null, isUrgent?: boolean): Promise<void>
  /** Learns from a socket that ended with a message on its way. @param closeCode of its close event, or a word */
  lost(socket: string | null, closeCode: unknown): void
}

export function createPacer(timers: Timers): Pacer {
  const lanes = new Map<string, Lane>()
  let pace = USUAL
  let caution = CAUTION
  /** When the pace was last changed. */
  let changedAt = -Infinity

  const gap = (): number => 1000 / pace.perSecond

  /** Slowly back to what is usual, as long as nothing speaks against it. */
  function quicken(now: number): void {
    if (pace === USUAL || now - changedAt < caution) return
    const perSecond = Math.min(USUAL.perSecond, pace.perSecond * 2)
    pace = perSecond === USUAL.perSecond ? USUAL : { perSecond, burst: Math.min(USUAL.burst, pace.burst * 2) }
    changedAt = now
  }

  function laneOf(name: string, now: number): Lane {
    // Of sockets that have been quiet for long nothing has to be known.
    for (const [other, { waiting, urgent, since }] of lanes) {
      if (waiting.length + urgent.length === 0 && now - since > gap() * USUAL.burst + SUSPICIOUS.within) lanes.delete(other)
    }
    const lane = lanes.get(name) ?? { left: pace.burst, since: now, sent: [], urgent: [], waiting: [], isTimed: false }
    lanes.set(name, lane)
    return lane
  }

  /** Lets go whoever may go now. Timers may be late, so what counts is the time when they fire. */
  function release(lane: Lane): void {
    const now = timers.elapsed()
    quicken(now)
    lane.left = Math.min(pace.burst, lane.left + (now - lane.since) / gap())
    lane.since = now
    while (lane.left >= 1) {
      const next = lane.urgent.shift() ?? lane.waiting.shift()
      if (!next) return
      lane.left -= 1
      lane.sent = [...lane.sent.filter(at => now - at < SUSPICIOUS.within), now]
      next()
    }
    if (lane.isTimed || lane.waiting.length + lane.urgent.length === 0) return
    lane.isTimed = true
    timers.after(Math.ceil((1 - lane.left) * gap()), () => {
      lane.isTimed = false
      release(lane)
    })
  }

  return {
    turn: (socket, isUrgent = false) => new Promise((resolve) => {
      const lane = laneOf(socket ?? '', timers.elapsed())
      lane[isUrgent ? 'urgent' : 'waiting'].push(resolve)
      release(lane)
    }),
    lost(socket, closeCode) {
      const lane = closeCode === undefined ? undefined : lanes.get(socket ?? '')
      if (!lane) return
      // One end of a socket is one lesson, however many messages were on their way; those that wait need not wait any more.
      lanes.delete(socket ?? '')
      for (const next of [...lane.urgent.splice(0), ...lane.waiting.splice(0)]) next()
      const now = timers.elapsed()
      const messages = lane.sent.filter(at => now - at < SUSPICIOUS.within).length
      if (closeCode !== SUDDEN || messages < SUSPICIOUS.messages) return
      if (now - changedAt < 2 * caution) caution = Math.min(MOST_CAUTION, caution * 2)
      pace = {
        perSecond: Math.max(SLOWEST.perSecond, pace.perSecond / 2),
        burst: Math.max(SLOWEST.burst, Math.min(pace.burst, messages) >> 1),
      }
      changedAt = now
    },
  }
}
