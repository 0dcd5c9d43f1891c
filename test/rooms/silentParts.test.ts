import { Wallet } from 'ethers'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createMemoryJournal, createNitroliteClient, type Journal, type Transport } from '../../src/core'
import { systemTimers } from '../../src/core/connection/runtime'
import { createMemoryRooms, type RoomResult } from '../../src/node'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { ALICE_KEY, APPLICATION, BOB, BOB_KEY } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'

const result: RoomResult = { kind: 'winner', participant: BOB }
const never = (): Promise<never> => new Promise(() => {})

/** The limits of the closer for parts of the app take a fifth of a second in these tests. */
const LIMITS: readonly number[] = [15_000, 30_000, 120_000]
const timers = { ...systemTimers, after: (ms: number, call: () => void) => systemTimers.after(LIMITS.includes(ms) ? 200 : ms, call) }

/** Sessions in which Alice, the server, needs Bob, who approves everything. One room at a time has a place. */
async function startGame() {
  const rig = await startRoomRig('clearnode', { weights: [50, 50] })
  const place = createMeetingPlace(systemTimers)
  const client = createNitroliteClient({ url: rig.url, application: APPLICATION, signer: BOB_KEY, WebSocket, keep: { closings: createMemoryJournal() } })
  onTestFinished(() => { client.dispose() })
  await client.connect()

  async function join(sessionId: string): Promise<void> {
    const room = await client.joinRoom(sessionId, { transport: place.transport() })
    const approve = (): void => { for (const proposal of room.proposals) if (proposal.state === 'reviewed') proposal.approve() }
    room.subscribe(approve)
    approve()
  }
  /** @param open opens the transport of a room: the first, the second… */
  function createOnePlace(open: (tries: number) => Transport | Promise<Transport>) {
    let tries = 0
    return rig.createCloser({ connections: 1, concurrency: 1, transport: () => open(++tries), client: { timers, recovery: {} } })
  }
  return { ...rig, place, join, createOnePlace }
}

it('a room whose transport does not answer gives its place to the next room, and is paid once its transport opens', async () => {
  const { openSession, join, place, createOnePlace, wronglyPaid } = await startGame()
  let openLate = (_: Transport): void => {}
  let isClosed = false
  const { closer, events } = createOnePlace(tries => tries === 1 ? new Promise<Transport>((resolve) => { openLate = resolve }) : place.transport())
  await closer.start()
  const ids = [openSession(), openSession()]
  await Promise.all(ids.map(join))
  await Promise.all(ids.map((sessionId, index) => closer.close(`room ${index}`, { sessionId, result })))
  expect(wronglyPaid(ids)).toEqual([])
  expect(events.find(({ type }) => type === 'room.failed')).toMatchObject({
    roomId: 'room 0', isRepeated: true, error: { code: 'TRANSPORT_FAILED', data: { reason: 'The function "transport" did not answer within 30 seconds.' } },
  })
  const ended = events.flatMap(({ type, roomId }) => type === 'room.closed' ? [roomId] : [])
  expect(ended).toEqual(['room 1', 'room 0'])

  // The app opens the first one at last. Nobody uses it.
  openLate({ ...place.transport(), close: () => { isClosed = true } })
  await until(() => isClosed)
})

it('a room is tried again if the app returns something else than a transport, and a transport that cannot be closed disturbs nothing', async () => {
  const { openSession, join, place, createOnePlace, wronglyPaid, rooms } = await startGame()
  const { closer, events, errors } = createOnePlace(tries => tries === 1 ? undefined as never : { ...place.transport(), close: () => { throw new Error('It is closed.') } })
  await closer.start()
  const sessionId = openSession()
  await join(sessionId)
  await closer.close('room', { sessionId, result })
  expect(wronglyPaid([sessionId])).toEqual([])
  expect(events.find(({ type }) => type === 'room.failed')).toMatchObject({ isRepeated: true, error: { code: 'TRANSPORT_FAILED' } })
  await closer.stop()
  expect(await rooms.read(['room'])).toMatchObject([{ owner: null, state: 'closed' }])
  expect(errors).toContain('LISTENER_FAILED')
})

it('callers hear how a room ended elsewhere, although its transport answered only after the worker had lost the room', async () => {
  const { openSession, join, place, createOnePlace, createCloser, rooms, wronglyPaid } = await startGame()
  let fail = (_: Error): void => {}
  const first = createOnePlace(() => new Promise<Transport>((_, reject) => { fail = reject }))
  await first.closer.start()
  const sessionId = openSession()
  const room = first.closer.close('room', { sessionId, result })
  await until(async () => (await rooms.read(['room'])).length === 1)
  const other = createCloser({ transport: () => place.transport(), client: { recovery: {} } })
  await other.closer.start()
  await rooms.release(first.closer.status().worker ?? '')
  expect(await other.closer.wake('room')).toBe('taken')
  await until(() => room.state === 'elsewhere')
  fail(new Error('The relay is restarting.'))
  await join(sessionId)
  expect((await room).result).toBe('closed')
  expect(wronglyPaid([sessionId])).toEqual([])
})

it('callers and listeners hear that a room was paid by the worker before, although its players cannot be met any more', async () => {
  const { openSession, join, place, createOnePlace, createCloser, node, wronglyPaid, rooms } = await startGame()
  const first = createOnePlace(() => place.transport())
  await first.closer.start()
  const sessionId = openSession()
  await join(sessionId)
  // The node pays, and the worker dies before it hears of that.
  node.faults.add({ kind: 'stall', at: { moment: 'committed', method: 'close_app_session' }, ms: 600_000 })
  void first.closer.close('room', { sessionId, result })
  await until(() => node.sessionLedger(sessionId).status === 'closed')
  first.kill()

  const other = createCloser({ transport: () => { throw new Error('The relay is gone.') } })
  await other.closer.start()
  const room = other.closer.close('room', { sessionId, result })
  expect((await room).result).toBe('closed')
  expect(other.events.filter(({ type }) => type === 'room.closed')).toMatchObject([{ roomId: 'room', hadEnded: false }])
  await until(async () => (await rooms.read(['room'])).every(({ isOpen }) => !isOpen))
  expect(wronglyPaid([sessionId])).toEqual([])
})

it.each([
  ['rejects', () => Promise.reject(new Error('The service is down.'))],
  ['does not answer', never],
])('a connection whose signer %s when the login is over is connected again, and its room is paid', async (_, fail) => {
  const rig = await startRoomRig('clearnode')
  const wallet = new Wallet(ALICE_KEY)
  let isDown = false
  const signer = {
    getAddress: () => wallet.getAddress(),
    signTypedData: (...given: Parameters<Wallet['signTypedData']>): Promise<string> => isDown ? fail() : wallet.signTypedData(...given),
  }
  const { closer, errors, events } = rig.createCloser({ connections: 2, client: { signer, timers } })
  await closer.start()
  isDown = true
  rig.node.faults.add({ kind: 'replace-key', at: { after: 0 } })
  const ids = [rig.openSession(), rig.openSession()]
  const rooms = ids.map((sessionId, index) => closer.close(`room ${index}`, { sessionId, result }))
  await until(() => closer.status().connections.includes('closed'))
  expect(errors).toContain('WALLET_FAILED')
  isDown = false
  await Promise.all(rooms)
  expect(rig.wronglyPaid(ids)).toEqual([])
  expect(closer.status().connections).toEqual(['ready', 'ready'])
  expect(events.filter(event => event.type === 'room.failed' && !event.isRepeated)).toEqual([])
})

it('a room whose record cannot be read, because the journal does not answer once, is paid by the next worker', async () => {
  const memory = createMemoryJournal()
  let isSilent = false
  const journal: Journal = { ...memory, read: key => isSilent ? never() : memory.read(key) }
  const rig = await startRoomRig('clearnode', { journal })
  const sessionId = rig.openSession()
  await rig.rooms.add({ roomId: 'room', sessionId, hash: '', request: { sessionId, result } }, null)
  await rig.rooms.register('dead', 0)
  await rig.rooms.take('dead', { limit: 1 })
  const { closer, events } = rig.createCloser({ client: { timers } })
  isSilent = true
  await closer.start()
  await until(() => events.some(({ type }) => type === 'room.failed'))
  expect(closer.status()).toMatchObject({ running: 0, queued: 1 })
  isSilent = false
  await until(() => rig.wronglyPaid([sessionId]).length === 0)
})

it.each(['take', 'keepAlive'] as const)('a closer keeps looking for rooms although its store has not answered one call of "%s"', async (method) => {
  const memory = createMemoryRooms()
  let [isSilent, isAsked] = [false, false]
  const rooms = new Proxy(memory, {
    get(target, name) {
      const member = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>
      if (name !== method) return member
      return (...given: unknown[]) => {
        isAsked ||= isSilent
        return isSilent ? never() : member(...given)
      }
    },
  })
  const rig = await startRoomRig('clearnode', { rooms })
  const { closer } = rig.createCloser({ client: { timers } })
  await closer.start()
  isSilent = true
  await until(() => isAsked)
  isSilent = false
  const sessionId = rig.openSession()
  await memory.add({ roomId: 'room', sessionId, hash: '', request: { sessionId, result } }, null)
  await until(() => rig.wronglyPaid([sessionId]).length === 0)
  expect(closer.health()).toMatchObject({ ready: true })
})
