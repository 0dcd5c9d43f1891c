import type { Timers } from '../../connection/types'

/** How fast messages may leave. */
interface Pace {
  readonly perSecond: number
  /** How many may leave at once after a quiet time. */
  readonly burst: number
}

/** Nitronode 1.4.1 accepts 10 messages a second and 20 at once by default. This leaves room for other clients of the socket. */
const USUAL_PACE: Pace = { perSecond: 8, burst: 16 }
/** Lower bound of the pace, however often the node drops the socket. */
const SLOWEST_PACE: Pace = { perSecond: 0.5, burst: 1 }

/** A socket was probably dropped for its speed if this many messages left within the last `within` milliseconds. */
const SUSPICIOUS = { messages: 2, within: 2_000 }

/** How long a reduced pace is kept before a faster one is tried, in milliseconds. Doubles each time the faster pace fails. */
const INITIAL_CAUTION = 600_000
const MAX_CAUTION = 3_600_000

/** WebSocket close code of a connection that was dropped without a close frame (RFC 6455, 7.4.1). */
const ABNORMAL_CLOSURE = 1006

/** The messages of one socket: a token bucket and those that wait for a token. */
interface MessageQueue {
  /** Messages that could leave at once at the time `refilledAt`; a fraction while it refills. */
  tokens: number
  /** Milliseconds by `Timers.elapsed`. */
  refilledAt: number
  /** When the latest messages left, by `Timers.elapsed`. */
  sentAt: number[]
  readonly urgent: (() => void)[]
  readonly waiting: (() => void)[]
  hasTimer: boolean
}

/**
 * Keeps every socket below the node's rate limit. A nitronode drops a socket that exceeds it, without any message, and its
 * operator may have set a lower limit than usual, so the pacer also learns from dropped sockets.
 */
export interface Pacer {
  /**
   * Resolves when the next message may be sent on a socket, or once that socket is gone. Never rejects.
   * @param isUrgent whether the message may overtake all others that wait. @default false
   */
  waitForTurn(socket: string | null, isUrgent?: boolean): Promise<void>
  /**
   * Must be called with every failed request: a dropped socket slows down the sockets after it.
   * @param closeCode code of the socket's close event, another reason as text, or undefined if the socket did not end
   */
  noteFailure(socket: string | null, closeCode: unknown): void
}

export function createPacer(timers: Timers): Pacer {
  const queues = new Map<string, MessageQueue>()
  let pace = USUAL_PACE
  let caution = INITIAL_CAUTION
  let paceChangedAt = -Infinity

  const millisecondsPerMessage = (): number => 1000 / pace.perSecond

  /** Returns step by step to the usual pace, unless a socket was dropped lately. */
  function speedUpIfQuiet(now: number): void {
    if (pace === USUAL_PACE || now - paceChangedAt < caution) return
    const perSecond = Math.min(USUAL_PACE.perSecond, pace.perSecond * 2)
    pace = perSecond === USUAL_PACE.perSecond ? USUAL_PACE : { perSecond, burst: Math.min(USUAL_PACE.burst, pace.burst * 2) }
    paceChangedAt = now
  }

  function slowDown(now: number, recentMessages: number): void {
    // The faster pace that was tried has failed.
    if (now - paceChangedAt < 2 * caution) caution = Math.min(MAX_CAUTION, caution * 2)
    pace = {
      perSecond: Math.max(SLOWEST_PACE.perSecond, pace.perSecond / 2),
      burst: Math.max(SLOWEST_PACE.burst, Math.floor(Math.min(pace.burst, recentMessages) / 2)),
    }
    paceChangedAt = now
  }

  /** Forgets the queues of sockets that have been idle long enough to have a full bucket. */
  function forgetIdleQueues(now: number): void {
    const idleTime = millisecondsPerMessage() * USUAL_PACE.burst + SUSPICIOUS.within
    for (const [socket, { waiting, urgent, refilledAt }] of queues) {
      if (waiting.length + urgent.length === 0 && now - refilledAt > idleTime) queues.delete(socket)
    }
  }

  function queueOf(socket: string, now: number): MessageQueue {
    forgetIdleQueues(now)
    const queue = queues.get(socket)
      ?? { tokens: pace.burst, refilledAt: now, sentAt: [], urgent: [], waiting: [], hasTimer: false }
    queues.set(socket, queue)
    return queue
  }

  /** Sends what may leave now, and sets a timer for the rest. Browsers fire timers late, so the clock decides, not the timer. */
  function sendDue(queue: MessageQueue): void {
    const now = timers.elapsed()
    speedUpIfQuiet(now)
    queue.tokens = Math.min(pace.burst, queue.tokens + (now - queue.refilledAt) / millisecondsPerMessage())
    queue.refilledAt = now
    while (queue.tokens >= 1) {
      const send = queue.urgent.shift() ?? queue.waiting.shift()
      if (!send) return
      queue.tokens -= 1
      queue.sentAt = [...queue.sentAt.filter(at => now - at < SUSPICIOUS.within), now]
      send()
    }
    if (queue.hasTimer || queue.waiting.length + queue.urgent.length === 0) return
    queue.hasTimer = true
    timers.after(Math.ceil((1 - queue.tokens) * millisecondsPerMessage()), () => {
      queue.hasTimer = false
      sendDue(queue)
    })
  }

  return {
    waitForTurn: (socket, isUrgent = false) => new Promise((resolve) => {
      const queue = queueOf(socket ?? '', timers.elapsed())
      queue[isUrgent ? 'urgent' : 'waiting'].push(resolve)
      sendDue(queue)
    }),
    noteFailure(socket, closeCode) {
      const queue = closeCode === undefined ? undefined : queues.get(socket ?? '')
      if (!queue) return
      // Without its queue, the other requests of this socket that fail are ignored: slow down once per dropped socket, not
      // once per message. The messages that still wait for the socket are released, and the connection refuses them.
      queues.delete(socket ?? '')
      for (const send of [...queue.urgent.splice(0), ...queue.waiting.splice(0)]) send()
      const now = timers.elapsed()
      const recentMessages = queue.sentAt.filter(at => now - at < SUSPICIOUS.within).length
      if (closeCode === ABNORMAL_CLOSURE && recentMessages >= SUSPICIOUS.messages) slowDown(now, recentMessages)
    },
  }
}
