import { expect, it } from 'vitest'
import { createMemoryJournal, NitroliteError, type Journal } from '../../src/core'
import { createMemoryRooms, type RoomResult, type RoomStore } from '../../src/node'
import { systemTimers } from '../../src/core/connection/runtime'
import { ALICE, BOB } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'

const result: RoomResult = { kind: 'shares', shares: [{ participant: ALICE, percent: 70 }, { participant: BOB, percent: 30 }] }

/** A database that ends the connection of one change. Whether it has made the change before, `isMade` says. */
function journalThatLoses(change: 'create' | 'remove', isMade: boolean): Journal {
  const journal = createMemoryJournal()
  let isLost = false
  const failing = { ...journal } as { -readonly [K in keyof Journal]: Journal[K] }
  const once = async (make: () => Promise<unknown>): Promise<never> => {
    isLost = true
    if (isMade) await make()
    throw new NitroliteError('JOURNAL_FAILED', { reason: 'The server closed the connection.' })
  }
  if (change === 'create') failing.create = (...args) => isLost ? journal.create(...args) : once(() => journal.create(...args))
  else failing.remove = (...args) => isLost ? journal.remove(...args) : once(() => journal.remove(...args))
  return failing
}

it('a paid room is settled even if the journal has removed its record and lost the answer', async () => {
  const rig = await startRoomRig('clearnode', { journal: journalThatLoses('remove', true) })
  const { closer } = rig.createCloser()
  await closer.start()
  const sessionId = rig.openSession()
  await closer.close('room', { sessionId, result })
  await until(async () => (await rig.rooms.read(['room'])).every(({ isOpen }) => !isOpen))
  expect(rig.wronglyPaid([sessionId])).toEqual([])
  expect(await rig.journal.list()).toEqual([])
})

it.each([['was not written', false], ['was written', true]])('a room whose first record %s, although the journal failed, is paid once', async (_, isMade) => {
  const rig = await startRoomRig('clearnode', { journal: journalThatLoses('create', isMade) })
  const { closer } = rig.createCloser()
  await closer.start()
  const sessionId = rig.openSession()
  await closer.close('room', { sessionId, result })
  expect(rig.wronglyPaid([sessionId])).toEqual([])
})

it('a room ends if its record was not written and somebody else closes the session meanwhile', async () => {
  const rig = await startRoomRig('clearnode', { journal: journalThatLoses('create', false) })
  const { closer, events } = rig.createCloser()
  await closer.start()
  const sessionId = rig.openSession()
  const room = closer.close('room', { sessionId, result })
  await until(() => events.some(({ type }) => type === 'room.failed'), 1)
  // The next request about the session finds it closed.
  rig.node.faults.add({ kind: 'close-by-others', at: { after: 0 }, to: 0 })
  await expect(Promise.resolve(room)).rejects.toMatchObject({ code: 'SESSION_NOT_OPEN' })
  await until(async () => (await rig.rooms.read(['room'])).every(({ isOpen }) => !isOpen))
  expect(await rig.journal.list()).toEqual([])
})

it('a closer stops although its store no longer answers, and its room is left as sent', async () => {
  const memory = createMemoryRooms()
  let isSilent = false
  const rooms = new Proxy(memory, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? (...args: unknown[]) => isSilent ? new Promise(() => {}) : (member as (...args: unknown[]) => unknown)(...args) : member
    },
  })
  const rig = await startRoomRig('clearnode')
  rig.node.faults.add({ kind: 'stall', at: { moment: 'checked', method: 'close_app_session' }, ms: 600_000 })
  // No wait takes longer than half a second in this test.
  const timers = { ...systemTimers, after: (ms: number, call: () => void) => systemTimers.after(Math.min(ms, 500), call) }
  const { closer } = rig.createCloser({ rooms, client: { timers } })
  await closer.start()
  const room = closer.close('room', { sessionId: rig.openSession(), result })
  await until(() => room.state === 'submitting')
  isSilent = true
  await closer.stop({ timeout: 100 })
  await expect(Promise.resolve(room)).rejects.toMatchObject({ code: 'ROOM_CLOSER_STOPPED' })
  expect(await memory.read(['room'])).toMatchObject([{ state: 'sent', ending: null, isOpen: true }])
})

it('a closer starts although its journal does not answer its first reading, and closes a room once the journal answers', async () => {
  const memory = createMemoryJournal()
  let isSilent = true
  const journal: Journal = { ...memory, read: key => isSilent ? new Promise(() => {}) : memory.read(key) }
  const rig = await startRoomRig('clearnode', { journal })
  const timers = { ...systemTimers, after: (ms: number, call: () => void) => systemTimers.after(Math.min(ms, 500), call) }
  const { closer } = rig.createCloser({ client: { timers } })
  await closer.start()
  expect(closer.health().ready).toBe(true)

  isSilent = false
  const sessionId = rig.openSession()
  await closer.close('room', { sessionId, result })
  expect(rig.wronglyPaid([sessionId])).toEqual([])
})

it('a room that was stored although the store failed is not called failed, and the same worker pays it', async () => {
  const memory = createMemoryRooms()
  let isLost = false
  const rooms: RoomStore = {
    ...memory,
    async add(room, owner) {
      const added = await memory.add(room, owner)
      if (isLost) return added
      isLost = true
      throw new NitroliteError('ROOM_STORE_FAILED', { reason: 'The server closed the connection.' })
    },
  }
  const rig = await startRoomRig('clearnode', { rooms })
  const { closer } = rig.createCloser()
  await closer.start()
  const sessionId = rig.openSession()
  const room = closer.close('room', { sessionId, result })
  await expect(Promise.resolve(room)).rejects.toMatchObject({ code: 'ROOM_STORE_FAILED' })
  expect(room.state).toBe('elsewhere')
  expect((await closer.close('room', { sessionId, result })).result).toBe('closed')
  expect(await memory.read(['room'])).toMatchObject([{ state: 'closed', epoch: 1 }])
  expect(rig.wronglyPaid([sessionId])).toEqual([])
})

it('a paid room whose record an earlier worker has left ends, although the journal fails when a worker takes the room over', async () => {
  const memory = createMemoryJournal()
  let canRemove = false
  let failsToRead = false
  const fail = () => Promise.reject(new NitroliteError('JOURNAL_FAILED', { reason: 'The database system is starting up.' }))
  const journal: Journal = {
    ...memory,
    remove: (key, revision) => canRemove ? memory.remove(key, revision) : fail(),
    async read(key) {
      if (!failsToRead || !key.endsWith(sessionId)) return memory.read(key)
      failsToRead = false
      return fail()
    },
  }
  const rig = await startRoomRig('clearnode', { journal })
  const sessionId = rig.openSession()
  const [first, second] = [rig.createCloser(), rig.createCloser()]
  await first.closer.start()
  await first.closer.close('room', { sessionId, result })
  await until(async () => (await rig.rooms.read(['room'])).every(({ ending }) => ending !== null))
  first.kill()
  expect(await memory.list()).toMatchObject([{ record: { sessionId } }])
  canRemove = failsToRead = true

  await second.closer.start()
  await until(async () => (await rig.rooms.read(['room'])).every(({ isOpen }) => !isOpen))
  expect(second.events).toContainEqual(expect.objectContaining({ type: 'room.failed', error: expect.objectContaining({ code: 'JOURNAL_FAILED' }) }))
  expect(rig.wronglyPaid([sessionId])).toEqual([])
  expect(await memory.list()).toEqual([])
})

it('a closer does not start while its journal refuses the settings of its server, and starts once they are right', async () => {
  const memory = createMemoryJournal()
  let isRefused = true
  const journal: Journal = {
    ...memory,
    read: key => isRefused ? Promise.reject(new NitroliteError('JOURNAL_UNAVAILABLE', { reason: 'Redis has appendfsync everysec.' })) : memory.read(key),
  }
  const rig = await startRoomRig('clearnode', { journal })
  const { closer } = rig.createCloser()
  await expect(closer.start()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { why: expect.stringContaining('everysec') as unknown } })
  expect(closer.health()).toMatchObject({ ready: false, reasons: ['not started'] })

  isRefused = false
  await closer.start()
  const sessionId = rig.openSession()
  await closer.close('room', { sessionId, result })
  expect(rig.wronglyPaid([sessionId])).toEqual([])
})
