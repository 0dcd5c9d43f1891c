import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createMemoryJournal, createNitroliteClient } from '../../src/core'
import type { RoomResult } from '../../src/node'
import { APPLICATION, BOB, BOB_KEY } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'
import { startRelay } from '../helpers/runningRelay'

const result: RoomResult = { kind: 'winner', participant: BOB }

/** More rooms than sockets that a relay admits from one address. */
const ROOMS = 80

it('80 rooms meet their players over a relay that admits 64 sockets from one address, and a room that has ended leaves the others their socket', async () => {
  const relay = await startRelay()
  const { url, openSession, createCloser, wronglyPaid } = await startRoomRig('clearnode', { players: [BOB], weights: [50, 50], quorum: 100 })
  const { closer, errors } = createCloser({ transport: room => room.relay({ url: relay.url, WebSocket }) })
  await closer.start()
  const sessions = Array.from({ length: ROOMS }, openSession)
  const rooms = sessions.map((sessionId, at) => closer.close(`room ${at}`, { sessionId, result }))
  await until(() => relay.metrics.seats === ROOMS)
  // At most 32 rooms share a socket, and each of the four connections of the closer has its own.
  expect(relay.metrics.sockets).toBeLessThanOrEqual(8)

  const player = createNitroliteClient({ url, application: APPLICATION, signer: BOB_KEY, WebSocket, keep: { closings: createMemoryJournal() } })
  onTestFinished(() => { player.dispose() })
  await player.connect()
  for (const at of [0, 1]) {
    const [sessionId, room] = [sessions[at], rooms[at]]
    if (!sessionId || !room) throw new Error('The room does not exist.')
    const seats = relay.metrics.seats
    const transport = await player.relay({ url: relay.url })
    const joined = await player.joinRoom(sessionId, { transport })
    const approve = (): void => { for (const proposal of joined.proposals) if (proposal.state === 'reviewed') proposal.approve() }
    joined.subscribe(approve)
    approve()
    expect((await room).result).toBe('closed')
    transport.close()
    await until(() => relay.metrics.seats < seats)
  }
  expect(wronglyPaid(sessions.slice(0, 2))).toEqual([])
  expect(errors).toEqual([])
})
