// Announces rooms over BullMQ. The adapter of pg-boss, createPgBossQueue, is part of vue-nitrolite.
import { Queue, Worker } from 'bullmq'

/** Jobs that failed are kept for a person to look at. Nothing depends on them. */
const JOB = { attempts: 3, backoff: { type: 'exponential', delay: 1_000 }, removeOnComplete: true, removeOnFail: 1_000 }

/**
 * @param connection options of ioredis
 * @returns a RoomQueue, and close()
 */
export function createBullmqQueue({ connection, name = 'nitrolite-rooms', onError = console.error }) {
  const queue = new Queue(name, { connection, defaultJobOptions: JOB })
  queue.on('error', onError)

  return {
    async announce(roomId) {
      await queue.add('wake', { roomId })
    },
    async deliver(wake) {
      const worker = new Worker(name, job => wake(job.data.roomId), { connection: { ...connection, maxRetriesPerRequest: null }, concurrency: 50 })
      worker.on('error', onError)
      await worker.waitUntilReady()
      return () => worker.close()
    },
    close: () => queue.close(),
  }
}
