import type { RoomQueue } from 'vue-nitrolite/node'

export interface BullmqQueueOptions {
  /** Options of ioredis. */
  readonly connection: { readonly host: string, readonly port: number }
  /** @default 'nitrolite-rooms' */
  readonly name?: string
  /** Called with problems of the connection to Redis. @default console.error */
  readonly onError?: (error: Error) => void
}

export function createBullmqQueue(options: BullmqQueueOptions): RoomQueue & { close(): Promise<void> }
