import { NitroliteError } from '../errors/errors'
import type { Unsubscribe } from '../types'
import type { RequestLimit } from './requestLimit'
import { createRequestQueue, type QueuedRequest } from './requestQueue'
import type { DecodedError, DecodedResponse, EncodedRequest, RequestOptions, Timers } from './types'

type Answer = DecodedResponse | DecodedError

interface PendingRequest extends QueuedRequest {
  readonly id: number
  readonly method: string
  /** Milliseconds from sending until the request times out. */
  readonly deadline: number
  /** When the request was sent, by `Timers.elapsed`; null while it waits in the queue. */
  sentAt: number | null
  /** The caller no longer waits: its promise has been rejected. */
  isGivenUp: boolean
  /** Whether its caller has aborted it. */
  readonly isAborted: boolean
  answer(answer: Answer): void
  fail(error: NitroliteError): void
}

export interface RequestTableOptions {
  readonly timers: Timers
  readonly limit: RequestLimit
  /** Default deadline in milliseconds. */
  readonly deadline: number
  /** Whether other code sends requests over the same socket. */
  readonly isShared: boolean
  /** Whether the socket is open. */
  canSend(): boolean
  send(encoded: EncodedRequest): void
  /** Whether an id may belong to one of our requests. */
  mayBeOurs(id: number): boolean
}

/** What became of an answer: its caller got it; its caller no longer waited; or no request matched it. */
export type Match = 'delivered' | 'late' | 'late critical' | 'unknown'

/** The requests of one socket. */
export interface RequestTable {
  /** Whether a critical request was sent and has no answer yet. */
  readonly criticalInFlight: boolean
  /** Whether no request waits in the queue or for its answer. */
  readonly isEmpty: boolean
  /** Whether the answer to a critical request that was sent is still wanted: its caller has not aborted it. */
  readonly isCriticalWanted: boolean
  /** Sends the request as soon as the queue allows it. */
  send(encoded: EncodedRequest, options: RequestOptions): Promise<Answer>
  match(answer: Answer): Match
  /** Whether a request that was sent at or after this moment, by `Timers.elapsed`, has an answer. */
  hasAnsweredSince(at: number): boolean
  /** Rejects every request that still waits in the queue with `NOT_CONNECTED`. */
  failWaiting(): void
  /** The socket is gone: rejects requests that were sent with `CONNECTION_LOST`, and the others with `NOT_CONNECTED`. */
  failAll(closeCode: number | string): void
}

/** How long a request still counts as work of the node after its caller has given it up, in milliseconds. */
export const GIVEN_UP_BOUND = 60_000

/**
 * Matches answers to requests by id, and keeps the requests in flight within bounds. A request stays in flight until it is
 * answered or the socket is gone, even if its caller no longer waits: the node may still be working on it.
 */
export function createRequestTable(options: RequestTableOptions): RequestTable {
  const { timers, limit } = options
  const pending = new Map<number, PendingRequest>()
  const queue = createRequestQueue<PendingRequest>(options)
  let criticalInFlight = 0
  /** When the latest of the answered requests was sent, by `Timers.elapsed`. */
  let answeredSince = -Infinity

  /** The only request that an error without an id can be about, if there is exactly one. */
  const onlyCandidate = ({ kind, id }: Answer): PendingRequest | undefined => {
    if (kind !== 'error' || options.isShared || options.mayBeOurs(id)) return
    const [candidate, another] = [...pending.values()].filter(({ sentAt }) => sentAt !== null)
    return !candidate || another || candidate.lane === 'critical' || candidate.isGivenUp ? undefined : candidate
  }

  /** Asking the node more often would soon make its answers too late if this one took more than half of its time. */
  const isPrompt = ({ deadline }: PendingRequest, sentAt: number): boolean =>
    timers.elapsed() - sentAt <= Math.min(deadline, options.deadline) / 2

  const failWaiting = (): void => {
    for (const request of queue.clear()) {
      pending.delete(request.id)
      request.fail(new NitroliteError('NOT_CONNECTED'))
    }
  }

  function makeRequest(
    encoded: EncodedRequest,
    { deadline = options.deadline, signal, critical = false, urgent = false }: RequestOptions,
    resolve: (answer: Answer) => void,
    reject: (error: NitroliteError) => void,
  ): PendingRequest {
    const { id, method } = encoded
    /** Stops the deadline, and later the bound of a request that was given up. */
    let stopTimer: Unsubscribe = () => {}
    const release = (): void => {
      stopTimer()
      signal?.removeEventListener('abort', onAbort)
    }
    const giveUp = (error: NitroliteError): void => {
      request.isGivenUp = true
      request.fail(error)
      stopTimer = timers.after(GIVEN_UP_BOUND, () => { queue.release(request) })
    }
    const onAbort = (): void => {
      const error = new NitroliteError('REQUEST_ABORTED', { method })
      if (request.sentAt !== null) {
        giveUp(error)
        return
      }
      pending.delete(id)
      request.fail(error)
      queue.remove(request)
    }
    const request: PendingRequest = {
      id,
      method,
      deadline,
      lane: critical ? 'critical' : urgent ? 'urgent' : 'ordinary',
      sentAt: null,
      isGivenUp: false,
      get isAborted() { return signal?.aborted ?? false },
      send() {
        const sentAt = request.sentAt = timers.elapsed()
        if (critical) criticalInFlight += 1
        stopTimer = timers.after(deadline, () => {
          limit.noteTimeout(sentAt, timers.elapsed())
          giveUp(new NitroliteError('REQUEST_TIMEOUT', { method, deadline }))
        })
        try {
          options.send(encoded)
        }
        catch (thrown) {
          // Some bytes may have left, so the request counts as sent.
          giveUp(new NitroliteError('CONNECTION_LOST', { method }, { cause: thrown }))
        }
      },
      answer(answer) {
        release()
        resolve(answer)
      },
      fail(error) {
        release()
        reject(error)
      },
    }
    signal?.addEventListener('abort', onAbort)
    return request
  }

  return {
    get criticalInFlight() { return criticalInFlight > 0 },
    get isEmpty() { return pending.size === 0 },
    get isCriticalWanted() {
      return [...pending.values()].some(({ lane, sentAt, isAborted }) => lane === 'critical' && sentAt !== null && !isAborted)
    },

    send: (encoded, given) => new Promise((resolve, reject) => {
      if (pending.has(encoded.id)) {
        reject(new NitroliteError('OPTIONS_INVALID', { option: 'request', reason: 'This request has already been sent.' }))
        return
      }
      const request = makeRequest(encoded, given, resolve, reject)
      pending.set(encoded.id, request)
      queue.add(request)
    }),

    match(answer) {
      const request = pending.get(answer.id) ?? onlyCandidate(answer)
      if (!request || request.sentAt === null) return 'unknown'
      const { id, lane, sentAt, isGivenUp } = request
      pending.delete(id)
      if (lane === 'critical') criticalInFlight -= 1
      answeredSince = Math.max(answeredSince, sentAt)
      if (isPrompt(request, sentAt)) limit.noteAnswer()
      request.answer(answer)
      queue.release(request)
      if (!isGivenUp) return 'delivered'
      return lane === 'critical' ? 'late critical' : 'late'
    },

    hasAnsweredSince: at => answeredSince >= at,
    failWaiting,

    failAll(closeCode) {
      failWaiting()
      const lost = [...pending.values()]
      pending.clear()
      criticalInFlight = 0
      for (const request of lost) request.fail(new NitroliteError('CONNECTION_LOST', { method: request.method, closeCode }))
    },
  }
}
