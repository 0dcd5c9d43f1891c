import type { Timers } from '../core/connection/types'
import type { Refusal } from '../core/cosigning/relay/frames'
import type { Address } from '../core/types'
import { checksumAddress } from '../core/wallet/address'
import { keccakOfText } from '../core/wallet/keccak'
import type { RelayLimits } from './limits'
import type { MetricsBook } from './metrics'
import { Room, type Seat } from './room'

export interface RoomsParts {
  readonly limits: RelayLimits
  readonly metrics: MetricsBook
  readonly timers: Timers
}

/** A seat in a room. */
export interface Place {
  readonly seat: Seat
  readonly room: Room
  /** Gives the seat up. A room without seats and messages is forgotten. */
  leave(): void
}

/** The participants of a session, in an order that does not depend on who lists them. */
export interface ParticipantList {
  readonly addresses: readonly Address[]
  /** Hash of the addresses. */
  readonly hash: string
}

/**
 * Reads the addresses that a client lists. A session can name an address twice or in lower case.
 * @returns null if one of them is not an address
 */
export function readParticipants(listed: readonly Address[]): ParticipantList | null {
  const addresses = listed.map(checksumAddress)
  if (addresses.includes(null)) return null
  const sorted = [...new Set(addresses.filter(address => address !== null))].sort()
  return { addresses: sorted, hash: keccakOfText(sorted.join()) }
}

const keyOf = (name: string, { hash }: ParticipantList): string => `${name} ${hash}`

/** All rooms of a relay. */
export class Rooms {
  readonly #parts: RoomsParts
  readonly #rooms = new Map<string, Room>()

  constructor(parts: RoomsParts) {
    this.#parts = parts
  }

  /** Bytes that the relay sends because somebody takes a seat, and later because the seat ends. */
  bytesOfEntry(name: string, list: ParticipantList, address: Address): number {
    return this.#rooms.get(keyOf(name, list))?.bytesOfEntry(list.addresses.indexOf(address)) ?? 0
  }

  /**
   * Takes a seat. Clients that list other participants are in another room of the same name, so a stranger can neither enter
   * the room of a session nor occupy it before the participants come.
   * @param address a member of the list
   */
  take(name: string, list: ParticipantList, address: Address, send: Seat['send']): Place | Refusal {
    const key = keyOf(name, list)
    const known = this.#rooms.get(key)
    if (!known && this.#rooms.size >= this.#parts.limits.rooms && !this.#forgetLeft()) return 'relay full'
    const room = known ?? new Room({ ...this.#parts, name, participants: list.addresses.length })
    const refusal = room.refusalOf(address)
    if (refusal) return refusal
    if (!known) {
      this.#rooms.set(key, room)
      this.#parts.metrics.add('rooms')
    }
    const seat: Seat = { address, participant: list.addresses.indexOf(address), send }
    room.enter(seat)
    return {
      seat,
      room,
      leave: () => {
        room.leave(seat)
        this.#forgetIfEmpty(key, room)
      },
    }
  }

  /** Removes the messages that have been kept for as long as allowed, and rooms that are empty then. */
  removeOld(): void {
    for (const [key, room] of this.#rooms) {
      room.removeOld()
      this.#forgetIfEmpty(key, room)
    }
  }

  /** Forgets the oldest empty room and its messages: rooms that all clients have left must not keep others out. */
  #forgetLeft(): boolean {
    for (const [key, room] of this.#rooms) {
      if (!room.isLeft) continue
      room.clear()
      this.#forgetIfEmpty(key, room)
      return true
    }
    return false
  }

  #forgetIfEmpty(key: string, room: Room): void {
    if (room.isEmpty && this.#rooms.get(key) === room) {
      this.#rooms.delete(key)
      this.#parts.metrics.add('rooms', -1)
    }
  }
}
