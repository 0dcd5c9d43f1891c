import type { EmbeddedWebSocketConstructor, VirtualTime } from '../../src/testing'

/** Time from sending a message to its answer, in milliseconds. */
export const ROUND_TRIP = 100

/** Creates a WebSocket class of a node whose messages need half a round trip in each direction. */
export function createDistantSocket(WebSocket: EmbeddedWebSocketConstructor, time: VirtualTime): EmbeddedWebSocketConstructor {
  class DistantSocket extends WebSocket {
    override send(text: string): void {
      time.setTimeout(() => { super.send(text) }, ROUND_TRIP / 2)
    }

    override dispatchEvent(event: Event): boolean {
      if (event.type !== 'message') return super.dispatchEvent(event)
      time.setTimeout(() => { super.dispatchEvent(event) }, ROUND_TRIP / 2)
      return true
    }
  }
  return DistantSocket
}
