import type { Timers } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'

/** How fast messages may leave. */
interface Pace {
  readonly perSecond: number
  /** How many may leave at once after a quiet time, and how many may be unanswered. */
  readonly burst: number
}

/**
 * Nitronode 1.4.1 accepts 10 messages a second and 20 at once by default. Unanswered messages may arrive all at once after the
 * network has stalled, so they count as part of the burst. This leaves room for other clients of the socket.
 */
const USUAL_PACE: Pace = { perSecond: 9, burst: 16 }
/** Lower bound of the pace, however often the node drops the socket. */
const SLOWEST_PACE: Pace = { perSecond: 0.5, burst: 1 }

/** A socket was probably dropped for its speed if this many messages left within the last `within` milliseconds. */
const SUSPICIOUS = { messages: 2, within: 2_000 }

/** How long a reduced pace is kept before a faster one is tried, in milliseconds. Doubles each time the faster pace fails. */
const INITIAL_CAUTION = 600_000
const MAX_CAUTION = 3_600_000

/** WebSocket close code of a connection that was dropped without a close frame (RFC 6455, 7.4.1). */
const ABNORMAL_CLOSURE = 1006

/** A message that is unanswered for longer, in milliseconds, no longer holds back others: the node may never answer it. */
const LONGEST_HOLD = 15_000

/**
 * What a message is for. Submissions leave first, so that one reading afterwards is enough for many of them; and closings do not
 * wait behind what is read for the screen.
 */
export type Purpose = 'submission' | 'closing' | 'screen'

const PURPOSES: readonly Purpose[] = ['submission', 'closing', 'screen']

/** While messages of a later purpose wait, one of so many messages is of that purpose, so that none waits for thousands of others. */
const SHARES: Readonly<Record<Purpose, number>> = { submission: 1, closing: 10, screen: 4 }

/** The messages of one socket: a token bucket and those that wait for a token. */
interface MessageQueue {
  /** Messages that could leave at once at the time `refilledAt`; a fraction while it refills. */
  tokens: number
  /** Milliseconds by `Timers.elapsed`. */
  refilledAt: number
  /** When the latest messages left, by `Timers.elapsed`. */
  sentAt: number[]
  /** When each unanswered message left, by `Timers.elapsed`. */
  readonly unanswered: Set<{ readonly at: number }>
  answeredAt: number | null
  readonly waiting: Readonly<Record<Purpose, (() => void)[]>>
  /** How many messages of other purposes have left while one of this purpose waited. */
  readonly overtaken: Record<Purpose, number>
  isSending: boolean
  cancelTimer: () => void
}

/**
 * Keeps every socket below the node's rate limit. A nitronode drops a socket that exceeds it, without any message, and its
 * operator may have set a lower limit than usual, so the pacer also learns from dropped sockets.
 */
export interface Pacer {
  /**
   * Calls `request` as soon as the next message may leave over a socket, or once that socket is gone. Messages of the same
   * purpose leave in the order of the calls.
   * @param request hands a message to the socket before it returns
   * @returns what `request` returns
   */
  send<T>(socket: string | null, purpose: Purpose, request: () => Promise<T>): Promise<T>
  /** When the node last answered over a socket, in milliseconds by `Timers.elapsed`. Null if it has not answered lately. */
  answeredAt(socket: string | null): number | null
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
    const idleTime = Math.max(LONGEST_HOLD, millisecondsPerMessage() * USUAL_PACE.burst + SUSPICIOUS.within)
    for (const [socket, queue] of queues) {
      if (!isWaiting(queue) && now - queue.refilledAt > idleTime) queues.delete(socket)
    }
  }

  function queueOf(socket: string, now: number): MessageQueue {
    forgetIdleQueues(now)
    const queue = queues.get(socket) ?? {
      tokens: pace.burst, refilledAt: now, sentAt: [], unanswered: new Set(), answeredAt: null,
      waiting: { submission: [], closing: [], screen: [] }, overtaken: { submission: 0, closing: 0, screen: 0 }, isSending: false, cancelTimer: () => {},
    }
    queues.set(socket, queue)
    return queue
  }

  function refill(queue: MessageQueue, now: number): void {
    for (const message of queue.unanswered) if (now - message.at >= LONGEST_HOLD) queue.unanswered.delete(message)
    const refilled = queue.tokens + (now - queue.refilledAt) / millisecondsPerMessage()
    queue.tokens = Math.max(0, Math.min(pace.burst - queue.unanswered.size, refilled))
    queue.refilledAt = now
  }

  /** Sends what may leave now, and sets a timer for the rest. Browsers fire timers late, so the clock decides, not the timer. */
  function sendDue(queue: MessageQueue): void {
    // Sending a message may add another one. The loop that is running sends that one afterwards.
    if (queue.isSending) return
    const now = timers.elapsed()
    speedUpIfQuiet(now)
    refill(queue, now)
    queue.isSending = true
    while (queue.tokens >= 1) {
      const send = takeNext(queue)
      if (!send) break
      queue.tokens -= 1
      queue.sentAt = [...queue.sentAt.filter(at => now - at < SUSPICIOUS.within), now]
      send()
    }
    queue.isSending = false
    queue.cancelTimer()
    if (isWaiting(queue)) queue.cancelTimer = timers.after(Math.ceil(timeUntilToken(queue, now)), () => { sendDue(queue) })
  }

  /** Milliseconds until a message may leave, unless an answer arrives before. */
  function timeUntilToken({ tokens, unanswered }: MessageQueue, now: number): number {
    const [oldest] = unanswered
    return oldest && unanswered.size >= pace.burst
      ? oldest.at + LONGEST_HOLD - now
      : (1 - tokens) * millisecondsPerMessage()
  }

  function noteFailure(socket: string, closeCode: unknown): void {
    const queue = closeCode === undefined ? undefined : queues.get(socket)
    if (!queue) return
    // Without its queue, the other requests of this socket that fail are ignored: slow down once per dropped socket, not
    // once per message. The messages that still wait for the socket are released, and the connection refuses them.
    queues.delete(socket)
    queue.cancelTimer()
    for (let send = takeNext(queue); send; send = takeNext(queue)) send()
    const now = timers.elapsed()
    const recentMessages = queue.sentAt.filter(at => now - at < SUSPICIOUS.within).length
    if (closeCode === ABNORMAL_CLOSURE && recentMessages >= SUSPICIOUS.messages) slowDown(now, recentMessages)
  }

  return {
    send: (socketName, purpose, request) => new Promise((resolve, reject) => {
      const socket = socketName ?? ''
      const queue = queueOf(socket, timers.elapsed())
      queue.waiting[purpose].push(() => {
        const message = { at: timers.elapsed() }
        queue.unanswered.add(message)
        request().then((answer) => {
          queue.answeredAt = timers.elapsed()
          resolve(answer)
        }, (thrown: unknown) => {
          noteFailure(socket, thrown instanceof NitroliteError ? thrown.info.data.closeCode : undefined)
          reject(thrown)
        }).finally(() => {
          queue.unanswered.delete(message)
          sendDue(queue)
        })
      })
      sendDue(queue)
    }),
    answeredAt: socket => queues.get(socket ?? '')?.answeredAt ?? null,
  }
}

const isWaiting = ({ waiting }: MessageQueue): boolean => PURPOSES.some(purpose => waiting[purpose].length > 0)

/** Takes the message that leaves next. */
function takeNext({ waiting, overtaken }: MessageQueue): (() => void) | undefined {
  const candidates = PURPOSES.filter(purpose => waiting[purpose].length > 0)
  const due = candidates.findLast(purpose => overtaken[purpose] >= SHARES[purpose] - 1)
  const next = due ?? candidates[0]
  if (!next) return
  for (const purpose of PURPOSES) {
    overtaken[purpose] = purpose !== next && candidates.includes(purpose) ? overtaken[purpose] + 1 : 0
  }
  return waiting[next].shift()
}
