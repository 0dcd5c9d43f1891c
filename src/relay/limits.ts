import { LARGEST_MESSAGE } from '../core/cosigning/transport'

/** What a relay grants at most. Together the limits bound its memory. */
export interface RelayLimits {
  /** Bytes of one message; not more than 32,768. @default 32_768 */
  readonly messageBytes: number
  /** Frames of one socket per second. To enter a room counts as three, because a signature is checked. @default 10 */
  readonly framesPerSecond: number
  /** Frames that a socket may send at once after a pause. @default 20 */
  readonly frameBurst: number
  /** Frames above the limit that are refused before the socket is closed. @default 100 */
  readonly framesRefused: number
  /** Challenges for all sockets of a network per second: each of them costs the relay one check of a signature. @default 25 */
  readonly entriesPerSecond: number
  /** Challenges that a network may ask for at once after a pause. @default 100 */
  readonly entryBurst: number
  /**
   * Bytes that the relay passes on for all sockets of a network per second. A message counts once for each seat that it goes to. An
   * entry counts with what it makes the relay send: kept messages, and lists of who is there.
   * @default 4_194_304, 4 MiB
   */
  readonly deliveredBytesPerSecond: number
  /** Bytes that the relay passes on for a network at once after a pause. @default 8_388_608, 8 MiB */
  readonly deliveryBurst: number
  /** Messages that a room keeps for participants who come later; the oldest give way. @default 200 */
  readonly keptMessages: number
  /** Bytes of the messages that a room keeps; the oldest give way. @default 262_144 */
  readonly keptBytes: number
  /** Milliseconds for which a message is kept. @default 900_000, 15 minutes */
  readonly keptFor: number
  /** Bytes of the messages that all rooms keep, and 400 bytes more for each message. Above it, messages are delivered but not kept. @default 134_217_728, 128 MiB */
  readonly keptBytesOfAllRooms: number
  /** Seats of one address in a room: devices and tabs. @default 4 */
  readonly seatsPerAddress: number
  /** Seats of a room. @default 64 */
  readonly seatsPerRoom: number
  /** Rooms that one socket is in or asks to enter. @default 32 */
  readonly roomsPerSocket: number
  /** Rooms of the relay. If there are that many, the oldest empty room gives way, and its messages are lost. @default 10_000 */
  readonly rooms: number
  /** Sockets of the relay. @default 10_000 */
  readonly sockets: number
  /** Sockets of one IPv4 address, or of one IPv6 network of 64 bits. @default 64 */
  readonly socketsPerNetwork: number
  /** Bytes that wait for a slow reader before its socket is closed, and 250 bytes more for each frame. @default 1_048_576, 1 MiB */
  readonly unreadBytes: number
  /**
   * Bytes that wait for the readers of all sockets, and 250 bytes more for each frame. Above it, the socket with the most unread bytes
   * is closed. @default 134_217_728, 128 MiB
   */
  readonly unreadBytesOfAllSockets: number
  /** Milliseconds for which a challenge can be answered. @default 60_000 */
  readonly challengeLife: number
  /** Milliseconds between two pings. A socket that has not answered the last one is closed. @default 30_000 */
  readonly heartbeat: number
  /** Milliseconds for which a socket may be in no room. @default 60_000 */
  readonly idleFor: number
  /** Refused attempts to enter a room before the socket is closed. @default 5 */
  readonly refusedEntries: number
  /** Milliseconds for which `isParticipant` may take. @default 10_000 */
  readonly participantCheck: number
}

export const DEFAULT_LIMITS: RelayLimits = {
  messageBytes: LARGEST_MESSAGE,
  framesPerSecond: 10,
  frameBurst: 20,
  framesRefused: 100,
  entriesPerSecond: 25,
  entryBurst: 100,
  deliveredBytesPerSecond: 4 * 1024 * 1024,
  deliveryBurst: 8 * 1024 * 1024,
  keptMessages: 200,
  keptBytes: 256 * 1024,
  keptFor: 15 * 60_000,
  keptBytesOfAllRooms: 128 * 1024 * 1024,
  seatsPerAddress: 4,
  seatsPerRoom: 64,
  roomsPerSocket: 32,
  rooms: 10_000,
  sockets: 10_000,
  socketsPerNetwork: 64,
  unreadBytes: 1024 * 1024,
  unreadBytesOfAllSockets: 128 * 1024 * 1024,
  challengeLife: 60_000,
  heartbeat: 30_000,
  idleFor: 60_000,
  refusedEntries: 5,
  participantCheck: 10_000,
}
