import WebSocket from 'ws'

/** Ids of ClearNode's requests and answers, and of nitronode's. Pushes have the id 0. */
const ID = /^(?:\{"re[qs]":\[|\[\d,)(\d+),/

/** A request that is answered later than this has timed out: the client's default for `timeouts.request`. */
const REQUEST_TIMEOUT = 15_000

/** The id of a frame, or null for a push or a frame without an id. */
export const idOf = (data) => {
  const [, id] = ID.exec(String(data.slice(0, 60))) ?? []
  return id === undefined || id === '0' ? null : id
}

/**
 * Watches all sockets of a client: how many frames they pass, and how many answers the client has to wait for one after
 * the other. A request is sent after every answer that has arrived by then, so it is one round trip deeper than they are.
 */
export function watchTraffic() {
  let frames = 0
  let sockets = 0
  let roundTrips = 0
  let depths = new Map()
  let late = 0
  const sentAt = new Map()

  const sent = (data) => {
    frames += 1
    const id = idOf(data)
    if (id === null) return
    depths.set(id, roundTrips + 1)
    sentAt.set(id, performance.now())
  }
  const received = (data) => {
    frames += 1
    const id = idOf(data)
    roundTrips = Math.max(roundTrips, depths.get(id) ?? 0)
    if (performance.now() - (sentAt.get(id) ?? Infinity) > REQUEST_TIMEOUT) late += 1
    sentAt.delete(id)
  }

  class WatchedWebSocket extends WebSocket {
    constructor(url) {
      super(url)
      sockets += 1
      this.on('message', received)
    }

    send(data) {
      sent(data)
      super.send(data)
    }
  }

  return {
    WebSocket: WatchedWebSocket,
    /** Counts from zero again. Answers to earlier requests add no round trip. */
    restart() {
      frames = 0
      roundTrips = 0
      sockets = 0
      late = 0
      depths = new Map()
      sentAt.clear()
    },
    get frames() { return frames },
    get roundTrips() { return roundTrips },
    /** Sockets opened. */
    get sockets() { return sockets },
    /** Requests that were not answered in time. */
    get timeouts() {
      return late + [...sentAt.values()].filter(at => performance.now() - at > REQUEST_TIMEOUT).length
    },
  }
}
