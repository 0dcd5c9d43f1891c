import { limitJournal } from '../../core/client/limitStores'
import { refuseOption, requireMethods, requireOptions } from '../../core/client/refuseOption'
import { resolveOptions } from '../../core/client/resolveOptions'
import type { NitroliteClientOptions } from '../../core/client/options'
import type { Journal } from '../../core/journal/journal'
import type { KeepOptions } from '../../core/client/keepOptions'
import { systemTimers } from '../../core/connection/runtime'
import type { Timers } from '../../core/connection/types'
import type { RoomStore } from '../store/roomStore'
import { limitRooms } from '../store/limitRooms'
import { limitSigner } from './limitSigner'
import type { RoomLogger } from './logging'
import type { RoomTransport } from './meeting'

/** The options of the connections that close rooms. */
export type RoomClientOptions =
  & Omit<NitroliteClientOptions, 'keep' | 'socket' | 'presence' | 'journal' | 'history' | 'peers' | 'logins' | 'protocols'>
  & {
    /**
     * Where closings and logins are kept. Workers on several machines share both: without shared logins, each worker would end the
     * session key of the others (ClearNode 0.5).
     */
    readonly keep: Omit<KeepOptions, 'closings' | 'tabs'> & {
      /** Must survive the end of the process if the rooms do. */
      readonly closings: Journal
    }
  }

/** How many rooms may wait in this process, and what happens with more. */
export interface RoomQueueOptions {
  /** The most rooms that wait to be begun. @default 1_000 */
  readonly limit?: number
  /**
   * - `refuse`: `close` rejects with `ROOM_QUEUE_FULL`, and nothing is stored
   * - `wait`: `close` waits until a room has left the queue. Any number of calls may wait
   * @default 'refuse'
   */
  readonly whenFull?: 'refuse' | 'wait'
}

/** Options of `createRoomCloser`. */
export interface RoomCloserOptions {
  /** Node, application, signer and stores: the options of `createNitroliteClient`, with a journal. */
  readonly client: RoomClientOptions
  /** Where the rooms are kept. */
  readonly rooms: RoomStore
  /**
   * How many connections to the node there are, all with the same login. A session is always closed on the same connection. On a
   * ClearNode 0.5.2, more than 4 connections were not faster.
   * @default 4
   */
  readonly connections?: number
  /**
   * The most rooms that are planned, signed or sent at the same time, over all connections. A room whose outcome is unknown does not
   * count.
   * @default 32
   */
  readonly concurrency?: number
  /**
   * The most rooms that have been begun and wait: for players who sign, for an outcome that is unknown, or for the end of the watch
   * for a second payment. With this many, no others are begun. Each of them takes about 22 kB of memory, and more if it meets its
   * players. A closed room is watched for a minute on a ClearNode 0.5, so the default allows about 330 rooms per second there.
   * @default 20_000
   */
  readonly waitingLimit?: number
  /**
   * The most rooms that meet their players at the same time. Others that need their players stay `queued` until one of these has
   * ended, and rooms that need no players pass them. A room that meets its players takes about 35 to 55 kB of memory and a transport
   * (with `room.relay`, 32 rooms share a socket), and its session is read about once a minute. A room that was taken over after something was sent for it
   * meets its players above the limit.
   * @default 2_000
   */
  readonly meetingLimit?: number
  readonly queue?: RoomQueueOptions
  /**
   * Milliseconds without a sign of life after which other workers take over the rooms of this one.
   * @default 15_000
   */
  readonly lease?: number
  /**
   * Where the players of a room sign, if the wallet of the closer does not hold the quorum alone. The closer proposes what its result
   * says, the players approve, and their clients sign (`client.joinRoom`). With this option, the session of each room is read once
   * more, to find out who has to sign.
   * @default none: a room whose quorum needs others fails with `QUORUM_UNREACHABLE`
   */
  readonly transport?: RoomTransport
  /**
   * Gets every event, alarm and error: a logger of pino, `console`, or an object with the same functions. No line has keys, signatures
   * or receipts.
   * @default nothing is logged
   */
  readonly logger?: RoomLogger
  /**
   * How long the outcome of a room may be unknown before an alarm is raised, in milliseconds since its first request was made.
   * @default 600_000 (10 minutes)
   */
  readonly unknownLimit?: number
}

/** Options with every default filled in. */
export interface ResolvedCloserOptions {
  readonly client: RoomClientOptions
  readonly rooms: RoomStore
  readonly connections: number
  readonly concurrency: number
  readonly waitingLimit: number
  readonly meetingLimit: number
  readonly queue: Required<RoomQueueOptions>
  readonly lease: number
  readonly transport: RoomTransport | null
  readonly logger: RoomLogger | null
  readonly unknownLimit: number
  readonly timers: Timers
}

const STORE_METHODS = ['register', 'keepAlive', 'add', 'read', 'take', 'owned', 'markSent', 'end', 'keepLogs', 'readLog', 'askToArchive', 'askedToArchive', 'settle', 'release'] as const satisfies (keyof RoomStore)[]
const JOURNAL_METHODS = ['create', 'replace', 'remove', 'read', 'list'] as const satisfies (keyof Journal)[]

function checkCount(option: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 1) refuseOption(option, 'It must be a whole number above 0.')
}

/** @throws `OPTIONS_INVALID` */
export function resolveCloserOptions(options: RoomCloserOptions): ResolvedCloserOptions {
  requireOptions('createRoomCloser', options, 'client and rooms')
  const { client, rooms, connections = 4, concurrency = 32, waitingLimit = 20_000, meetingLimit = 2_000, lease = 15_000 } = options
  const { transport = null, logger = null, unknownLimit = 600_000 } = options
  const queue = { limit: 1_000, whenFull: 'refuse', ...options.queue } as const
  requireMethods('rooms', rooms, STORE_METHODS, 'It must be the result of createPostgresRooms(), or an object with the same functions.')
  requireMethods('client.keep.closings', client?.keep?.closings, JOURNAL_METHODS, 'A room closer needs a journal.')
  // Its connections would refuse the options only when it starts.
  resolveOptions(client)
  if (client.signer === undefined) refuseOption('client.signer', 'A room closer has to sign by itself.')
  if ((rooms.isDurable ?? true) && client.keep.closings.isDurable === false) {
    refuseOption('client.keep.closings', 'The rooms survive the end of the process, so the journal must survive it too. Otherwise a room could be paid twice.')
  }
  checkCount('connections', connections)
  checkCount('concurrency', concurrency)
  checkCount('waitingLimit', waitingLimit)
  checkCount('meetingLimit', meetingLimit)
  checkCount('queue.limit', queue.limit)
  if (queue.whenFull !== 'refuse' && queue.whenFull !== 'wait') refuseOption('queue.whenFull', "It must be 'refuse' or 'wait'.")
  if (!Number.isFinite(lease) || lease < 1_000) refuseOption('lease', 'It must be at least 1,000 milliseconds.')
  if (transport !== null && typeof transport !== 'function') refuseOption('transport', 'It must be a function that returns a transport.')
  if (logger !== null) requireMethods('logger', logger, ['info', 'warn', 'error'], 'It must be a logger of pino, or an object with the same functions.')
  if (!Number.isFinite(unknownLimit) || unknownLimit <= 0) refuseOption('unknownLimit', 'It must be a time in milliseconds above 0.')
  const { timers = systemTimers, signer } = client
  return {
    client: { ...client, signer: limitSigner(signer, timers), keep: { ...client.keep, closings: limitJournal(client.keep.closings, timers) } },
    rooms: limitRooms(rooms, timers), connections, concurrency, waitingLimit, meetingLimit, queue, lease, transport, logger, unknownLimit, timers,
  }
}
