import type { Hex } from '../types'

const ROOM_NAME = /^(0x[\da-f]{64})-([\da-f]{8})$/

/** The session and the node that a room belongs to. */
export interface RoomSubject {
  /** `0x` and 64 lower-case hex digits. */
  readonly sessionId: Hex
  /** The first 4 bytes of the hash of the node's own address: `0x` and 8 lower-case hex digits. */
  readonly nodeTag: Hex
}

/** The name of the room in which the participants of a session meet. Sessions of different nodes can have the same id. */
export const roomNameOf = ({ sessionId, nodeTag }: RoomSubject): string => `${sessionId}-${nodeTag.slice(2)}`

/** Reads a name that `roomNameOf` has made. Returns null for any other text. */
export function readRoomName(name: string): RoomSubject | null {
  const [, sessionId, tag] = ROOM_NAME.exec(name) ?? []
  return sessionId === undefined || tag === undefined ? null : { sessionId: sessionId as Hex, nodeTag: `0x${tag}` }
}
