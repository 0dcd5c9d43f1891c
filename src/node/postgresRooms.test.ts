import { expect, it } from 'vitest'
import { openPostgres } from '../../test/helpers/postgresRig'
import { describeRoomStore } from '../../test/helpers/roomStoreContract'
import type { Hex } from '../core'
import type { DamagedRoom, NewRoom } from '../rooms/store/roomStore'
import { createPostgresRooms, postgresRoomsSql } from './postgresRooms'

const pass = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })

describeRoomStore('Postgres', async () => {
  const postgres = await openPostgres()
  return { store: createPostgresRooms({ query: postgres.query }), other: createPostgresRooms({ query: postgres.query }), pass }
})

it('the statements for a migration create tables that a role without the right to create can use', async () => {
  const postgres = await openPostgres()
  await postgres.pool.query(postgresRoomsSql('rooms'))
  await postgres.pool.query(postgresRoomsSql('rooms'))
  const { name, password } = await postgres.addRole()
  await postgres.pool.query(`GRANT ALL ON rooms, rooms_workers, rooms_archiving TO ${name}`)
  const pool = postgres.connect({ user: name, password })
  const store = createPostgresRooms({ query: (text, values) => pool.query(text, values), table: 'rooms' })
  await store.register('a', 1_000)
  expect(await store.keepAlive('a', 1_000)).toBe(true)
})

it('a worker whose sign of life is on its way while it is buried is either kept or buried, and never both', async () => {
  const postgres = await openPostgres()
  const store = createPostgresRooms({ query: postgres.query })
  await store.register('b', 60_000)
  for (let round = 0; round < 20; round += 1) {
    const worker = `a${round}`
    await store.register(worker, 20)
    const sessionId: Hex = `0x${String(round).padStart(64, '0')}`
    await store.add({ roomId: worker, sessionId, hash: '', request: { sessionId, result: { kind: 'rows', allocations: [] } } }, worker)
    await pass(20)
    const [isAlive, taken] = await Promise.all([store.keepAlive(worker, 60_000), store.take('b', { limit: 100 })])
    expect(taken.some(({ roomId }) => roomId === worker)).toBe(!isAlive)
  }
})

it.each(['Rooms', 'a; drop table b', ''])('the table of rooms refuses a name that needs quotes: %s', (table) => {
  expect(() => createPostgresRooms({ query: async () => ({ rows: [] }), table })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
  expect(() => postgresRoomsSql(table)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
})

it('the table of rooms refuses a server or role that may lose what it has confirmed', async () => {
  const postgres = await openPostgres()
  const pool = postgres.connect({ options: `-c search_path=${postgres.schema} -c synchronous_commit=off` })
  const query = (text: string, values: string[]) => pool.query(text, values)
  await expect(createPostgresRooms({ query }).register('a', 1_000)).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { data: { problem: 'settings' } } })
  await createPostgresRooms({ query, durability: 'trusted' }).register('a', 1_000)
})

it('the error of a failed statement about rooms says what to do on a server', async () => {
  const postgres = await openPostgres()
  const store = createPostgresRooms({ query: postgres.query })
  await store.register('a', 1_000)
  await postgres.pool.query('DROP TABLE nitrolite_rooms')
  await expect(store.read(['room'])).rejects.toMatchObject({ code: 'ROOM_STORE_FAILED', info: { data: { problem: 'missing' }, fix: expect.stringContaining('Then close the room again') as string } })
})

it('rooms in a Postgres that cannot be reached at the first call say what to do on a server', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const store = createPostgresRooms({ query: () => Promise.reject(refused) })
  await expect(store.register('a', 1_000)).rejects.toMatchObject({ code: 'ROOM_STORE_FAILED', info: { data: { problem: 'unreachable' } } })
})

const newRoom = (roomId: string, digit: string): NewRoom => {
  const sessionId: Hex = `0x${digit.repeat(64)}`
  return { roomId, sessionId, hash: roomId, request: { sessionId, result: { kind: 'rows', allocations: [] } } }
}

it.each([
  ['request', '{"kind'], ['request', '{}'], ['request', `{"sessionId":"0x${'1'.repeat(64)}","result":{"kind":"of a later version"}}`],
  ['allocations', '{}'], ['ending', 'null and void'], ['ending', '{"state":"sent"}'],
])('a row whose %s is %s is left out and named, and keeps no other row back', async (column, text) => {
  const { query, pool } = await openPostgres()
  const store = createPostgresRooms({ query })
  await store.register('a', 60_000)
  await store.add(newRoom('bad', '1'), null)
  await store.add(newRoom('good', '2'), null)
  await pool.query(`UPDATE nitrolite_rooms SET ${column} = $1 WHERE room_id = 'bad'`, [text])
  const damaged: DamagedRoom[] = []
  const onDamaged = (room: DamagedRoom): void => { damaged.push(room) }
  expect((await store.take('a', { limit: 5 }, onDamaged)).map(({ roomId }) => roomId)).toEqual(['good'])
  expect((await store.owned('a', onDamaged)).map(({ roomId }) => roomId)).toEqual(['good'])
  expect((await store.read(['bad', 'good'], onDamaged)).map(({ roomId }) => roomId)).toEqual(['good'])
  expect(damaged.map(({ roomId }) => roomId)).toEqual(['bad', 'bad', 'bad'])
  await expect(store.read(['bad'])).rejects.toMatchObject({ code: 'ROOM_STORE_FAILED', info: { data: { problem: 'damaged' }, why: expect.stringContaining('The row of room bad is damaged') as string } })
})

it('a log that cannot be read counts as no log', async () => {
  const { query, pool } = await openPostgres()
  const store = createPostgresRooms({ query })
  await store.add(newRoom('room', '1'), null)
  await pool.query(`UPDATE nitrolite_rooms SET log = '{"at'`)
  expect(await store.readLog('room')).toEqual([])
})
