import { expect, it } from 'vitest'
import { createLanes } from './lanes'
import type { OpenRoom } from './openRoom'

const roomOn = (connection: number): OpenRoom => ({ connection }) as OpenRoom

function openLanes({ width = 2, count = 2 } = {}) {
  const begun: OpenRoom[] = []
  const state = { isReady: true, mayBegin: true }
  const lanes = createLanes({
    count, width, isReady: () => state.isReady, mayBegin: () => state.mayBegin, begin: (room) => { begun.push(room) },
  })
  return { lanes, begun, state }
}

it('each connection begins as many rooms as it is wide, in the order in which they came', () => {
  const { lanes, begun } = openLanes()
  const rooms = [roomOn(0), roomOn(0), roomOn(0), roomOn(1), roomOn(0)]
  for (const room of rooms) lanes.add(room)
  expect(begun).toEqual([rooms[0], rooms[1], rooms[3]])
  expect({ queued: lanes.queued, running: lanes.running }).toEqual({ queued: 2, running: 3 })
  expect(rooms.map(room => lanes.queuedWith(room))).toEqual([2, 2, 2, 0, 2])
  lanes.leave(rooms[1] as OpenRoom)
  expect(begun.at(-1)).toBe(rooms[2])
})

it('a room that leaves its lane twice frees one place only', () => {
  const { lanes, begun } = openLanes({ width: 1, count: 1 })
  const rooms = [roomOn(0), roomOn(0), roomOn(0)]
  for (const room of rooms) lanes.add(room)
  lanes.leave(rooms[0] as OpenRoom)
  lanes.leave(rooms[0] as OpenRoom)
  expect(begun).toEqual([rooms[0], rooms[1]])
})

it('rooms wait while their connection is not ready, and while no room may begin', () => {
  const { lanes, begun, state } = openLanes()
  state.isReady = false
  lanes.add(roomOn(0))
  state.isReady = true
  state.mayBegin = false
  lanes.proceed()
  expect(begun).toEqual([])
  state.mayBegin = true
  lanes.proceed()
  expect(begun).toHaveLength(1)
})

it('thousands of rooms that wait for one lane begin in the order in which they came', () => {
  const { lanes, begun } = openLanes({ width: 1, count: 1 })
  const rooms = Array.from({ length: 3_500 }, () => roomOn(0))
  for (const room of rooms) lanes.add(room)
  for (const room of rooms) lanes.leave(room)
  expect(begun).toEqual(rooms)
  expect({ queued: lanes.queued, running: lanes.running }).toEqual({ queued: 0, running: 0 })
})
