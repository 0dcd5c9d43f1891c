import { expect, it } from 'vitest'
import type { RoomResult } from '../../src/node'
import { createPostgresJournal, createPostgresLogins, createPostgresRooms } from '../../src/node'
import { ALICE, BOB } from '../helpers/people'
import { openPostgres } from '../helpers/postgresRig'
import { startRoomRig, until } from '../helpers/roomRig'

const result: RoomResult = { kind: 'ranking', places: [{ participant: BOB, points: 3 }, { participant: ALICE, points: 1 }], remainder: 'first ranked' }
const secret = 'a secret of more than thirty-two characters'
const nameOf = (index: number): string => `room ${index}`

/** A node, and workers whose rooms, closings and logins are in one Postgres. */
async function startPostgresRig() {
  const { query } = await openPostgres()
  const rooms = createPostgresRooms({ query })
  const journal = createPostgresJournal({ query })
  const rig = await startRoomRig('clearnode', { rooms, journal })
  const createWorker = (lease = 5_000) => rig.createCloser({ lease, client: { keep: { closings: createPostgresJournal({ query }), logins: createPostgresLogins({ query, secret }) } }, rooms: createPostgresRooms({ query }) })
  const areSettled = async (count: number): Promise<boolean> => {
    const stored = await rooms.read(Array.from({ length: count }, (_, index) => nameOf(index)))
    return stored.length === count && stored.every(({ isOpen }) => !isOpen)
  }
  return { ...rig, createWorker, areSettled, query, journal, rooms }
}

it('two workers with everything in one Postgres share a login and pay every room once, also rooms that both are asked for', async () => {
  const { createWorker, openSession, wronglyPaid, areSettled, journal } = await startPostgresRig()
  const workers = [createWorker(), createWorker()]
  await Promise.all(workers.map(({ closer }) => closer.start()))
  const ids = Array.from({ length: 60 }, () => openSession())
  const receipts = await Promise.all(workers.flatMap(({ closer }) => ids.map((sessionId, index) => closer.close(nameOf(index), { sessionId, result }))))
  expect(receipts.every(receipt => receipt.result === 'closed')).toBe(true)
  expect(wronglyPaid(ids)).toEqual([])
  await until(() => areSettled(60))
  expect(await journal.list()).toEqual([])
  expect(workers.flatMap(({ errors }) => errors)).toEqual([])
})

it('rooms that were stored without a worker are closed by whichever worker finds them', async () => {
  const { createWorker, openSession, wronglyPaid, areSettled, rooms } = await startPostgresRig()
  const ids = Array.from({ length: 40 }, () => openSession())
  for (const [index, sessionId] of ids.entries()) await rooms.add({ roomId: nameOf(index), sessionId, hash: 'hash', request: { sessionId, result } }, null)
  const workers = [createWorker(), createWorker()]
  await Promise.all(workers.map(({ closer }) => closer.start()))
  await until(() => areSettled(40))
  expect(wronglyPaid(ids)).toEqual([])
  expect((await rooms.read(ids.map((_, index) => nameOf(index)))).map(({ epoch }) => epoch)).toEqual(ids.map(() => 1))
})

it('a worker starts with ten thousand open rooms without beginning more of them than its queue holds', async () => {
  const { createWorker, query } = await startPostgresRig()
  const worker = createWorker()
  // The tables are created by the first use.
  await createPostgresRooms({ query }).read([])
  await query(`INSERT INTO nitrolite_rooms (room_id, session_id, request, hash, epoch)
    SELECT 'old ' || n, '0x' || lpad(to_hex(n), 64, '0'), json_build_object('sessionId', '0x' || lpad(to_hex(n), 64, '0'), 'result', json_build_object('kind', 'winner', 'participant', $1::text))::text, 'hash', 1
    FROM generate_series(1, 10000) AS n`, [ALICE])
  await worker.closer.start()
  const { queued, running } = worker.closer.status()
  expect(queued).toBeGreaterThan(0)
  expect(queued + running).toBeLessThan(1_000)
  expect((await query(`SELECT count(*)::int AS owned FROM nitrolite_rooms WHERE owner IS NOT NULL`, [])).rows).toMatchObject([{ owned: expect.any(Number) as number }])
})
