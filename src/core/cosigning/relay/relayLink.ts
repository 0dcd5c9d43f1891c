import { type OpenedSocket, openSocket } from '../../connection/openSocket'
import type { ReconnectOptions } from '../../connection/reconnectOptions'
import { createRetryPlan } from '../../connection/retryPlan'
import { closeSocket, isSocketOpen, isSocketOver, listenToSocket } from '../../connection/socket'
import type { Timers, WebSocketConstructor } from '../../connection/types'
import { type NitroliteError, toNitroliteError } from '../../errors/errors'
import { type ClientFrame, COST_OF_ENTRY, frameText, readRelayFrame, type RelayFrame } from './frames'
import { createTokenBucket } from './tokenBucket'

/** Frames that are sent in a second, and at once: fewer than a relay allows, because frames can be held up and arrive together. */
const FRAMES_PER_SECOND = 8
const FRAME_BURST = 12

/** Milliseconds until a socket must be open. */
const OPENING_LIMIT = 10_000

/** Milliseconds without any frame after which the socket is replaced. A relay sends one every 30 seconds. */
const SILENCE_LIMIT = 90_000

export interface RelayLinkParts {
  readonly url: string
  readonly socketClass: () => WebSocketConstructor
  readonly reconnect: ReconnectOptions
  readonly timers: Timers
  readonly random: () => number
  onOpen(): void
  onFrame(frame: RelayFrame): void
  onLost(): void
  /** The link cannot be opened at all, or has failed as often as it may. */
  onGivenUp(error: NitroliteError): void
}

/** The connection to a relay: one socket after another, for as long as somebody wants it. */
export interface RelayLink {
  readonly isOpen: boolean
  start(): void
  stop(): void
  /** Sends a frame over the present socket, after those that wait. Nothing is sent while there is none. */
  send(frame: ClientFrame): void
  /** Replaces the present socket, because it does not answer. */
  renew(): void
}

export function createRelayLink(parts: RelayLinkParts): RelayLink {
  const { timers, reconnect } = parts
  const plan = createRetryPlan({ ...reconnect, firstConnect: Infinity }, timers, parts.random)
  let isWanted = false
  let opened: OpenedSocket | null = null
  let isOpen = false
  /** Something suggests that the present socket is dead, and nothing has arrived over it since. */
  let isInDoubt = false
  let waiting: ClientFrame[] = []
  let bucket = createTokenBucket(FRAMES_PER_SECOND, FRAME_BURST, timers.elapsed)
  let stopListening = (): void => {}
  let stopHints = (): void => {}
  let stopWatch = (): void => {}
  let stopRetry = (): void => {}
  let stopPace = (): void => {}

  const drop = (): void => {
    if (!opened) return
    const { socket, destroy } = opened
    const wasOpen = isOpen
    opened = null
    isOpen = isInDoubt = false
    waiting = []
    stopWatch()
    stopPace()
    stopListening()
    closeSocket(socket, timers, destroy)
    plan.noteEnd()
    if (wasOpen) parts.onLost()
  }
  const giveUp = (error: NitroliteError): void => {
    link.stop()
    parts.onGivenUp(error)
  }
  const lose = (): void => {
    if (!isOpen) plan.noteFailedTry()
    // The hint would have ended the wait if it had come after the socket was lost.
    const isExpected = isInDoubt
    drop()
    // A listener may have stopped or restarted the link.
    if (!isWanted || opened) return
    const wait = plan.nextWait(0, false)
    if (wait === null) giveUp(toNitroliteError(new Error('The relay could not be reached.'), 'TRANSPORT_FAILED'))
    else stopRetry = timers.after(isExpected ? 0 : wait, connect)
  }
  const watch = (limit: number): void => {
    stopWatch()
    stopWatch = timers.after(limit, lose)
  }

  const connect = (): void => {
    stopRetry()
    try {
      opened = openSocket(parts.socketClass(), parts.url)
    }
    catch (thrown) {
      // The class throws only for an address that it will never accept, or because it is missing.
      giveUp(toNitroliteError(thrown, 'TRANSPORT_FAILED'))
      return
    }
    watch(OPENING_LIMIT)
    stopListening = listenToSocket(opened.socket, {
      onOpen() {
        isOpen = true
        bucket = createTokenBucket(FRAMES_PER_SECOND, FRAME_BURST, timers.elapsed)
        plan.noteOpen()
        plan.noteReady()
        watch(SILENCE_LIMIT)
        parts.onOpen()
      },
      onMessage(data) {
        isInDoubt = false
        watch(SILENCE_LIMIT)
        const frame = readRelayFrame(data)
        // A relay of a later version may send frames that this version does not know.
        if (frame) parts.onFrame(frame)
      },
      onError() {
        // The WebSocket of Node.js 22 (undici 6) sends no close event when it could not be opened.
        if (!isOpen) lose()
      },
      onClose: lose,
    })
  }

  const onHint = (): void => {
    if (!opened) return connect()
    isInDoubt = true
    // In a page that was in the back-forward cache, the event comes later, or never.
    if (isSocketOver(opened.socket)) lose()
  }

  const pace = (): void => {
    stopPace()
    for (let next = waiting[0]; next && opened && isSocketOpen(opened.socket); next = waiting[0]) {
      const cost = next.type === 'enter' ? COST_OF_ENTRY : 1
      const wait = bucket.waitFor(cost)
      if (wait > 0) {
        stopPace = timers.after(wait, pace)
        return
      }
      bucket.take(cost)
      waiting.shift()
      opened.socket.send(frameText(next))
    }
  }

  const link: RelayLink = {
    get isOpen() { return isOpen },
    start() {
      if (isWanted) return
      isWanted = true
      plan.begin()
      stopHints = reconnect.hints?.onHint(onHint) ?? stopHints
      connect()
    },
    stop() {
      isWanted = false
      stopRetry()
      stopHints()
      drop()
    },
    send(frame) {
      if (!isOpen) return
      waiting.push(frame)
      pace()
    },
    renew() {
      if (opened) lose()
    },
  }
  return link
}
