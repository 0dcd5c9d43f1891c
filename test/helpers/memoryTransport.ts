import type { Transport } from '../../src/core/cosigning/transport'
import type { Address } from '../../src/core'
import type { Timers } from '../../src/core/connection/types'

/** What happens to messages on their way. */
export interface Delivery {
  /** Milliseconds that each copy of a message needs: none if it is lost, several if it is repeated. */
  delaysOf(message: Uint8Array): readonly number[]
}

const FAIR: Delivery = { delaysOf: () => [10] }

/** A place where transports meet, in the time of a test. */
export function createMeetingPlace(timers: Timers, delivery: Delivery = FAIR) {
  const members = new Set<{ readonly room: string, readonly owner: object, hear(message: Uint8Array, from?: Address): void }>()
  const sent: Uint8Array[] = []

  /** The transport of one participant. @param from who the others are told has sent the messages. @default they are not told */
  function transport(from?: Address): Transport {
    const owner = {}
    return {
      async publish(room, message) {
        sent.push(message)
        for (const member of members) {
          if (member.room !== room || member.owner === owner) continue
          for (const ms of delivery.delaysOf(message)) timers.after(ms, () => { if (members.has(member)) member.hear(message, from) })
        }
      },
      subscribe(room, listener) {
        const member = { room, owner, hear: listener }
        members.add(member)
        return () => { members.delete(member) }
      },
      close() {
        for (const member of members) if (member.owner === owner) members.delete(member)
      },
    }
  }

  return { transport, sent, get listeners() { return members.size } }
}
