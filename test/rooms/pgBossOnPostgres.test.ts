import PgBoss from 'pg-boss'
import { expect, inject, it, onTestFinished } from 'vitest'
import { createPgBossQueue, type PgBossLike } from '../../src/node'
import { openPostgres } from '../helpers/postgresRig'
import { describeRoomQueue } from '../helpers/roomQueueContract'

/** pg-boss as an app starts it, in a schema of the test. */
async function startBoss(schema: string): Promise<PgBoss> {
  const { host, port, user, password } = inject('postgres')
  const boss = new PgBoss({ host, port, user, password, database: 'postgres', schema, max: 4 })
  boss.on('error', () => {})
  await boss.start()
  onTestFinished(() => boss.stop({ graceful: false, wait: true }))
  return boss
}

async function open() {
  const { schema } = await openPostgres()
  const [web, worker] = [await startBoss(schema), await startBoss(schema)]
  return { web: createPgBossQueue(web), worker: createPgBossQueue(worker, { pollingInterval: 0.5 }) }
}

describeRoomQueue('pg-boss', open)

const functions: PgBossLike = { createQueue: async () => {}, send: async () => null, work: async () => '', offWork: async () => {} }

it.each([
  ['boss', {}, {}],
  ['name', functions, { name: 'two words' }],
  ['pollingInterval', functions, { pollingInterval: 0.1 }],
  ['batchSize', functions, { batchSize: 0 }],
  ['timeout', functions, { timeout: 0 }],
])('the queue over pg-boss refuses a wrong option: %s', (option, boss, options) => {
  expect(() => createPgBossQueue(boss as PgBossLike, options)).toThrow(expect.objectContaining({ info: expect.objectContaining({ code: 'OPTIONS_INVALID', data: expect.objectContaining({ option }) }) }))
})

it('an announcement over pg-boss fails after its time limit when Postgres does not answer', async () => {
  const queue = createPgBossQueue({ ...functions, send: () => new Promise(() => {}) }, { timeout: 20 })
  await expect(queue.announce('room')).rejects.toMatchObject({ code: 'ROOM_QUEUE_UNAVAILABLE', cause: { code: 'ETIMEDOUT' } })
})

it('a queue of pg-boss that could not be created is created by the next announcement', async () => {
  let calls = 0
  const sent: unknown[] = []
  const queue = createPgBossQueue({
    ...functions,
    createQueue: async () => { if (++calls === 1) throw new Error('connection refused') },
    send: async (_, data) => {
      sent.push(data)
      return null
    },
  })
  await expect(queue.announce('room')).rejects.toThrow('connection refused')
  await queue.announce('room')
  await queue.announce('other')
  expect({ calls, sent }).toEqual({ calls: 2, sent: [{ roomId: 'room' }, { roomId: 'other' }] })
})
