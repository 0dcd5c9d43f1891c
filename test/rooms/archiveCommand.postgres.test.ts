import { expect, inject, it } from 'vitest'
import { runRoomsCommand } from '../../src/bin/roomsCommand'
import type { Address } from '../../src/core'
import { journalKey, type JournalRecord } from '../../src/core/journal/journal'
import { createPostgresJournal, createPostgresRooms, type RoomResult } from '../../src/node'
import type { NodeKind } from '../../src/testing'
import { ALICE, BOB } from '../helpers/people'
import { openPostgres } from '../helpers/postgresRig'
import { startRoomRig, until } from '../helpers/roomRig'
import { sampleRecord } from '../helpers/sampleRecord'
import { sampleId } from '../helpers/sampleSession'

const toBob: RoomResult = { kind: 'winner', participant: BOB }

/** A room whose request a worker has sent before it died, as its row and its record say, and the command for its database. */
async function startSent(kind: NodeKind = 'clearnode', change: Partial<JournalRecord> = {}) {
  const { query, schema } = await openPostgres()
  const { host, port, user, password } = inject('postgres')
  const database = `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/postgres?options=-csearch_path=${schema}`
  const [rooms, journal] = [createPostgresRooms({ query }), createPostgresJournal({ query })]
  const rig = await startRoomRig(kind, { rooms, journal })
  const protocol = kind === 'clearnode' ? 'nitrorpc/0.5' : 'nitronode/1'

  async function leave(roomId: string, sessionId = sampleId(), wallet: Address = sampleRecord().plan.wallet): Promise<string> {
    await rooms.register('dead', 1)
    const { room: { epoch } } = await rooms.add({ roomId, sessionId, hash: '', request: { sessionId, result: toBob } }, 'dead')
    const { plan } = sampleRecord(sessionId)
    const record = sampleRecord(sessionId, { node: rig.url, protocol, closingId: `closing of ${roomId}`, plan: { ...plan, wallet }, ...change })
    await rooms.markSent({ roomId, owner: 'dead', epoch }, record.plan.allocations)
    await journal.create(journalKey(rig.url, sessionId), record)
    return sessionId
  }

  async function archive(roomId: string, ...options: readonly string[]) {
    const written = { out: '', error: '' }
    const args = ['archive', roomId, '--node', rig.url, ...options]
    const code = await runRoomsCommand(args, { out: (text) => { written.out += text }, error: (text) => { written.error += text } }, { DATABASE_URL: database })
    return { code, ...written }
  }
  /** Everything that the command could change. */
  const stored = async () => [await query('SELECT room_id, state, owner, epoch, ending, is_open FROM nitrolite_rooms', []), await query('SELECT * FROM nitrolite_closings', [])].map(({ rows }) => rows)
  return { ...rig, query, rooms, journal, leave, archive, stored }
}

it.each(['clearnode', 'nitronode'] as const)('rooms archive ends a room whose %s does not know its session, and no worker begins it again', async (kind) => {
  const { leave, archive, rooms, journal, createCloser } = await startSent(kind)
  const sessionId = await leave('room')
  expect(await archive('room')).toEqual({ code: 0, error: '', out: expect.stringContaining('The room room is archived: it has ended as failed, with CLOSING_ARCHIVED.') as string })
  expect(await rooms.read(['room'])).toMatchObject([{ state: 'failed', isOpen: false, owner: null, ending: { error: { code: 'CLOSING_ARCHIVED' }, entry: { sessionId, attempts: 1 } } }])
  expect(await journal.list()).toEqual([])
  expect((await rooms.readLog('room')).at(-1)).toMatchObject({ name: 'archived', details: 'by a person' })

  const { closer, events } = createCloser()
  await closer.start()
  const [stored] = await rooms.read(['room'])
  expect(stored?.isOpen).toBe(false)
  await expect(closer.wake('room')).resolves.toBe('ended')
  expect(events).toEqual([])
  expect((await archive('room')).error).toBe('The room has ended as failed. Nothing was changed.\n')
})

it('rooms archive ends a room whose node speaks another protocol now', async () => {
  const { leave, archive, rooms, openSession } = await startSent('clearnode', { protocol: 'nitronode/1' })
  await leave('room', openSession())
  expect(await archive('room')).toMatchObject({ code: 0 })
  expect(await rooms.read(['room'])).toMatchObject([{ state: 'failed', isOpen: false }])
})

it.each<[string, string, (rig: Awaited<ReturnType<typeof startSent>>) => Promise<readonly string[] | void>]>([
  ['the room does not exist', 'There is no room room.', async ({ rooms }) => void await rooms.read([])],
  ['nothing was sent', 'Nothing was sent for the room', async ({ rooms }) => {
    const sessionId = sampleId()
    await rooms.add({ roomId: 'room', sessionId, hash: '', request: { sessionId, result: toBob } }, null)
  }],
  ['players were asked for signatures, and nothing was sent', 'Nothing was sent for the room', async ({ rooms, journal, url }) => {
    const sessionId = sampleId()
    await rooms.register('dead', 1)
    const { room } = await rooms.add({ roomId: 'room', sessionId, hash: '', request: { sessionId, result: toBob } }, 'dead')
    await rooms.markSent({ roomId: 'room', owner: 'dead', epoch: room.epoch }, [])
    await journal.create(journalKey(url, sessionId), sampleRecord(sessionId, { node: url, attempts: [] }))
  }],
  ['the node knows the session', 'The node knows the session, which is open.', async ({ leave, openSession }) => void await leave('room', openSession())],
  ['the record is of another node', 'The journal has no record of its session for this node', async ({ leave }) => {
    await leave('room')
    return ['--node', 'ws://127.0.0.1:1']
  }],
  ['the row is damaged', 'The row of the room is damaged:', async ({ leave, query }) => {
    await leave('room')
    await query(`UPDATE nitrolite_rooms SET allocations = '{'`, [])
  }],
  ['the record is damaged', 'The record of the room cannot be used', async ({ leave, query }) => {
    await leave('room')
    await query(`UPDATE nitrolite_closings SET record = replace(record, 'attempts', 'tries')`, [])
  }],
  ['the database has no journal', 'This database has no journal', async ({ leave }) => {
    await leave('room')
    return ['--journal-table', 'elsewhere']
  }],
])('rooms archive changes nothing if %s, and says so', async (_, reason, prepare) => {
  const rig = await startSent()
  await rig.journal.list()
  const options = await prepare(rig) ?? []
  const before = await rig.stored()
  expect(await rig.archive('room', ...options)).toEqual({ code: 1, out: '', error: expect.stringMatching(/Nothing was changed\.\n$/) as string })
  expect((await rig.archive('room', ...options)).error).toContain(reason)
  expect(await rig.stored()).toEqual(before)
})

it('rooms archive fails, and changes nothing, if the node cannot be asked', async () => {
  const rig = await startSent()
  await rig.leave('room')
  const before = await rig.stored()
  rig.node.faults.add({ kind: 'flapping', at: { after: 0 }, ms: 60_000, uptime: 0 })
  const { code, error } = await rig.archive('room')
  expect([code, error]).toEqual([1, expect.stringMatching(/\[[A-Z_]+\]\n$/)])
  expect(await rig.stored()).toEqual(before)
})

it('a worker removes the record of an archived room that the command could not remove', async () => {
  const { leave, archive, query, rooms, journal, createCloser } = await startSent()
  await leave('room')
  // Another process is changing the record, so that the command cannot.
  await query(`CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$`, [])
  await query('CREATE TRIGGER keep BEFORE UPDATE ON nitrolite_closings FOR EACH ROW EXECUTE FUNCTION keep()', [])
  expect(await archive('room')).toMatchObject({ code: 0, out: expect.stringContaining('A worker removes it.') as string })
  expect(await rooms.read(['room'])).toMatchObject([{ state: 'failed', isOpen: true, owner: null }])
  await query('DROP TRIGGER keep ON nitrolite_closings', [])
  const { closer, events } = createCloser()
  await closer.start()
  for (let open = true; open;) open = (await rooms.read(['room'])).some(({ isOpen }) => isOpen)
  expect(await journal.list()).toEqual([])
  expect(events.map(({ type }) => type)).toEqual(['room.taken', 'room.failed'])
})

it('rooms archive changes nothing, and says so, if the worker that has the room does not take the wish up', async () => {
  const { leave, rooms, archive, stored } = await startSent()
  await leave('room')
  await rooms.register('alive', 60_000)
  await rooms.take('alive', { limit: 1, roomId: 'room' })
  const before = await stored()
  const { code, out, error } = await archive('room', '--wait', '1')
  expect([code, out]).toEqual([1, 'A worker has the room. It is asked to archive it.\n'])
  expect(error).toContain('The worker alive has the room and gives signs of life, but has not archived it within 1 s.')
  expect(await stored()).toEqual(before)
  expect(await rooms.askedToArchive('alive')).toEqual([])
})

it('rooms archive takes a room whose worker dies while it is asked', async () => {
  const { leave, rooms, archive, journal } = await startSent()
  await leave('room')
  await rooms.register('dying', 300)
  await rooms.take('dying', { limit: 1, roomId: 'room' })
  expect(await archive('room')).toMatchObject({ code: 0, out: expect.stringContaining('The room room is archived') as string })
  expect(await rooms.read(['room'])).toMatchObject([{ state: 'failed', isOpen: false, epoch: 3, ending: { error: { code: 'CLOSING_ARCHIVED' } } }])
  expect(await journal.list()).toEqual([])
})

it.each(['clearnode', 'nitronode'] as const)('rooms archive lets a running worker archive a room whose %s does not know its session, and the worker sends nothing for it', async (kind) => {
  const { leave, archive, rooms, journal, createCloser, openSession, wronglyPaid } = await startSent(kind)
  const { closer, events } = createCloser()
  const sessionId = await leave('room', sampleId(), ALICE)
  await closer.start()
  await until(() => events.some(({ type }) => type === 'room.confirming'))
  const { code, out, error } = await archive('room')
  expect([code, error]).toEqual([0, ''])
  expect(out).toMatch(/^A worker has the room\. It is asked to archive it\.\nThe room room is archived/)
  await until(async () => (await rooms.read(['room'])).every(({ isOpen }) => !isOpen))
  // The worker has ended the room itself, in its own epoch, and works on other rooms.
  expect(await rooms.read(['room'])).toMatchObject([{ state: 'failed', epoch: 2, ending: { error: { code: 'CLOSING_ARCHIVED' }, entry: { sessionId, attempts: 1 } } }])
  expect(await journal.list()).toEqual([])
  expect(events.map(({ type }) => type)).toEqual(['room.taken', 'room.confirming', 'room.failed'])
  expect(closer.status()).toMatchObject({ worker: expect.any(String) as string, unknown: 0 })
  const next = openSession()
  await closer.close('another room', { sessionId: next, result: toBob })
  expect(wronglyPaid([next])).toEqual([])
})
