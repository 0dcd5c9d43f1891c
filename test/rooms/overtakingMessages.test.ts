import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { RoomResult } from '../../src/node'
import { BOB } from '../helpers/people'
import { startRoomRig } from '../helpers/roomRig'

const result: RoomResult = { kind: 'winner', participant: BOB }
const ROOMS = 60

/** The node gets each message of a connection after a wait of its own, so that later messages overtake earlier ones. */
class OvertakingSocket extends WebSocket {
  #sent = 0

  override send(data: string): void {
    this.#sent += 1
    // A close waits the longest. Whatever was sent behind it is worked on first.
    const wait = data.includes('"close_app_session"') ? 200 : this.#sent * 37 % 60
    setTimeout(() => { if (this.readyState === WebSocket.OPEN) super.send(data) }, wait)
  }
}

it('rooms are each paid once, although the node works on the messages of a connection in another order', async () => {
  const { createCloser, openSession, wronglyPaid, rooms } = await startRoomRig('clearnode')
  const { closer, events } = createCloser({ client: { WebSocket: OvertakingSocket }, connections: 2, concurrency: 32 })
  await closer.start()
  const ids = Array.from({ length: ROOMS }, () => openSession())
  const progress = await closer.closeAll(ids.map((sessionId, index) => ({ roomId: `room ${index}`, sessionId, result })))
  expect(progress).toMatchObject({ done: ROOMS, failed: 0, unknown: 0, left: 0 })
  expect(wronglyPaid(ids)).toEqual([])
  expect(events.filter(({ type }) => type === 'room.submitted')).toHaveLength(ROOMS)
  expect((await rooms.read(ids.map((_, index) => `room ${index}`))).map(({ state }) => state)).toEqual(ids.map(() => 'closed'))
})
