import { expect, it, onTestFinished } from 'vitest'
import { addRoom, connectRoomQueue, type RoomQueue, type RoomResult } from '../../src/node'
import { BOB } from './people'
import { startRoomRig, until } from './roomRig'

const result: RoomResult = { kind: 'winner', participant: BOB }

/** A queue and its twin in another process. Nothing is scheduled for them before the test asks for it. */
export interface QueuePair {
  readonly web: RoomQueue
  readonly worker: RoomQueue
}

/** Rooms without an owner are looked for three times per lease, so without a queue nobody takes a room within this time. */
const LONG_LEASE = 600_000

/** What each queue must do for a room closer. @param open makes the queue of a test, and removes it when the test has ended */
export function describeRoomQueue(name: string, open: () => Promise<QueuePair>): void {
  it(`${name} wakes a worker for rooms that a web process has stored, and each of them is paid once`, async () => {
    const { web, worker } = await open()
    const { rooms, openSession, createCloser, wronglyPaid } = await startRoomRig('clearnode')
    const [one, two] = [createCloser({ lease: LONG_LEASE }), createCloser({ lease: LONG_LEASE })]
    for (const { closer } of [one, two]) {
      await closer.start()
      onTestFinished(await connectRoomQueue(closer, worker))
    }
    const ids = Array.from({ length: 10 }, () => openSession())
    await Promise.all(ids.map(async (sessionId, index) => {
      const roomId = `room ${index}`
      await addRoom(rooms, roomId, { sessionId, result })
      // Twice, so that both workers may hear of it.
      await Promise.all([web.announce(roomId), web.announce(roomId)])
    }))
    await until(async () => (await rooms.read(ids.map((_, index) => `room ${index}`))).every(({ isOpen }) => !isOpen))
    await web.announce('room 0')
    await web.announce('a room that nobody has stored')
    expect(wronglyPaid(ids)).toEqual([])
    const submitted = [...one.events, ...two.events].filter(({ type }) => type === 'room.submitted')
    expect(submitted.map(({ roomId }) => roomId).sort()).toEqual(ids.map((_, index) => `room ${index}`).sort())
  })

  it(`${name} gives an announcement that a process rejects to a process that deals with it`, async () => {
    const { web, worker } = await open()
    const heard: string[] = []
    let isRejecting = true
    onTestFinished(await worker.deliver(async (roomId) => {
      heard.push(roomId)
      if (isRejecting) throw new Error('stopped')
    }))
    await web.announce('room')
    await until(() => heard.length > 0)
    isRejecting = false
    await until(() => heard.length > 1)
    expect(new Set(heard)).toEqual(new Set(['room']))
  })

  it(`${name} delivers nothing after it was stopped`, async () => {
    const { web, worker } = await open()
    const [first, second]: [string[], string[]] = [[], []]
    const stop = await worker.deliver(async (roomId) => { first.push(roomId) })
    await web.announce('early')
    await until(() => first.length > 0)
    await stop()
    onTestFinished(await worker.deliver(async (roomId) => { second.push(roomId) }))
    await web.announce('late')
    await until(() => second.length > 0)
    expect({ first, second }).toEqual({ first: ['early'], second: ['late'] })
  })
}
