import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createMemoryJournal, type Hex, type Journal, type LoginStore } from '../../src/core'
import { createMemoryRooms, createRoomCloser, type RoomCloserOptions, type RoomEvent, type RoomStore } from '../../src/node'
import { createSharedLogins } from '../../src/rooms/closer/sharedLogins'
import { createEmbeddedClearnode, createEmbeddedNitronode, judge, serveEmbeddedNode, type NodeKind } from '../../src/testing'
import { useNativeCurve } from './nativeCurve'
import { ALICE, ALICE_KEY, APPLICATION, BOB } from './people'

/** Short times, so that a take-over does not take a minute. */
const RECOVERY = { window: 1_500, skew: 100, settle: 300 }

/** What a test may change about a closer. */
export type CloserChanges = Partial<Omit<RoomCloserOptions, 'client'>> & { readonly client?: Partial<RoomCloserOptions['client']> }

export interface RoomRigOptions {
  /** Participants besides Alice. */
  readonly players?: readonly string[]
  /** One for each participant, Alice first. */
  readonly weights?: readonly number[]
  readonly quorum?: number
  /** Where the rooms and the closings are kept. @default in memory */
  readonly rooms?: RoomStore
  readonly journal?: Journal
}

/** Everything that a process does after this has been set to true waits forever. */
interface Life {
  isOver: boolean
}

/** Calls of an object that never settle once its process has been killed. */
function mortal<T extends object>(target: T, life: Life): T {
  return new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      const call = member as (...args: unknown[]) => unknown
      return (...args: unknown[]) => life.isOver ? new Promise(() => {}) : call.apply(target, args)
    },
  })
}

/** Sockets that are gone once their process has been killed. */
function mortalSockets(life: Life) {
  const sockets = new Set<WebSocket>()
  class MortalSocket extends WebSocket {
    constructor(url: string) {
      super(url)
      sockets.add(this)
      this.on('close', () => { sockets.delete(this) })
      this.on('error', () => {})
      if (life.isOver) this.terminate()
    }
  }
  return { MortalSocket, terminate: () => { for (const socket of sockets) socket.terminate() } }
}

/** An embedded node behind a real socket, and what several room closers share. */
export async function startRoomRig(kind: NodeKind, options: RoomRigOptions = {}) {
  const { players = [BOB], weights = [100, 0], quorum = 100, rooms = createMemoryRooms(), journal = createMemoryJournal() } = options
  const signatures = useNativeCurve()
  const node = kind === 'clearnode' ? createEmbeddedClearnode() : createEmbeddedNitronode()
  const { url, close } = await serveEmbeddedNode(node)
  onTestFinished(async () => {
    await close()
    node.dispose()
  })
  const logins: LoginStore = createSharedLogins()
  let nonce = 0

  const openSession = (amount = '1'): Hex => node.createSession({
    participants: [ALICE, ...players], weights, quorum, application: APPLICATION, nonce: ++nonce,
    allocations: [{ participant: ALICE, asset: 'usdc', amount }],
  }).id

  function createCloser(changes: CloserChanges = {}) {
    const life: Life = { isOver: false }
    const { MortalSocket, terminate } = mortalSockets(life)
    const events: RoomEvent[] = []
    const errors: string[] = []
    const closer = createRoomCloser({
      rooms: mortal(rooms, life), lease: 3_000, ...changes,
      client: {
        url, application: APPLICATION, signer: ALICE_KEY, WebSocket: MortalSocket, signatures, recovery: RECOVERY,
        reconnect: { initialDelay: 10, maxDelay: 100 }, keep: { closings: mortal(journal, life), logins }, ...changes.client,
      },
    })
    closer.on('room', event => { events.push(event) })
    closer.on('error', error => { errors.push(error.code) })
    onTestFinished(async () => { if (!life.isOver) await closer.stop({ timeout: 0 }) })
    return {
      closer, events, errors,
      /** The process dies: nothing is released, and nothing it still wants reaches anybody. */
      kill() {
        life.isOver = true
        terminate()
      },
    }
  }

  /** Sessions that were not paid exactly once and in full, by the ledger of the node. */
  const wronglyPaid = (ids: readonly Hex[], total = '1'): readonly Hex[] => ids.filter((id) => {
    const { closes, isOverpaid, status, paid } = judge(node, id)
    return closes !== 1 || isOverpaid || status !== 'closed' || paid['usdc'] !== total
  })

  return { node, url, journal, logins, rooms, openSession, createCloser, wronglyPaid }
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean | Promise<boolean>, pause = 20): Promise<void> {
  while (!await condition()) await new Promise((resolve) => { setTimeout(resolve, pause) })
}
