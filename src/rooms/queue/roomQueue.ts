/**
 * A queue that tells workers about rooms. It only saves time: a room is stored before it is announced, and workers find stored rooms
 * without a queue. So announcements may be lost, and may come late, twice or in any order.
 */
export interface RoomQueue {
  /** Announces a room that was stored. Call it after `addRoom`. */
  announce(roomId: string): Promise<void>
  /**
   * Passes announcements to this process, each to one of the processes that ask for them.
   * @param wake looks at the room. It resolves once the announcement is done, and rejects if another process should get it
   * @returns ends that: this process gets no more announcements
   */
  deliver(wake: (roomId: string) => Promise<void>): Promise<() => Promise<void>>
}
