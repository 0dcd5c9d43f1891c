import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { judge } from '../../../src/testing'
import { buildProgram, type BuiltProgram } from '../../helpers/buildProgram'
import { startPostgresServer, type PostgresServer } from '../../setup/postgresServer'
import { makeBackup, restoreBackup } from './backup'
import { planRound, WHOLE_ROUND } from './plan'
import { judgeRooms } from './verdict'
import { RECOVERY, startWorld, waitUntil, type World } from './world'

const ROOMS = 150
const CLOSE = 'close_app_session'
/** The embedded node refuses a request whose time stamp is older, in milliseconds, as a ClearNode does by default. */
const EXPIRY = 60_000

let built: BuiltProgram
let postgres: PostgresServer

beforeAll(async () => { [built, postgres] = await Promise.all([buildProgram('roomWorker.ts'), startPostgresServer()]) }, 120_000)
afterAll(() => Promise.all([built.remove(), postgres.stop()]))

/** A request to close a session, as it came to the node's door. */
interface SeenClose {
  readonly sessionId: string
  /** When it came, Unix milliseconds. */
  readonly at: number
  /** The time stamp in the request, Unix milliseconds. */
  readonly stamp: number
}

function closeIn(text: string): SeenClose | null {
  if (!text.includes(CLOSE)) return null
  const { req: [, method, params, stamp] } = JSON.parse(text) as { req: [number, string, { app_session_id: string }, number] }
  return method === CLOSE ? { sessionId: params.app_session_id, stamp, at: Date.now() } : null
}

/** The next closes are lost on their way to the node, and their sockets with them. */
const loseCloses = (world: World, times: number): void => {
  world.node.faults.add({ kind: 'cut', at: { moment: 'sent', method: CLOSE, times } })
}

const isSettled = async (world: World): Promise<boolean> => {
  const rows = await world.readRows()
  return rows.length === ROOMS && rows.every(({ isOpen }) => !isOpen)
}

it('after an older backup of the store was restored, workers send nothing before it is fenced or found closed, and every room ends', async () => {
  const seen: SeenClose[] = []
  const { rooms } = planRound(1, 'clearnode', { ...WHOLE_ROUND, rooms: ROOMS })
  const world = await startWorld({
    seed: 1, node: 'clearnode', rooms, workers: 2, postgres, program: built.program,
    onFrame(text) {
      const close = closeIn(text)
      if (close) seen.push(close)
    },
  })
  const { crew, node } = world
  const isClosed = (sessionId: string): boolean => judge(node, sessionId).status === 'closed'
  const say = (): string => `${world.paid()} of ${ROOMS} rooms are paid. Errors: ${JSON.stringify(world.errors())}`
  try {
    crew.start(0)
    crew.start(1)
    for (const [index, { roomId, sessionId, result }] of world.rooms.entries()) crew.tell(index % 2, { do: 'close', roomId, request: { sessionId, result } })

    // Some attempts are in the backup, and nobody knows yet what became of them.
    await waitUntil(() => world.paid() >= ROOMS * 0.2, 60_000, say, 5)
    loseCloses(world, 4)
    const lost = seen.length + 4
    await waitUntil(() => seen.length >= lost, 60_000, say, 5)
    await makeBackup(world)
    const atBackup = new Set(world.rooms.filter(({ sessionId }) => isClosed(sessionId)).map(({ sessionId }) => sessionId))

    // The workers go on, and die while attempts are on their way that the backup does not know.
    await waitUntil(() => world.paid() >= ROOMS * 0.6, 60_000, say, 5)
    loseCloses(world, 1_000)
    const lastLost = seen.length + 6
    await waitUntil(() => seen.length >= lastLost, 60_000, say, 5)
    await crew.killAll()
    node.faults.clear()
    const beforeRestore = seen.length

    // What the guide asks for: no worker runs until no earlier request can be accepted or in process any more.
    await pause(RECOVERY.window + RECOVERY.skew + RECOVERY.settle)
    const paidSince = world.rooms.filter(({ sessionId }) => isClosed(sessionId) && !atBackup.has(sessionId)).map(({ sessionId }) => sessionId)
    const closedBefore = new Set(world.rooms.filter(({ sessionId }) => isClosed(sessionId)).map(({ sessionId }) => sessionId))
    await restoreBackup(world)
    crew.start(0)
    crew.start(1)
    await waitUntil(() => isSettled(world), 120_000, say)
    await crew.stop()

    expect(judgeRooms(node, world.rooms, await world.readRows(), true)).toEqual([])
    expect(await world.leftovers()).toEqual([])
    const [earlier, later] = [seen.slice(0, beforeRestore), seen.slice(beforeRestore)]
    expect(paidSince.length, 'sessions that were paid after the backup').toBeGreaterThan(10)
    expect(later.filter(({ sessionId }) => closedBefore.has(sessionId)), 'requests for sessions that were closed').toEqual([])
    const again = later.filter(({ sessionId }) => earlier.some(each => each.sessionId === sessionId))
    expect(again.length, 'sessions that were sent for again').toBeGreaterThan(2)
    // The node no longer accepts an earlier request, and has finished any that it has begun.
    const early = again.filter(({ sessionId, at }) => earlier.some(each => each.sessionId === sessionId && at < each.stamp + EXPIRY + RECOVERY.settle))
    expect(early, 'requests before the earlier ones were fenced').toEqual([])
  }
  finally {
    await world.dispose()
  }
}, 300_000)
