import { expect, it, onTestFinished } from 'vitest'
import { createMemoryJournal, type Journal } from '../../src/core'
import type { RoomResult } from '../../src/node'
import { createEmbeddedClearnode, createEmbeddedNitronode, judge, type NodeKind } from '../../src/testing'
import { ALICE, APPLICATION, BOB } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'

const result: RoomResult = { kind: 'winner', participant: BOB }
const METHODS: Readonly<Record<NodeKind, string>> = { clearnode: 'close_app_session', nitronode: 'app_sessions.v1.submit_app_state' }

/** A room is sent and its worker dies. The next worker finds a node at the same address that does not know the session. */
async function startOnResetNode(kind: NodeKind, journal: Journal = createMemoryJournal()) {
  const rig = await startRoomRig(kind, { journal })
  rig.node.faults.add({ kind: 'stall', at: { moment: 'checked', method: METHODS[kind] }, ms: 600_000 })
  const first = rig.createCloser()
  await first.closer.start()
  const sessionId = rig.openSession()
  void first.closer.close('room', { sessionId, result })
  await until(() => first.events.some(({ type }) => type === 'room.submitted'))
  first.kill()

  const empty = kind === 'clearnode' ? createEmbeddedClearnode() : createEmbeddedNitronode()
  onTestFinished(() => { empty.dispose() })
  const createNext = () => rig.createCloser({ client: { WebSocket: empty.WebSocket } })
  const next = createNext()
  await next.closer.start()
  const room = next.closer.close('room', { sessionId, result })
  const isMissing = (): boolean => room.snapshot().error?.code === 'CLOSING_SESSION_MISSING'
  return { ...rig, ...next, empty, createNext, sessionId, room, isMissing }
}

const rejection = (thrown: PromiseLike<unknown>): Promise<unknown> => Promise.resolve(thrown).then(() => null, (error: unknown) => error)

it.each(['clearnode', 'nitronode'] as const)('a room whose %s has lost the session stays open until a person archives it, and is not begun again', async (kind) => {
  const { closer, events, journal, rooms, sessionId, room, isMissing, createCloser, node } = await startOnResetNode(kind)
  expect(closer.archive('room')).toBe(false)
  await until(isMissing)
  expect(room.state).toBe('confirming')
  expect(closer.archive('another room')).toBe(false)
  expect(closer.archive('room')).toBe(true)
  expect(await rejection(room)).toMatchObject({ code: 'CLOSING_ARCHIVED' })
  await until(async () => (await rooms.read(['room'])).every(({ isOpen }) => !isOpen))
  expect(await journal.list()).toEqual([])
  expect(await rooms.read(['room'])).toMatchObject([{ state: 'failed', ending: { error: { code: 'CLOSING_ARCHIVED' }, entry: { sessionId, attempts: 1 } } }])
  expect(events.at(-1)).toMatchObject({ type: 'room.failed', isRepeated: false })
  expect((await rooms.readLog('room')).at(-1)).toMatchObject({ name: 'failed', details: 'CLOSING_ARCHIVED' })

  // The session is open on the node that has received the request. A call that comes again sends nothing.
  const later = createCloser()
  await later.closer.start()
  expect(await rejection(later.closer.close('room', { sessionId, result }))).toMatchObject({ code: 'CLOSING_ARCHIVED' })
  expect(later.events).toEqual([])
  expect(node.sessionLedger(sessionId).payments).toEqual([])
})

it('a worker that takes over an archived room removes the record that was left, and sends nothing', async () => {
  const memory = createMemoryJournal()
  let isDying = true
  const { closer, createNext, journal, kill, rooms, sessionId, isMissing } = await startOnResetNode('clearnode', {
    ...memory, remove: (key, revision) => isDying ? new Promise(() => {}) : memory.remove(key, revision),
  })
  await until(isMissing)
  expect(closer.archive('room')).toBe(true)
  await until(async () => (await rooms.read(['room'])).every(({ ending }) => ending !== null))
  kill()
  isDying = false
  expect(await journal.list()).toMatchObject([{ record: { sessionId } }])

  const last = createNext()
  await last.closer.start()
  await until(async () => (await rooms.read(['room'])).every(({ isOpen }) => !isOpen))
  expect(await rooms.read(['room'])).toMatchObject([{ state: 'failed', ending: { error: { code: 'CLOSING_ARCHIVED' } } }])
  expect(await journal.list()).toEqual([])
  expect(last.events).toMatchObject([{ type: 'room.taken' }, { type: 'room.failed', hadEnded: true, error: { code: 'CLOSING_ARCHIVED' } }])
})

it.each(['clearnode', 'nitronode'] as const)('a person may ask the store to archive rooms of a running worker on a %s: the worker archives those that nobody can find out about, and pays the one whose request is under way', async (kind) => {
  const { closer, rooms, room, isMissing, journal, empty } = await startOnResetNode(kind)
  const { id } = empty.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION, nonce: 99, allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  empty.faults.add({ kind: 'stall', at: { moment: 'checked', method: METHODS[kind] }, ms: 5_000 })
  await until(isMissing)
  const paid = closer.close('under way', { sessionId: id, result })
  await until(() => paid.state === 'submitting')
  await rooms.askToArchive('under way', 60_000)
  await rooms.askToArchive('room', 60_000)
  expect(await rejection(room)).toMatchObject({ code: 'CLOSING_ARCHIVED' })
  expect((await paid).result).toBe('closed')
  expect(judge(empty, id)).toMatchObject({ closes: 1, isOverpaid: false, paid: { usdc: '1' } })
  await until(async () => (await rooms.read(['room'])).every(({ isOpen }) => !isOpen))
  expect((await journal.list()).filter(({ record }) => record.sessionId !== id)).toEqual([])
})
