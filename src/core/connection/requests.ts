import { NitroliteError } from '../errors/errors'
import type { Unsubscribe } from '../types'
import type { DecodedError, DecodedResponse, EncodedRequest, RequestOptions, Timers } from './types'

type Answer = DecodedResponse | DecodedError

interface InFlight {
  readonly method: string
  readonly isCritical: boolean
  /** The caller no longer waits: its promise has been rejected. */
  isGivenUp: boolean
  answer(answer: Answer): void
  fail(error: NitroliteError): void
}

export interface RequestTableOptions {
  readonly timers: Timers
  /** Default deadline in milliseconds. */
  readonly deadline: number
  /** Whether other code sends requests over the same socket. */
  readonly isShared: boolean
  send(frame: string): void
  /** Whether an id may belong to one of our requests. */
  mayBeOurs(id: number): boolean
}

/** What became of an answer: its caller got it; its caller no longer waited; or no request matched it. */
export type Match = 'delivered' | 'late' | 'late critical' | 'unknown'

/** The requests in flight on one socket. */
export interface RequestTable {
  readonly criticalInFlight: boolean
  send(encoded: EncodedRequest, options: RequestOptions): Promise<Answer>
  match(answer: Answer): Match
  /** The socket is gone: rejects everything that is pending with `CONNECTION_LOST`. */
  failAll(closeCode: number | string): void
}

/**
 * Matches answers to requests by id. A request stays in flight until it is answered or the socket is gone, even if
 * its caller no longer waits: the node may still be working on it.
 */
export function createRequestTable(options: RequestTableOptions): RequestTable {
  const inFlight = new Map<number, InFlight>()

  /** The id of the only request that an error without an id can be about, if there is exactly one. */
  const onlyCandidate = ({ kind, id }: Answer): number | undefined => {
    if (kind !== 'error' || options.isShared || options.mayBeOurs(id) || inFlight.size !== 1) return
    for (const [candidate, request] of inFlight) if (!request.isCritical && !request.isGivenUp) return candidate
    return
  }

  return {
    get criticalInFlight() {
      return [...inFlight.values()].some(request => request.isCritical)
    },

    send({ id, method, frame }, { deadline = options.deadline, signal, critical: isCritical = false }) {
      return new Promise((resolve, reject) => {
        if (inFlight.has(id)) {
          reject(new NitroliteError('OPTIONS_INVALID', { option: 'request', reason: 'This request has already been sent.' }))
          return
        }
        let stopTimer: Unsubscribe = () => {}
        const giveUp = (error: NitroliteError): void => {
          request.isGivenUp = true
          request.fail(error)
        }
        const onAbort = (): void => giveUp(new NitroliteError('REQUEST_ABORTED', { method }))
        const release = (): void => {
          stopTimer()
          signal?.removeEventListener('abort', onAbort)
        }
        const request: InFlight = {
          method,
          isCritical,
          isGivenUp: false,
          answer(answer) {
            release()
            resolve(answer)
          },
          fail(error) {
            release()
            reject(error)
          },
        }
        inFlight.set(id, request)
        signal?.addEventListener('abort', onAbort)
        stopTimer = options.timers.after(deadline, () => giveUp(new NitroliteError('REQUEST_TIMEOUT', { method, deadline })))
        try {
          options.send(frame)
        }
        catch (thrown) {
          // Some bytes may have left, so the request counts as sent.
          giveUp(new NitroliteError('CONNECTION_LOST', { method }, { cause: thrown }))
        }
      })
    },

    match(answer) {
      const id = inFlight.has(answer.id) ? answer.id : onlyCandidate(answer)
      const request = id === undefined ? undefined : inFlight.get(id)
      if (id === undefined || !request) return 'unknown'
      inFlight.delete(id)
      if (request.isGivenUp) return request.isCritical ? 'late critical' : 'late'
      request.answer(answer)
      return 'delivered'
    },

    failAll(closeCode) {
      const lost = [...inFlight.values()]
      inFlight.clear()
      for (const request of lost) request.fail(new NitroliteError('CONNECTION_LOST', { method: request.method, closeCode }))
    },
  }
}
