import {
  type ClientFrame, COST_OF_ENTRY, frameText, messageBytes, readClientFrame, type Refusal, type RelayFrame,
} from '../core/cosigning/relay/frames'
import { createTokenBucket, type TokenBucket } from '../core/cosigning/relay/tokenBucket'
import type { NetworkShare } from './arrivals'
import { Entries, type EntriesParts } from './entries'
import type { RelayMetrics } from './metrics'
import type { Place, Rooms } from './rooms'
import type { Reader, UnreadOutput } from './unreadOutput'

/** Close code of WebSocket for a client that breaks a rule. */
const POLICY_VIOLATION = 1008

/** The socket of a client, as the relay sees it. */
export interface VisitSocket {
  /** Bytes that were sent and not read yet, and 250 bytes more for each frame. */
  readonly unreadBytes: number
  send(text: string): void
  ping(): void
  /** Answers a ping of the client. */
  pong(): void
  /** Closes the socket and says why. */
  close(code: number, reason: string): void
  /** Ends the connection at once. */
  destroy(): void
}

export interface VisitParts extends EntriesParts {
  readonly socket: VisitSocket
  /** What the network of the socket may cost. */
  readonly share: NetworkShare
  readonly rooms: Rooms
  readonly unread: UnreadOutput
}

/** The life of one socket: its challenges, its seats, its limits and its heartbeat. */
export class Visit implements Reader {
  readonly #parts: VisitParts
  readonly #entries: Entries
  /** Frames that are handled. */
  readonly #bucket: TokenBucket
  /** Frames above the limit that are refused before the socket is closed. */
  readonly #patience: TokenBucket
  readonly #places = new Map<string, Place>()
  /** The rooms that are being entered, each with the frame that asks for it. */
  readonly #entering = new Map<string, ClientFrame>()
  #refusedEntries = 0
  #isAwaitingPong = false
  /** Since when the socket is in no room, by `Timers.elapsed`. */
  #idleSince: number
  #isOver = false
  #stopHeartbeat = (): void => {}

  constructor(parts: VisitParts) {
    this.#parts = parts
    const { limits, timers } = parts
    this.#entries = new Entries(parts)
    this.#bucket = createTokenBucket(limits.framesPerSecond, limits.frameBurst, timers.elapsed)
    this.#patience = createTokenBucket(limits.framesPerSecond, limits.framesRefused, timers.elapsed)
    this.#idleSince = timers.elapsed()
    this.#waitForBeat()
  }

  /** @param text the data of a text message; null for a binary one */
  receive(text: string | null): void {
    if (this.#isOver) return
    this.#parts.metrics.add('framesReceived')
    const frame = readClientFrame(text)
    if (!frame) {
      this.#expel('socketsClosedForMalformedFrames', 'malformed frame')
      return
    }
    if (this.#bucket.take(frame.type === 'enter' ? COST_OF_ENTRY : 1)) this.#handle(frame)
    else if (this.#isPatient()) this.#refuse(frame, 'too fast')
  }

  /** The client pings. Pings count like frames, because each of them makes an answer that the client may leave unread. */
  ping(): void {
    if (this.#isOver) return
    if (!this.#bucket.take(1)) this.#isPatient()
    else if (this.#canSend(0)) {
      this.#parts.socket.pong()
      this.noteUnread()
    }
  }

  /** The client has answered a ping. */
  pong(): void {
    if (this.#isOver || !this.#isAwaitingPong) return
    this.#isAwaitingPong = false
    for (const { room, seat } of this.#places.values()) room.notePong(seat)
  }

  /** The client has read something, or was sent something. */
  noteUnread(): void {
    const { unread, socket } = this.#parts
    if (!this.#isOver) unread.note(this, socket.unreadBytes)
  }

  /** The socket is gone. */
  end(): void {
    this.#isOver = true
    this.#parts.unread.forget(this)
    this.#stopHeartbeat()
    this.#entering.clear()
    this.#entries.forgetAll()
    for (const { leave } of this.#places.values()) leave()
    this.#places.clear()
  }

  /** Whether a frame above the limit may be refused once more. Closes the socket of a client that does not slow down. */
  #isPatient(): boolean {
    if (this.#patience.take(1)) return true
    this.#expel('socketsClosedForFlooding', 'too many frames')
    return false
  }

  #handle(frame: ClientFrame): void {
    switch (frame.type) {
      case 'ask': return this.#ask(frame)
      case 'enter': return void this.#enter(frame)
      case 'leave': return this.#leave(frame.room)
      case 'publish': return this.#publish(frame)
    }
  }

  #ask(frame: Extract<ClientFrame, { type: 'ask' }>): void {
    const { room } = frame
    const rooms = new Set([...this.#entries.rooms, ...this.#places.keys(), ...this.#entering.keys()])
    const { limits, share } = this.#parts
    if (!rooms.has(room) && rooms.size >= limits.roomsPerSocket) this.#refuse(frame, 'too many rooms')
    // Asked for here, because a person may sign the answer.
    else if (!share.entries.take(1)) this.#refuse(frame, 'too fast')
    else this.#send({ type: 'challenge', room, ...this.#entries.challenge(room) })
  }

  async #enter(frame: Extract<ClientFrame, { type: 'enter' }>): Promise<void> {
    const { room } = frame
    this.#entering.set(room, frame)
    const admission = await this.#entries.check(frame)
    // The client has left meanwhile, or asks again.
    if (this.#isOver || this.#entering.get(room) !== frame) return
    this.#entering.delete(room)
    if (typeof admission === 'string') {
      this.#refuseEntry(frame, admission)
      return
    }
    this.#leave(room)
    const { rooms } = this.#parts
    if (!this.#mayDeliver(rooms.bytesOfEntry(room, admission.list, admission.address))) {
      this.#refuse(frame, 'too fast')
      return
    }
    const place = rooms.take(room, admission.list, admission.address, text => this.#sendText(text))
    if (typeof place === 'string') this.#refuse(frame, place)
    else this.#places.set(room, place)
  }

  #refuseEntry(frame: ClientFrame, reason: Refusal): void {
    this.#refuse(frame, reason)
    this.#refusedEntries += 1
    if (this.#refusedEntries >= this.#parts.limits.refusedEntries) this.#expel('socketsClosedForRefusedEntries', reason)
  }

  #leave(room: string): void {
    this.#entering.delete(room)
    this.#entries.forget(room)
    const place = this.#places.get(room)
    if (!place) return
    this.#places.delete(room)
    place.leave()
    this.#idleSince = this.#parts.timers.elapsed()
  }

  #publish(frame: Extract<ClientFrame, { type: 'publish' }>): void {
    const { room, id, message } = frame
    const place = this.#places.get(room)
    if (!place) this.#refuse(frame, 'not entered')
    else if (message.length / 2 > this.#parts.limits.messageBytes) this.#refuse(frame, 'too large')
    else if (!this.#mayDeliver(place.room.otherSeats * message.length / 2)) this.#refuse(frame, 'too fast')
    else {
      place.room.publish(place.seat, messageBytes(message))
      this.#send({ type: 'published', room, id })
    }
  }

  /** A message or an entry that costs more bytes than a network may ever have at once is allowed when the network has all of them. */
  #mayDeliver(bytes: number): boolean {
    const { share, limits } = this.#parts
    return share.deliveries.take(Math.min(bytes, limits.deliveryBurst))
  }

  #refuse(frame: ClientFrame, reason: Refusal): void {
    this.#parts.metrics.add('framesRefused')
    this.#send({ type: 'refused', room: frame.room, id: frame.type === 'publish' ? frame.id : null, reason })
  }

  #send(frame: RelayFrame): void {
    this.#sendText(frameText(frame))
  }

  #sendText(text: string): void {
    if (this.#isOver || !this.#canSend(text.length)) return
    this.#parts.socket.send(text)
    this.noteUnread()
  }

  /** Whether so many bytes may wait to be read too. Ends the connection of a client that reads too slowly. */
  #canSend(bytes: number): boolean {
    const { socket, limits } = this.#parts
    if (socket.unreadBytes + bytes <= limits.unreadBytes) return true
    this.#cutOff('socketsClosedForSlowReading')
    return false
  }

  /** No other socket has more unread bytes, and all together have too many. A socket that is being closed may still have some. */
  giveWay(): void {
    if (this.#isOver) this.#parts.socket.destroy()
    else this.#cutOff('socketsClosedForMostUnread')
  }

  /** Ends the connection at once, because the client would not read a reason. */
  #cutOff(counter: keyof RelayMetrics): void {
    this.#isOver = true
    this.#parts.unread.forget(this)
    this.#parts.metrics.add(counter)
    this.#parts.socket.destroy()
  }

  #expel(counter: keyof RelayMetrics, reason: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#parts.metrics.add(counter)
    this.#parts.socket.close(POLICY_VIOLATION, reason)
  }

  #waitForBeat(): void {
    this.#stopHeartbeat = this.#parts.timers.after(this.#parts.limits.heartbeat, () => this.#beat())
  }

  #beat(): void {
    const { socket, limits, timers } = this.#parts
    if (this.#isOver) return
    if (this.#isAwaitingPong) {
      this.#cutOff('socketsClosedForSilence')
      return
    }
    if (this.#places.size === 0 && timers.elapsed() - this.#idleSince >= limits.idleFor) {
      this.#expel('socketsClosedForIdling', 'in no room')
      return
    }
    if (!this.#canSend(0)) return
    this.#isAwaitingPong = true
    for (const { room, seat } of this.#places.values()) room.notePing(seat)
    socket.ping()
    this.#send({ type: 'beat' })
    this.#waitForBeat()
  }
}
