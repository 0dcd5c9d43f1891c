import { expect, it, vi } from 'vitest'
import { createMemoryRooms } from '../store/memoryRooms'
import { createEndings } from './endings'
import { OpenRoom } from './openRoom'
import { RoomView } from './roomView'

const sessionId = `0x${'1'.repeat(64)}` as const

/** A failed room whose ending is not stored, and a store that answers writes of endings only when `answer` is called. */
async function openEndings() {
  const rooms = createMemoryRooms()
  await rooms.register('a', 60_000)
  const { room: stored } = await rooms.add({ roomId: 'room', sessionId, hash: '', request: { sessionId, result: { kind: 'rows', allocations: [] } } }, 'a')
  const view = new RoomView({ roomId: 'room', sessionId, state: 'queued', epoch: 1, allocations: [], error: null, receipt: null }, () => {})
  const room = new OpenRoom(stored, 'a', { view, key: 'key', acceptedAt: 0, connection: 0 })
  room.unsaved = { state: 'failed', error: null, entry: null, endedAt: 0 }
  const waiting: (() => void)[] = []
  const end = vi.fn<typeof rooms.end>(async (...args) => {
    await new Promise<void>((resolve) => { waiting.push(resolve) })
    return rooms.end(...args)
  })
  const onSettled = vi.fn<(room: OpenRoom) => void>()
  const endings = createEndings({ rooms: { ...rooms, end }, onSettled, onLost: () => {}, logOf: async () => [], report: () => {}, now: () => 0 })
  return { rooms, room, endings, end, onSettled, answer: () => { for (const resolve of waiting.splice(0)) resolve() } }
}

it('while a slow store keeps the ending of a room, no second write for the room is begun, and the room is settled once', async () => {
  const { rooms, room, endings, end, onSettled, answer } = await openEndings()
  endings.settle(room)
  for (let tries = 0; tries < 5; tries += 1) endings.retry()
  await vi.waitFor(() => { expect(end).toHaveBeenCalled() })
  expect(end).toHaveBeenCalledTimes(1)
  answer()
  await vi.waitFor(() => { expect(onSettled).toHaveBeenCalled() })
  endings.retry()
  await endings.flush()
  expect(onSettled).toHaveBeenCalledTimes(1)
  expect(endings.open).toBe(0)
  expect(await rooms.read(['room'])).toMatchObject([{ state: 'failed', isOpen: false, owner: null }])
})

it('an ending that the store has refused to keep is written again by the next try', async () => {
  const { rooms, room, endings, end, onSettled } = await openEndings()
  end.mockRejectedValueOnce(new Error('The database is away.')).mockImplementation(rooms.end)
  endings.settle(room)
  await vi.waitFor(() => { expect(end).toHaveBeenCalledTimes(1) })
  await vi.waitFor(() => {
    endings.retry()
    expect(onSettled).toHaveBeenCalledTimes(1)
  })
})
