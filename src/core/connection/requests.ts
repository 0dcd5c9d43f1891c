import { NitroliteError } from '../errors/errors'
import type { Unsubscribe } from '../types'
import type { DecodedError, DecodedResponse, EncodedRequest, RequestOptions, Timers } from './types'

type Answer = DecodedResponse | DecodedError

interface InFlight {
  readonly critical: boolean
  /** The caller has its result; only the answer is still to come. */
  lapsed: boolean
  answer(answer: Answer): void
  fail(error: NitroliteError): void
  readonly method: string
}

export interface RequestTableOptions {
  readonly timers: Timers
  /** Default deadline in milliseconds. */
  readonly deadline: number
  /** Whether other owners send over the same socket. */
  readonly shared: boolean
  send(frame: string): void
  /** Whether an id may be one of ours. */
  mayBeOurs(id: number): boolean
}

/** What an answer turned out to be. */
export type Match = 'delivered' | 'late' | 'late critical' | 'unknown'

/** The requests in flight on one socket. */
export interface RequestTable {
  readonly criticalInFlight: boolean
  send(encoded: EncodedRequest, options: RequestOptions): Promise<Answer>
  match(answer: Answer): Match
  /** The socket is gone: everything that is pending settles. */
  lose(closeCode: number | string): void
}

/**
 * Matches answers to requests by id. A request stays in flight until it is answered or the socket is gone, even
 * when its caller has given up: the node may still be working on it.
 */
export function createRequestTable(options: RequestTableOptions): RequestTable {
  const inFlight = new Map<number, InFlight>()

  /** The request that an error without an id can only be about, if there is one. */
  const soleSuspect = ({ kind, id }: Answer): number | undefined => {
    if (kind !== 'error' || options.shared || options.mayBeOurs(id) || inFlight.size !== 1) return
    for (const [suspect, request] of inFlight) if (!request.critical && !request.lapsed) return suspect
    return
  }

  return {
    get criticalInFlight() {
      return [...inFlight.values()].some(request => request.critical)
    },

    send({ id, method, frame }, { deadline = options.deadline, signal, critical = false }) {
      return new Promise((resolve, reject) => {
        if (inFlight.has(id)) {
          reject(new NitroliteError('OPTIONS_INVALID', { option: 'request', reason: 'A request is sent once only.' }))
          return
        }
        let stopTimer: Unsubscribe = () => {}
        const giveUp = (error: NitroliteError): void => {
          request.lapsed = true
          request.fail(error)
        }
        const abort = (): void => giveUp(new NitroliteError('REQUEST_ABORTED', { method }))
        const release = (): void => {
          stopTimer()
          signal?.removeEventListener('abort', abort)
        }
        const request: InFlight = {
          critical,
          method,
          lapsed: false,
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
        signal?.addEventListener('abort', abort)
        stopTimer = options.timers.after(deadline, () => giveUp(new NitroliteError('REQUEST_TIMEOUT', { method, deadline })))
        try {
          options.send(frame)
        }
        catch (thrown) {
          // Whether bytes have left is not known, so it counts as sent.
          giveUp(new NitroliteError('CONNECTION_LOST', { method }, { cause: thrown }))
        }
      })
    },

    match(answer) {
      const id = inFlight.has(answer.id) ? answer.id : soleSuspect(answer)
      const request = id === undefined ? undefined : inFlight.get(id)
      if (id === undefined || !request) return 'unknown'
      inFlight.delete(id)
      if (request.lapsed) return request.critical ? 'late critical' : 'late'
      request.answer(answer)
      return 'delivered'
    },

    lose(closeCode) {
      const lost = [...inFlight.values()]
      inFlight.clear()
      for (const request of lost) request.fail(new NitroliteError('CONNECTION_LOST', { method: request.method, closeCode }))
    },
  }
}
