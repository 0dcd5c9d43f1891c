import type { RoomCloser } from '../rooms/closer/types'

/** What is observed of a room closer. */
export type ObservedCloser = Pick<RoomCloser, 'on' | 'status'>
