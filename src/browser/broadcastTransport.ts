import * as v from 'valibot'
import { systemTimers } from '../core/connection/runtime'
import type { Timers } from '../core/connection/types'
import { tellAll } from '../core/cosigning/listeners'
import { checkMessage, type RoomPresence, type Transport } from '../core/cosigning/transport'
import { NitroliteError, toNitroliteError } from '../core/errors/errors'
import type { Unsubscribe } from '../core/types'
import { reopenIfClosed } from './closedByBrowser'
import { listenToPageCache } from './pageCache'

/** Milliseconds between two announcements. */
const ANNOUNCE_EVERY = 20_000

/** Milliseconds for which an announcement counts. Browsers run the timers of hidden pages once a minute. */
const PRESENT_FOR = 130_000

/** Other pages that are counted at most. */
const MOST_OTHERS = 64

/** Another page may run another version of the app, so what it sends is checked. */
const sender = v.pipe(v.string(), v.maxLength(64))
const note = v.variant('kind', [
  v.strictObject({ kind: v.literal('message'), from: sender, message: v.instance(Uint8Array) }),
  /** The page listens. `mustAnswer` asks the others to say so too. */
  v.strictObject({ kind: v.literal('here'), from: sender, mustAnswer: v.boolean() }),
  v.strictObject({ kind: v.literal('gone'), from: sender }),
])

type Note = v.InferOutput<typeof note>

export interface BroadcastTransportOptions {
  /** Pages with different names do not hear each other. @default 'vue-nitrolite' */
  readonly name?: string
  /** Called when a listener threw (`LISTENER_FAILED`). @default nobody */
  readonly onError?: (error: NitroliteError) => void
  /** @default the runtime's timers */
  readonly timers?: Timers
}

interface Room {
  channel: BroadcastChannel
  readonly messages: Set<(message: Uint8Array) => void>
  readonly presences: Set<(presence: RoomPresence) => void>
  /** The others who listen, and the end of the wait for the next announcement of each. */
  readonly others: Map<string, Unsubscribe>
  stopAnnouncing: Unsubscribe
}

/**
 * Carries messages between the pages of one origin, or between the workers of one Node.js process (BroadcastChannel). It keeps
 * no messages: a page that comes later does not get them.
 */
export function createBroadcastTransport(options: BroadcastTransportOptions = {}): Transport {
  const { name = 'vue-nitrolite', onError, timers = systemTimers } = options
  const self = crypto.getRandomValues(new Uint32Array(4)).join('-')
  const rooms = new Map<string, Room>()
  let isClosed = false

  const tell = <T>(listeners: Iterable<(value: T) => void>, value: T, event: string): void =>
    tellAll(listeners, value, event, error => onError?.(error))

  const open = (roomName: string): BroadcastChannel => {
    if (isClosed) throw new NitroliteError('TRANSPORT_FAILED', { reason: 'The transport was closed.' })
    try {
      return new BroadcastChannel(`${name} room ${roomName}`)
    }
    catch (thrown) {
      throw toNitroliteError(thrown, 'TRANSPORT_FAILED')
    }
  }
  const listenTo = (roomName: string, room: Room): void => {
    room.channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (v.is(note, data) && data.from !== self) hear(roomName, room, data)
    }
  }
  const post = (roomName: string, room: Room, message: Note): void => reopenIfClosed(() => room.channel.postMessage(message), () => {
    room.channel = open(roomName)
    listenTo(roomName, room)
    room.channel.postMessage(message)
  })

  const announce = (roomName: string, room: Room, mustAnswer: boolean): void => {
    room.stopAnnouncing()
    room.stopAnnouncing = timers.after(ANNOUNCE_EVERY, () => announce(roomName, room, false))
    post(roomName, room, { kind: 'here', from: self, mustAnswer })
  }

  const forget = (room: Room, from: string): void => {
    room.others.get(from)?.()
    if (room.others.delete(from)) tell(room.presences, { others: room.others.size }, 'presence')
  }

  const hear = (roomName: string, room: Room, heard: Note): void => {
    if (heard.kind === 'message') return tell(room.messages, heard.message, 'message')
    if (heard.kind === 'gone') return forget(room, heard.from)
    const known = room.others.get(heard.from)
    if (!known && room.others.size >= MOST_OTHERS) return
    known?.()
    room.others.set(heard.from, timers.after(PRESENT_FOR, () => forget(room, heard.from)))
    if (!known) tell(room.presences, { others: room.others.size }, 'presence')
    if (heard.mustAnswer) announce(roomName, room, false)
  }

  const join = (roomName: string): Room => {
    const known = rooms.get(roomName)
    if (known) return known
    const room: Room = { channel: open(roomName), messages: new Set(), presences: new Set(), others: new Map(), stopAnnouncing: () => {} }
    rooms.set(roomName, room)
    listenTo(roomName, room)
    announce(roomName, room, true)
    return room
  }

  const fallSilent = (roomName: string, room: Room): void => {
    room.stopAnnouncing()
    post(roomName, room, { kind: 'gone', from: self })
    room.channel.close()
  }

  const leave = (roomName: string, room: Room): void => {
    if (!rooms.delete(roomName)) return
    for (const stop of room.others.values()) stop()
    room.others.clear()
    fallSilent(roomName, room)
  }

  // A page in the back-forward cache hears nothing, and browsers throw it out of the cache when a message arrives for it.
  const stopListening = listenToPageCache({
    onLeave() {
      for (const [roomName, room] of rooms) fallSilent(roomName, room)
    },
    onReturn() {
      // The announcement opens the channel again.
      for (const [roomName, room] of rooms) announce(roomName, room, true)
    },
  })

  const leaveIfUnused = (roomName: string, room: Room): void => {
    if (room.messages.size === 0 && room.presences.size === 0 && rooms.get(roomName) === room) leave(roomName, room)
  }

  return {
    async publish(roomName, message) {
      checkMessage(message)
      // The copy has a buffer of its own, so that nothing else of a larger buffer is sent.
      const sent: Note = { kind: 'message', from: self, message: message.slice() }
      const room = rooms.get(roomName)
      if (room) return post(roomName, room, sent)
      const channel = open(roomName)
      channel.postMessage(sent)
      channel.close()
    },
    subscribe(roomName, listener) {
      const room = join(roomName)
      const own = (message: Uint8Array): void => listener(message)
      room.messages.add(own)
      return () => {
        room.messages.delete(own)
        leaveIfUnused(roomName, room)
      }
    },
    presence(roomName, listener) {
      const room = join(roomName)
      const own = (presence: RoomPresence): void => listener(presence)
      room.presences.add(own)
      if (room.others.size > 0) tell([own], { others: room.others.size }, 'presence')
      return () => {
        room.presences.delete(own)
        leaveIfUnused(roomName, room)
      }
    },
    close() {
      for (const [roomName, room] of [...rooms]) leave(roomName, room)
      stopListening()
      isClosed = true
    },
  }
}
