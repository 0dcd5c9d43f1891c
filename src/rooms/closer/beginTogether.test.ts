import { expect, it } from 'vitest'
import { ALICE, BOB, sampleId, sampleSession } from '../../../test/helpers/sampleSession'
import type { NitroliteClient } from '../../core/client/types'
import type { Transport } from '../../core/cosigning/transport'
import type { Allocation, AppSession } from '../../core/sessions/types'
import { createVirtualTime } from '../../testing'
import { createMemoryRooms } from '../store/memoryRooms'
import { proposeRoom } from './beginTogether'
import { createMeetingPlaces } from './meetingPlaces'
import { OpenRoom } from './openRoom'
import { RoomView, snapshotOf } from './roomView'
import { createSharedRelays } from './sharedRelays'

const usdc = (participant: typeof ALICE | typeof BOB, amount: string): Allocation => ({ participant, asset: 'usdc', amount })
const holding = (total: string, version: number): AppSession => sampleSession({ version, assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total }] })

/**
 * Proposes a refund.
 * @param sessions what the node says about the session, one answer after the other: the first one was read before
 * @param deposits what it says about the deposits, one answer after the other
 */
async function proposeRefund(sessions: readonly AppSession[], deposits: readonly (readonly Allocation[])[]) {
  const rooms = createMemoryRooms()
  await rooms.register('worker', 60_000)
  const { room: stored } = await rooms.add({ roomId: 'room', sessionId: sampleId(), hash: '', request: { sessionId: sampleId(), result: { kind: 'refund' } } }, 'worker')
  const room = new OpenRoom(stored, 'worker', { view: new RoomView(snapshotOf(stored), () => {}), key: 'key', acceptedAt: 0, connection: 0 })
  const [first = sampleSession(), ...others] = sessions
  const [left, paid] = [[...others], [...deposits]]
  const place: Transport = { publish: async () => {}, subscribe: () => () => {}, close: () => {} }
  const proposed: unknown[] = []
  const client = {
    sessions: { get: async () => left.shift() ?? others.at(-1), deposits: async () => paid.shift() ?? deposits.at(-1) },
    propose: async ({ allocations }: { allocations: unknown }) => {
      proposed.push(allocations)
      return { closing: {} }
    },
  } as unknown as NitroliteClient
  const begin = proposeRoom(room, client, first, { transport: () => place, timers: createVirtualTime(), places: createMeetingPlaces(1, () => {}), relays: createSharedRelays(), report: () => {} })
  return { begin, proposed }
}

it('a refund is proposed at once if the session is the same before and after its deposits were read', async () => {
  const { begin, proposed } = await proposeRefund([holding('1', 1), holding('1', 1)], [[usdc(ALICE, '0.7'), usdc(BOB, '0.3')]])
  await begin
  expect(proposed).toEqual([[usdc(ALICE, '0.7'), usdc(BOB, '0.3')]])
})

it('a refund is computed anew from the newest session if somebody pays in while its deposits are read', async () => {
  const { begin, proposed } = await proposeRefund(
    [holding('1', 1), holding('2', 2), holding('2', 2)],
    [[usdc(ALICE, '0.7'), usdc(BOB, '0.3')], [usdc(ALICE, '0.7'), usdc(BOB, '1.3')]],
  )
  await begin
  expect(proposed).toEqual([[usdc(ALICE, '0.7'), usdc(BOB, '1.3')]])
})

it('a refund whose total stays the same is computed anew if one participant takes out what another one pays in', async () => {
  const { begin, proposed } = await proposeRefund(
    [holding('1', 1), holding('1', 3), holding('1', 3)],
    [[usdc(ALICE, '0.7'), usdc(BOB, '0.3')], [usdc(ALICE, '0.5'), usdc(BOB, '0.5')]],
  )
  await begin
  expect(proposed).toEqual([[usdc(ALICE, '0.5'), usdc(BOB, '0.5')]])
})

it('nothing is proposed while the session keeps changing, and the room is tried again later', async () => {
  const { begin, proposed } = await proposeRefund([1, 2, 3, 4].map(version => holding('1', version)), [[usdc(ALICE, '1')]])
  await expect(begin).rejects.toMatchObject({ code: 'SESSION_CHANGED' })
  expect(proposed).toEqual([])
})
