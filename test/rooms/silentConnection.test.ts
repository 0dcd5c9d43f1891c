import { expect, it } from 'vitest'
import type { RoomResult } from '../../src/node'
import { BOB } from '../helpers/people'
import { startRoomRig } from '../helpers/roomRig'

const result: RoomResult = { kind: 'winner', participant: BOB }

it('a connection that has swallowed the answer to a paid close is replaced, and the next room on it is paid', async () => {
  const { createCloser, node, openSession, wronglyPaid } = await startRoomRig('clearnode')
  const { closer } = createCloser({ connections: 1, client: { recovery: { window: 1_500, skew: 100, settle: 100 }, timeouts: { request: 300, close: 300, heartbeat: 200, pong: 200 } } })
  await closer.start()
  const [first, second] = [openSession(), openSession()]
  node.faults.add({ kind: 'half-open', at: { moment: 'committed', method: 'close_app_session' } })
  await closer.close('first', { sessionId: first, result })
  await closer.close('second', { sessionId: second, result })
  expect(wronglyPaid([first, second])).toEqual([])
})
