import { frameText, messageText, type Refusal } from '../core/cosigning/relay/frames'
import type { Timers } from '../core/connection/types'
import type { Address } from '../core/types'
import type { RelayLimits } from './limits'
import type { MetricsBook } from './metrics'

/** One address in a room over one socket. */
export interface Seat {
  readonly address: Address
  /** Position of the address in the sorted list of participants. */
  readonly participant: number
  /** Sends a frame over the socket. It never calls back into the room. */
  send(frame: string): void
}

type Sender = Pick<Seat, 'address' | 'participant'>

/** Memory that a kept message needs besides its bytes, as measured with Node.js 20. */
const MESSAGE_OVERHEAD = 400

interface KeptMessage {
  /** Grows by one with each message of the room. */
  readonly number: number
  /** The participant who sent it. */
  readonly from: Sender
  readonly bytes: Uint8Array
  /** When it goes, by `Timers.elapsed`. */
  readonly until: number
}

/** Bytes of an address in a frame. */
const ADDRESS_BYTES = 45

/** How far a seat is: numbers of messages. */
interface Progress {
  /** All messages up to this one were sent. */
  sent: number
  /** All messages up to this one were sent before the ping that is not answered yet. */
  pinged: number
}

export interface RoomParts {
  readonly name: string
  /** Number of participants. */
  readonly participants: number
  readonly limits: RelayLimits
  readonly metrics: MetricsBook
  readonly timers: Timers
}

/**
 * The seats of one room, and the messages that not everybody has received. A message has reached a participant when one of
 * their sockets answers a ping that was sent after it: the answer proves that everything before it arrived.
 */
export class Room {
  readonly #parts: RoomParts
  readonly #seats = new Map<Seat, Progress>()
  /** The oldest comes first. */
  #kept: KeptMessage[] = []
  /** For each participant, the last message that has certainly arrived. */
  readonly #arrived = new Map<number, number>()
  #lastNumber = 0

  constructor(parts: RoomParts) {
    this.#parts = parts
  }

  get isEmpty(): boolean {
    return this.#seats.size === 0 && this.#kept.length === 0
  }

  /** How many seats a message goes to. */
  get otherSeats(): number {
    return this.#seats.size - 1
  }

  /**
   * Bytes that an entry makes the relay send: the messages that were kept for the participant, and the list of who is there. All seats
   * get that list when the participant enters, and once more when the participant leaves.
   */
  bytesOfEntry(participant: number): number {
    const kept = this.#kept.reduce((sum, { from, bytes }) => from.participant === participant ? sum : sum + bytes.length, 0)
    return kept + 2 * ADDRESS_BYTES * this.#seats.size * this.#addresses().size
  }

  /** Nobody is in the room. Its messages wait for participants who come later. */
  get isLeft(): boolean {
    return this.#seats.size === 0
  }

  /** Why an address cannot take a seat now; null if it can. */
  refusalOf(address: Address): Refusal | null {
    const { seatsPerRoom, seatsPerAddress } = this.#parts.limits
    if ([...this.#seats.keys()].filter(seat => seat.address === address).length >= seatsPerAddress) return 'address full'
    return this.#seats.size >= seatsPerRoom ? 'room full' : null
  }

  enter(seat: Seat): void {
    const { name, metrics } = this.#parts
    const before = this.#addresses()
    this.#seats.set(seat, { sent: this.#lastNumber, pinged: 0 })
    metrics.add('seats')
    metrics.add('entries')
    seat.send(frameText({ type: 'entered', room: name, others: this.#othersOf(seat) }))
    this.removeOld()
    for (const { from, bytes } of this.#kept) if (from.participant !== seat.participant) this.#deliver(seat, this.#frameOf(from, bytes))
    if (!before.has(seat.address)) this.#announce(seat.address)
  }

  leave(seat: Seat): void {
    if (!this.#seats.delete(seat)) return
    this.#parts.metrics.add('seats', -1)
    if (!this.#addresses().has(seat.address)) this.#announce(seat.address)
  }

  /** Sends a message to all other seats, and keeps it for the participants who have not received it. */
  publish(from: Seat, bytes: Uint8Array): void {
    this.#parts.metrics.add('messagesPublished')
    this.#lastNumber += 1
    // The frame is written once for all seats, because writing it takes far longer than sending it.
    const frame = this.#frameOf(from, bytes)
    for (const [seat, progress] of this.#seats) {
      progress.sent = this.#lastNumber
      if (seat !== from) this.#deliver(seat, frame)
    }
    this.removeOld()
    // Not the seat itself, which would keep its socket in memory.
    this.#keep({ address: from.address, participant: from.participant }, bytes)
  }

  /** A ping goes out over the socket of a seat. */
  notePing(seat: Seat): void {
    const progress = this.#seats.get(seat)
    if (progress) progress.pinged = progress.sent
  }

  /** The ping was answered. */
  notePong(seat: Seat): void {
    const progress = this.#seats.get(seat)
    if (!progress || progress.pinged <= (this.#arrived.get(seat.participant) ?? 0)) return
    this.#arrived.set(seat.participant, progress.pinged)
    this.#removeWhere(message => this.#hasReachedAll(message))
  }

  /** Removes all messages. */
  clear(): void {
    this.#parts.metrics.add('messagesDroppedForRoom', this.#removeWhere(() => true))
  }

  /** Removes messages that have been kept for as long as allowed. */
  removeOld(): void {
    const now = this.#parts.timers.elapsed()
    const removed = this.#removeWhere(({ until }) => until <= now)
    this.#parts.metrics.add('messagesDroppedForAge', removed)
  }

  #addresses(): Set<Address> {
    return new Set([...this.#seats.keys()].map(({ address }) => address))
  }

  #othersOf(seat: Seat): Address[] {
    return [...this.#addresses()].filter(address => address !== seat.address)
  }

  /** Tells everybody else that an address has come or gone. */
  #announce(address: Address): void {
    for (const seat of this.#seats.keys()) {
      if (seat.address !== address) seat.send(frameText({ type: 'presence', room: this.#parts.name, others: this.#othersOf(seat) }))
    }
  }

  #frameOf({ address }: Sender, bytes: Uint8Array): string {
    return frameText({ type: 'message', room: this.#parts.name, from: address, message: messageText(bytes) })
  }

  #deliver(seat: Seat, frame: string): void {
    seat.send(frame)
    this.#parts.metrics.add('messagesDelivered')
  }

  #keep(from: Sender, bytes: Uint8Array): void {
    const { participants, limits, metrics, timers } = this.#parts
    if (participants === 1) return
    const { numbers } = metrics
    if (numbers.keptBytes + bytes.length + (numbers.keptMessages + 1) * MESSAGE_OVERHEAD > limits.keptBytesOfAllRooms) {
      metrics.add('messagesNotKept')
      return
    }
    this.#kept.push({ number: this.#lastNumber, from, bytes, until: timers.elapsed() + limits.keptFor })
    metrics.add('keptMessages')
    metrics.add('keptBytes', bytes.length)
    let total = this.#kept.reduce((sum, message) => sum + message.bytes.length, 0)
    let count = this.#kept.length
    const dropped = this.#removeWhere((message) => {
      if (total <= limits.keptBytes && count <= limits.keptMessages) return false
      total -= message.bytes.length
      count -= 1
      return true
    })
    metrics.add('messagesDroppedForRoom', dropped)
  }

  #hasReachedAll({ number, from }: KeptMessage): boolean {
    for (let participant = 0; participant < this.#parts.participants; participant++) {
      if (participant !== from.participant && (this.#arrived.get(participant) ?? 0) < number) return false
    }
    return true
  }

  /** @returns how many messages were removed */
  #removeWhere(mustGo: (message: KeptMessage) => boolean): number {
    const removed = this.#kept.filter(mustGo)
    if (removed.length === 0) return 0
    this.#kept = this.#kept.filter(message => !removed.includes(message))
    this.#parts.metrics.add('keptMessages', -removed.length)
    this.#parts.metrics.add('keptBytes', -removed.reduce((sum, { bytes }) => sum + bytes.length, 0))
    return removed.length
  }
}
