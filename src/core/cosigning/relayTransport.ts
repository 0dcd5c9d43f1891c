import { requireOptions } from '../client/refuseOption'
import type { ReconnectOptions } from '../connection/reconnectOptions'
import { systemTimers } from '../connection/runtime'
import { readSocketUrl, requireSocketClass } from '../connection/socketOptions'
import type { Timers, WebSocketConstructor } from '../connection/types'
import { NitroliteError } from '../errors/errors'
import type { Address, Unsubscribe } from '../types'
import { tellAll } from './listeners'
import { refusalError } from './relay/enterRoom'
import { messageBytes, messageText, type RelayFrame } from './relay/frames'
import { Outbox, type WaitingMessage } from './relay/outbox'
import { createRelayLink } from './relay/relayLink'
import { RelayRoom } from './relay/relayRoom'
import { readRoomName, type RoomSubject } from './roomName'
import type { StatementSigner } from './statementSigner'
import { checkMessage, type RoomPresence, type Transport } from './transport'

/** How long to wait before a message that came too fast for the relay is sent again, in milliseconds. */
const SLOW_DOWN = 1_000

export interface RelayTransportOptions {
  /** URL of the relay, beginning with `wss://` (`ws://` on the own machine). Its host must be the `publicHost` of the relay. */
  readonly url: string
  /**
   * Signs the challenges of the relay for one participant. A wallet asks the person for each room and after each reconnect; a
   * session key asks nobody.
   */
  readonly signer: StatementSigner | (() => StatementSigner | Promise<StatementSigner>)
  /** All participants of the session of a room, as the node lists them. Clients with different lists do not meet. */
  readonly participantsOf: (room: RoomSubject) => readonly Address[] | Promise<readonly Address[]>
  /** @default the global WebSocket. Node.js 20 needs the one of the package ws */
  readonly WebSocket?: WebSocketConstructor
  /** How a lost connection is restored; `firstConnect` is not used. @default ReconnectOptions */
  readonly reconnect?: ReconnectOptions
  /** Milliseconds until a message must be confirmed by the relay. @default 30_000 */
  readonly timeout?: number
  /** Called with the reason why a room cannot be entered (`RELAY_REFUSED`, `TRANSPORT_FAILED`), and when a listener threw (`LISTENER_FAILED`). @default nobody */
  readonly onError?: (error: NitroliteError) => void
  /** @default the runtime's timers */
  readonly timers?: Timers
  /** Numbers from 0 to 1 for the jitter of the waits. @default Math.random */
  readonly random?: () => number
}

/** A message as it came over the relay. */
interface Received {
  readonly message: Uint8Array
  readonly from: Address
}

interface Subscriptions {
  readonly room: RelayRoom
  readonly messages: Set<(received: Received) => void>
  readonly presences: Set<(presence: RoomPresence) => void>
  /** Why the last try to enter the room failed. */
  error: NitroliteError | null
}

const failure = (reason: string): NitroliteError => new NitroliteError('TRANSPORT_FAILED', { reason })

/**
 * Carries messages over a relay. One socket serves all rooms. It opens with the first use, and closes when no room has a
 * listener or a message that waits. `publish` resolves when the relay has the message; while the connection is down, a
 * limited number of messages wait for the next one. Every wait ends.
 * @throws `OPTIONS_INVALID`
 */
export function createRelayTransport(options: RelayTransportOptions): Transport {
  requireOptions('createRelayTransport', options, 'url, signer and participantsOf')
  const url = readSocketUrl(options.url)
  requireSocketClass(options.WebSocket)
  const { signer, participantsOf, reconnect = {}, timeout = 30_000, onError, timers = systemTimers, random = Math.random } = options
  const identity = { host: new URL(url).host, signer, participantsOf }
  const rooms = new Map<string, Subscriptions>()
  let isClosed = false

  const outbox = new Outbox({
    timers,
    limit: timeout,
    lateError: room => rooms.get(room)?.error ?? failure('The relay did not confirm the message in time.'),
    onSettled: room => forgetUnused(room),
  })
  const link = createRelayLink({
    url,
    socketClass: () => socketClass(options.WebSocket),
    reconnect,
    timers,
    random,
    onOpen: () => { for (const { room } of rooms.values()) if (!room.hasGivenUp) room.enter() },
    onFrame: frame => receive(frame),
    onLost() {
      outbox.markAllUnsent()
      for (const { room } of rooms.values()) room.lose()
    },
    onGivenUp(error) {
      report(error)
      outbox.failAll(error)
    },
  })

  const report = (error: NitroliteError): void => {
    try {
      onError?.(error)
    }
    catch {
      // There is nobody else to tell.
    }
  }
  const tell = <T>(listeners: Iterable<(value: T) => void>, value: T, event: string): void => tellAll(listeners, value, event, report)

  const send = (message: WaitingMessage): void => {
    if (message.isSent) return
    message.isSent = true
    link.send({ type: 'publish', room: message.room, id: message.id, message: message.text })
  }

  const join = (name: string): Subscriptions => {
    const known = rooms.get(name)
    if (known) return known
    const subject = subjectOf(name)
    const messages: Subscriptions['messages'] = new Set()
    const presences: Subscriptions['presences'] = new Set()
    const room = new RelayRoom({
      name,
      subject,
      link,
      identity,
      reconnect,
      timers,
      random,
      onEntered: () => { for (const message of outbox.of(name)) send(message) },
      onPresence: presence => tell(presences, presence, 'presence'),
      onFailed(error, isFinal) {
        joined.error = error
        report(error)
        if (isFinal) outbox.failAll(error, name)
      },
    })
    const joined: Subscriptions = { room, messages, presences, error: null }
    rooms.set(name, joined)
    return joined
  }

  /** @throws `TRANSPORT_FAILED` after `close`, and for a text that is not the name of a room */
  const subjectOf = (name: string): RoomSubject => {
    if (isClosed) throw failure('The transport was closed.')
    const subject = readRoomName(name)
    if (subject === null) throw failure('The name of the room is malformed.')
    return subject
  }

  /** Opens the socket, and enters the room. */
  const want = ({ room }: Subscriptions): void => {
    link.start()
    room.enter()
  }

  const forgetUnused = (name: string): void => {
    const joined = rooms.get(name)
    if (!joined || joined.messages.size > 0 || joined.presences.size > 0 || outbox.of(name).length > 0) return
    rooms.delete(name)
    joined.room.leave()
    if (rooms.size === 0) link.stop()
  }

  const receive = (frame: RelayFrame): void => {
    if (frame.type === 'beat') return
    const joined = rooms.get(frame.room)
    if (frame.type === 'published') outbox.get(frame.id)?.settle(null)
    else if (frame.type === 'refused' && frame.id !== null) refused(frame.id, frame.reason, joined)
    else if (frame.type === 'message') tell(joined?.messages ?? [], { message: messageBytes(frame.message), from: frame.from }, 'message')
    else joined?.room.receive(frame)
  }

  const refused = (id: number, reason: Extract<RelayFrame, { type: 'refused' }>['reason'], joined: Subscriptions | undefined): void => {
    const message = outbox.get(id)
    if (!message) return
    if (reason === 'too fast') {
      timers.after(SLOW_DOWN, () => {
        message.isSent = false
        if (outbox.get(id) && joined?.room.hasEntered) send(message)
      })
    }
    else if (reason === 'not entered' && joined) {
      message.isSent = false
      joined.room.lose()
      joined.room.enter()
    }
    else message.settle(refusalError(reason))
  }

  const listen = <T>(name: string, choose: (joined: Subscriptions) => Set<T>, listener: T): Unsubscribe => {
    const joined = join(name)
    choose(joined).add(listener)
    want(joined)
    return () => {
      choose(joined).delete(listener)
      if (rooms.get(name) === joined) forgetUnused(name)
    }
  }

  return {
    publish: (room, message) => new Promise((resolve, reject) => {
      subjectOf(room)
      checkMessage(message)
      const waiting = outbox.add(room, messageText(message), error => error ? reject(error) : resolve())
      const joined = join(room)
      want(joined)
      if (joined.room.hasEntered) send(waiting)
    }),
    subscribe: (room, listener) => listen(room, ({ messages }) => messages, ({ message, from }: Received) => listener(message, from)),
    presence(room, listener) {
      const own = (presence: RoomPresence): void => listener(presence)
      const stop = listen(room, ({ presences }) => presences, own)
      const joined = rooms.get(room)
      if (joined?.room.hasEntered) tell([own], joined.room.presence, 'presence')
      return stop
    },
    close() {
      isClosed = true
      outbox.failAll(failure('The transport was closed.'))
      for (const { room } of rooms.values()) room.leave()
      rooms.clear()
      link.stop()
    },
  }
}

function socketClass(given: WebSocketConstructor | undefined): WebSocketConstructor {
  const Socket = given ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket
  if (!Socket) throw new NitroliteError('WEBSOCKET_MISSING')
  return Socket
}
