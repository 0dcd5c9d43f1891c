import { expect, it } from 'vitest'
import { createMeetingPlaces } from './meetingPlaces'
import type { OpenRoom } from './openRoom'

/** Rooms of which only the way to leave matters. */
function start(limit: number) {
  const begun: string[] = []
  const places = createMeetingPlaces(limit, (room) => { begun.push((room as unknown as { name: string }).name) })
  const open = (name: string) => ({ name, leaveTransport: () => {} }) as unknown as OpenRoom
  return { begun, places, open }
}

it('a room gets a place while there is one, and keeps its place when it asks again', () => {
  const { places, open } = start(1)
  const [first, second] = [open('first'), open('second')]
  expect([places.take(first, false), places.take(first, false), places.take(second, false)]).toEqual([true, true, false])
  expect([places.taken, places.isWaiting(first), places.isWaiting(second)]).toEqual([1, false, true])
})

it('rooms that wait in line are begun in the order in which they came, each once a place is free', () => {
  const { begun, places, open } = start(1)
  const [first, second, third] = [open('first'), open('second'), open('third')]
  for (const room of [first, second, third]) places.take(room, false)
  first.leaveTransport()
  expect([begun, places.isWaiting(second)]).toEqual([['second'], false])
  // A room that comes later does not get the place of the room that was begun.
  expect([places.take(open('fourth'), false), places.take(second, false)]).toEqual([false, true])
  first.leaveTransport()
  expect(begun).toEqual(['second'])
  second.leaveTransport()
  third.leaveTransport()
  expect([begun, places.taken]).toEqual([['second', 'third', 'fourth'], 1])
})

it('a room for which something was sent meets its players above the limit, and the next in line waits until the limit is kept again', () => {
  const { begun, places, open } = start(1)
  const [first, sent] = [open('first'), open('sent')]
  places.take(first, false)
  expect(places.take(sent, true)).toBe(true)
  places.take(open('next'), false)
  sent.leaveTransport()
  expect(begun).toEqual([])
  first.leaveTransport()
  expect(begun).toEqual(['next'])
})
