import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'pg'
import { createPostgresJournal, createPostgresRooms, type StoredRoom } from '../../../src/node'
import {
  createEmbeddedClearnode, createEmbeddedNitronode, seededRandom, serveEmbeddedNode, type EmbeddedNode, type NodeKind,
} from '../../../src/testing'
import { useNativeCurve } from '../../helpers/nativeCurve'
import { ALICE, APPLICATION, BOB } from '../../helpers/people'
import type { WorkerMessage, WorkerSettings } from '../../helpers/roomWorker'
import type { PostgresServer } from '../../setup/postgresServer'
import { createCrew } from './crew'
import type { WantedRoom } from './plan'
import type { JudgedRoom } from './verdict'

/** The node works for a while on each close, so that there is something to interrupt. Milliseconds. */
const LONGEST_WORK = 120
/** Short, so that a take-over does not take a minute. `settle` is well above the longest time that the node works on a request. */
export const RECOVERY = { window: 4_000, skew: 300, settle: 2_500 }
const LEASE = 3_000
/**
 * Connections of each worker, and rooms at the same time. A nitronode limits the messages of each connection, and a client that loses
 * connections sends more slowly for minutes. So more connections make a round shorter there.
 */
const WIDTHS: Readonly<Record<NodeKind, { readonly connections: number, readonly concurrency: number }>> = {
  clearnode: { connections: 2, concurrency: 6 },
  nitronode: { connections: 8, concurrency: 16 },
}

export interface WorldOptions {
  readonly seed: number
  readonly node: NodeKind
  readonly rooms: readonly WantedRoom[]
  readonly workers: number
  readonly postgres: PostgresServer
  /** Path of the built worker. */
  readonly program: string
  /** Sees every frame that reaches the node. */
  onFrame?(text: string): void
}

/** A frame that workers send, as the node gets it. */
function watched(node: EmbeddedNode, onFrame: (text: string) => void): EmbeddedNode {
  return {
    connect(handlers) {
      const connection = node.connect(handlers)
      return { number: connection.number, close: (code, reason) => { connection.close(code, reason) }, receive: (text) => { onFrame(text); connection.receive(text) } }
    },
  }
}

function createNode(kind: NodeKind, seed: number) {
  const random = seededRandom(seed)
  const latency = (): number | undefined => random() < 0.5 ? Math.floor(random() * LONGEST_WORK) : undefined
  if (kind === 'clearnode') {
    const node = createEmbeddedClearnode({ latency })
    return { node, countCloses: () => node.closes().length }
  }
  // The rate of a nitronode is tested elsewhere. Here it would only make the round longer.
  const node = createEmbeddedNitronode({ latency, rateLimit: { perSecond: 100, burst: 100 } })
  return { node, countCloses: () => node.updates().filter(({ intent }) => intent === 3).length }
}

/** A node with a session for each room, a schema of a real Postgres, and worker processes. */
export async function startWorld({ seed, node: kind, rooms: wanted, workers, postgres, program, onFrame = () => {} }: WorldOptions) {
  useNativeCurve()
  const { node, countCloses } = createNode(kind, seed)
  const server = await serveEmbeddedNode(watched(node, onFrame))
  const rooms = wanted.map((room, index): JudgedRoom => ({
    ...room, roomId: `room ${index}`,
    sessionId: node.createSession({
      participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION, nonce: index + 1,
      allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
    }).id,
  }))
  const schema = `round_${seed}_${Date.now()}`
  const pool = new Pool({ ...postgres.address, database: 'postgres', options: `-c search_path=${schema}` })
  // Connections end when Postgres restarts. The statements report it.
  pool.on('error', () => {})
  await pool.query(`CREATE SCHEMA ${schema}`)
  const query = (text: string, values: string[] = []) => pool.query(text, values)
  const store = createPostgresRooms({ query })

  const said: WorkerMessage[] = []
  const settings: WorkerSettings = { url: server.url, postgres: postgres.address, schema, lease: LEASE, ...WIDTHS[kind], recovery: RECOVERY }
  const crew = createCrew(program, settings, workers, (message) => { said.push(message) })

  /** Errors that workers have reported, by code. */
  function errors(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const message of said) if (message.kind === 'error') counts[message.code] = (counts[message.code] ?? 0) + 1
    return counts
  }

  return {
    kind, node, rooms, schema, query, crew, said, errors,
    /** How many closes the node has committed. */
    paid: countCloses,
    readRows: (): Promise<readonly StoredRoom[]> => store.read(rooms.map(({ roomId }) => roomId)),
    /** What the stores still hold besides the rooms. The table of the journal also keeps marks of records that were removed. */
    async leftovers(): Promise<readonly string[]> {
      const records = await createPostgresJournal({ query }).list()
      const { rows: others } = await query(`SELECT 'damaged record ' || key AS name FROM nitrolite_closings_damaged
        UNION ALL SELECT 'worker ' || name FROM nitrolite_rooms_workers WHERE until > now()`)
      return [...records.map(({ key }) => `record ${key}`), ...(others as { name: string }[]).map(({ name }) => name)]
    },
    async dispose() {
      await crew.killAll()
      await server.close()
      node.dispose()
      await pool.query(`DROP SCHEMA ${schema} CASCADE`)
      await pool.end()
    },
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>

/**
 * Waits until a condition holds.
 * @throws after the limit in milliseconds, with what `describe` says
 */
export async function waitUntil(condition: () => boolean | Promise<boolean>, limit: number, describe: () => string | Promise<string>, interval = 50): Promise<void> {
  const until = performance.now() + limit
  while (!await condition()) {
    if (performance.now() > until) throw new Error(await describe())
    await pause(interval)
  }
}
