import { MOST_CRITICAL, type RequestLimit } from './requestLimit'

/** A request that waits until it may be sent, or has been sent. */
export interface QueuedRequest {
  /** `critical` requests leave before `urgent` ones while their own limit allows it, and `urgent` ones before `ordinary` ones. */
  readonly lane: 'critical' | 'urgent' | 'ordinary'
  send(): void
}

/**
 * Decides when the requests of one socket are sent. The requests of one lane leave in the order in which they were added.
 * No ordinary request leaves while one of a higher lane waits, so the payouts that are read after a close never leave before it.
 * An urgent request does not wait for critical ones beyond their limit, so a person can read while a thousand closes wait.
 */
export interface RequestQueue<Request extends QueuedRequest> {
  /** Sends the request now or later. */
  add(request: Request): void
  /** Removes a request that has not been sent. */
  remove(request: Request): void
  /** A request that was sent no longer occupies the node. */
  release(request: Request): void
  /** Removes all requests that have not been sent. @returns them, in the order of the lanes */
  clear(): Request[]
}

export interface RequestQueueOptions {
  readonly limit: RequestLimit
  /** Whether the socket is open. */
  canSend(): boolean
}

export function createRequestQueue<Request extends QueuedRequest>(
  { limit, canSend }: RequestQueueOptions,
): RequestQueue<Request> {
  const waiting: Record<QueuedRequest['lane'], Request[]> = { critical: [], urgent: [], ordinary: [] }
  /** Requests that occupy the node. */
  const critical = new Set<Request>()
  const others = new Set<Request>()

  const occupiedBy = ({ lane }: Request): Set<Request> => lane === 'critical' ? critical : others

  const takeNext = (): Request | undefined => {
    if (waiting.critical.length > 0 && critical.size < MOST_CRITICAL) return waiting.critical.shift()
    if (others.size >= limit.value) return undefined
    return waiting.urgent.shift() ?? (waiting.critical.length > 0 ? undefined : waiting.ordinary.shift())
  }

  const sendDue = (): void => {
    // A socket that is closing discards what it is given, so nothing may be taken from the queue for it.
    while (canSend()) {
      const request = takeNext()
      if (!request) return
      occupiedBy(request).add(request)
      request.send()
    }
  }

  return {
    add(request) {
      waiting[request.lane].push(request)
      sendDue()
    },
    remove(request) {
      const lane = waiting[request.lane]
      const index = lane.indexOf(request)
      if (index >= 0) lane.splice(index, 1)
      // A critical request that leaves the queue may have held back the others.
      sendDue()
    },
    release(request) {
      occupiedBy(request).delete(request)
      sendDue()
    },
    clear: () => [...waiting.critical.splice(0), ...waiting.urgent.splice(0), ...waiting.ordinary.splice(0)],
  }
}
