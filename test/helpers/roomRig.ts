import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createMemoryJournal, type Hex, type LoginStore } from '../../src/core'
import { createMemoryRooms, createRoomCloser, type RoomCloserOptions, type RoomEvent, type RoomStore } from '../../src/node'
import { createEmbeddedClearnode, createEmbeddedNitronode, judge, serveEmbeddedNode, type NodeKind } from '../../src/testing'
import { createSharedLogins } from '../../src/rooms/closer/sharedLogins'
import { useNativeCurve } from './nativeCurve'
import { ALICE, ALICE_KEY, APPLICATION, BOB } from './people'

/** Short times, so that a take-over does not take a minute. */
const RECOVERY = { window: 1_500, skew: 100, settle: 300 }

/** An embedded node behind a real socket, and what several room closers share. */
export async function startRoomRig(kind: NodeKind, { players = [BOB], weights = [100, 0], quorum = 100 }: {
  readonly players?: readonly string[], readonly weights?: readonly number[], readonly quorum?: number
} = {}) {
  const signatures = useNativeCurve()
  const node = kind === 'clearnode' ? createEmbeddedClearnode() : createEmbeddedNitronode()
  const { url, close } = await serveEmbeddedNode(node)
  onTestFinished(async () => {
    await close()
    node.dispose()
  })
  const journal = createMemoryJournal()
  const logins: LoginStore = createSharedLogins()
  const rooms = createMemoryRooms()
  let nonce = 0

  const openSession = (amount = '1'): Hex => node.createSession({
    participants: [ALICE, ...players], weights, quorum, application: APPLICATION, nonce: ++nonce,
    allocations: [{ participant: ALICE, asset: 'usdc', amount }],
  }).id

  function createCloser(options: Partial<Omit<RoomCloserOptions, 'client'>> & { readonly client?: Partial<RoomCloserOptions['client']> } = {}) {
    const events: RoomEvent[] = []
    const errors: string[] = []
    const closer = createRoomCloser({
      rooms: rooms as RoomStore, lease: 1_000, ...options,
      client: {
        url, application: APPLICATION, signer: ALICE_KEY, WebSocket, signatures, recovery: RECOVERY,
        reconnect: { initialDelay: 10, maxDelay: 100 }, keep: { closings: journal, logins }, ...options.client,
      },
    })
    closer.on('room', event => { events.push(event) })
    closer.on('error', error => { errors.push(error.code) })
    onTestFinished(() => closer.stop({ timeout: 0 }))
    return { closer, events, errors }
  }

  /** What the ledger of the node says about sessions: paid exactly once in full, or not. */
  const wronglyPaid = (ids: readonly Hex[], total = '1'): readonly Hex[] => ids.filter((id) => {
    const { closes, isOverpaid, status, paid } = judge(node, id)
    return closes !== 1 || isOverpaid || status !== 'closed' || paid['usdc'] !== total
  })

  return { node, url, journal, logins, rooms, openSession, createCloser, wronglyPaid }
}
