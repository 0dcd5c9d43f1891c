import { randomBytes } from 'node:crypto'
import { inject, it, expect, onTestFinished } from 'vitest'
import { createBullmqQueue } from '../../examples/room-server/server/bullmqQueue'
import { describeRoomQueue, type QueuePair } from '../helpers/roomQueueContract'

const { url } = inject('redis')

async function open(): Promise<QueuePair> {
  const { hostname, port } = new URL(url ?? '')
  const name = `rooms-${randomBytes(8).toString('hex')}`
  const create = () => {
    const queue = createBullmqQueue({ connection: { host: hostname, port: Number(port) }, name, onError: () => {} })
    onTestFinished(() => queue.close())
    return queue
  }
  return { web: create(), worker: create() }
}

if (url) describeRoomQueue('BullMQ', open)
else {
  it('the queue over BullMQ is tested only if a Redis server is available', () => {
    // BullMQ runs scripts in Redis that the stand-in does not know.
    expect(inject('redis').binary).toBeNull()
  })
}
