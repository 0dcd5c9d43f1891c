import { setTimeout as pause } from 'node:timers/promises'
import type { StoredRoom } from '../../../src/node'
import type { PostgresServer } from '../../setup/postgresServer'
import { WHOLE_ROUND, type Disturbance, type RoundPlan } from './plan'
import { judgeRooms } from './verdict'
import { startWorld, waitUntil, type World } from './world'

/** Between two looks at the progress, in milliseconds. */
const LOOK = 25
/** After this time, the queue delivers the job of a room again that nobody has brought to an end. Milliseconds. */
const REDELIVERY = 3_000
/** Jobs of this many rooms after the last paid one are delivered again. */
const AHEAD = 60
/** The longest time for the disturbances, and then for the rest of a round, in milliseconds. A busy machine needs several times as long as an idle one. */
const LONGEST_ROUND = 240_000

/** What became of a round. */
export interface RoundReport {
  /** What is wrong; empty if every session was paid once and every row says the truth. */
  readonly breaches: readonly string[]
  /** How often each kind of disturbance was carried out. */
  readonly disturbed: Readonly<Record<string, number>>
  /** For people: what was disturbed, and how it ended. */
  readonly summary: string
}

/** Nothing is left to do for the room, and doing it again would change nothing. */
const isDone = ({ isOpen, state, ending }: StoredRoom): boolean =>
  !isOpen && (state === 'closed' || state === 'superseded' || state === 'overpaid' || ending?.error?.code === 'SESSION_NOT_OPEN')

/** Errors of a database that restarts come from its clients; this is what the server says about statements that make no sense to it. */
export const databaseErrors = (server: PostgresServer, from: number): readonly string[] =>
  server.log.slice(from).flatMap(text => text.split('\n')).filter(line => line.includes(' ERROR:') || line.includes(' PANIC:'))

/** Errors that only a defect of the library causes, or a worker that has ended by itself. */
const DEFECTS = ['LIBRARY_DEFECT', 'LISTENER_FAILED', 'OPTIONS_INVALID', 'PROCESS_ENDED']

/**
 * Carries out what a plan says, as the rooms are paid.
 * @returns how often each kind of disturbance was carried out
 * @throws if so few rooms are paid that a part of the plan is left
 */
async function carryOut(plan: RoundPlan, world: World, postgres: PostgresServer, redelivery: Redelivery): Promise<RoundReport['disturbed']> {
  const { crew, node, rooms } = world
  const disturbances = [...plan.disturbances]
  const deliveries = [...plan.deliveries]
  const pending: Promise<void>[] = []
  const disturbed: Record<string, number> = {}
  let restarting: Promise<void> = Promise.resolve()

  async function disturb(each: Disturbance): Promise<void> {
    switch (each.kind) {
      case 'fault': return node.faults.add(each.fault as never)
      case 'kill':
        await crew.kill(each.place)
        await pause(each.ms)
        return crew.start(each.place)
      case 'suspend':
        crew.suspend(each.place)
        await pause(each.ms)
        return crew.resume(each.place)
      case 'restart postgres':
        restarting = restarting.then(() => postgres.restart(each.end, each.ms))
        return restarting
    }
  }

  const until = performance.now() + LONGEST_ROUND
  while (disturbances.length + deliveries.length > 0 && performance.now() < until) {
    const paid = world.paid()
    while ((deliveries[0]?.after ?? Infinity) <= paid) {
      const job = deliveries.shift()
      const room = job && rooms[job.room]
      if (!room) continue
      const { roomId, sessionId, result } = room
      crew.tell(job.place, job.do === 'close' ? { do: 'close', roomId, request: { sessionId, result } } : { do: 'wake', roomId })
    }
    while ((disturbances[0]?.after ?? Infinity) <= paid) {
      const next = disturbances.shift()
      // A place whose process is being replaced is left alone.
      if (!next || ('place' in next && !crew.isRunning(next.place))) continue
      disturbed[next.kind] = (disturbed[next.kind] ?? 0) + 1
      pending.push(disturb(next))
    }
    await redelivery.proceed(paid + AHEAD)
    await pause(LOOK)
  }
  await Promise.all(pending)
  if (disturbances.length + deliveries.length > 0) throw new Error(`Seed ${plan.seed}: ${await explainRest(world)}`)
  return disturbed
}

/** Delivers jobs again whose rooms nobody has brought to an end, as a queue does with jobs that nobody has confirmed. */
interface Redelivery {
  /** Delivers the jobs of the first `count` rooms again, if it is time. */
  proceed(count: number): Promise<void>
}

function createRedelivery({ crew, rooms, readRows }: World): Redelivery {
  let deliveredAt = performance.now()

  return {
    async proceed(count) {
      if (performance.now() - deliveredAt < REDELIVERY) return
      deliveredAt = performance.now()
      const rows = await readRows().catch(() => null)
      // Postgres is away.
      if (!rows) return
      const done = new Set(rows.filter(isDone).map(({ roomId }) => roomId))
      const running = Array.from({ length: crew.size }, (_, place) => place).filter(place => crew.isRunning(place))
      for (const [index, { roomId, sessionId, result }] of rooms.slice(0, count).entries()) {
        const place = running[index % running.length]
        if (!done.has(roomId) && place !== undefined) crew.tell(place, { do: 'close', roomId, request: { sessionId, result } })
      }
    },
  }
}

async function isEverythingDone({ rooms, readRows }: World): Promise<boolean> {
  const rows = await readRows().catch(() => [])
  return rows.length === rooms.length && rows.every(isDone)
}

const outcomesOf = ({ said }: World, roomId: string): readonly string[] =>
  said.flatMap(message => message.kind === 'closed' && message.roomId === roomId ? [message.outcome] : [])

/** Asks the workers what they know about rooms that have not ended. */
async function explainRest(world: World): Promise<string> {
  const stored = await world.readRows()
  const unstored = world.rooms.filter(({ roomId }) => stored.every(row => row.roomId !== roomId)).slice(0, 5)
  const left = stored.filter(row => !isDone(row)).slice(0, 5)
  for (const { roomId } of [...left, ...unstored]) for (let place = 0; place < world.crew.size; place += 1) world.crew.tell(place, { do: 'explain', roomId })
  await pause(3_000)
  const texts = world.said.flatMap(message => message.kind === 'explained' ? [message.text] : [])
  const rows = left.map(({ roomId, sessionId, state, owner, epoch, isOpen, ending }) => JSON.stringify({ roomId, sessionId, state, owner, epoch, isOpen, error: ending?.error?.code }))
  const missing = unstored.map(({ roomId }) => `${roomId} has no row. Calls of "close" ended with: ${outcomesOf(world, roomId).join(', ')}`)
  return ['Rooms have not ended.', ...rows, ...missing, ...texts, ...await world.leftovers(), `Errors: ${JSON.stringify(world.errors())}`].join('\n')
}

/** The jobs of rooms that ended long ago come once more, to every worker. */
async function deliverLate(world: World): Promise<readonly string[]> {
  const { crew, rooms, said } = world
  const from = said.length
  const late = rooms.filter((_, index) => index % 10 === 0)
  for (let place = 0; place < crew.size; place += 1) {
    for (const { roomId, sessionId, result } of late) {
      crew.tell(place, { do: 'close', roomId, request: { sessionId, result } })
      crew.tell(place, { do: 'wake', roomId })
    }
  }
  const answers = () => said.slice(from).filter(({ kind }) => kind === 'woken')
  await waitUntil(() => answers().length >= late.length * crew.size, 60_000, () => `Only ${answers().length} late wake-ups were answered.`)
  return said.slice(from).flatMap(message => message.kind === 'woken' && message.result !== 'ended' ? [`A late wake-up of ${message.roomId} led to "${message.result}".`] : [])
}

/** Runs a round: workers close all rooms while the plan disturbs them. */
export async function runRound(plan: RoundPlan, postgres: PostgresServer, program: string): Promise<RoundReport> {
  const startedAt = performance.now()
  const logFrom = postgres.log.length
  const world = await startWorld({ ...plan, workers: WHOLE_ROUND.workers, postgres, program })
  try {
    for (let place = 0; place < world.crew.size; place += 1) world.crew.start(place)
    const redelivery = createRedelivery(world)
    const disturbed = await carryOut(plan, world, postgres, redelivery)
    await waitUntil(async () => {
      await redelivery.proceed(world.rooms.length)
      return isEverythingDone(world)
    }, LONGEST_ROUND, async () => `Seed ${plan.seed}: ${await explainRest(world)}`)
    world.node.faults.clear()
    const late = await deliverLate(world)
    await world.crew.stop()
    const rows = await world.readRows()
    const counts: Record<string, number> = {}
    for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1
    const errors = world.errors()
    const hits = Object.fromEntries(Object.entries(world.node.faults.hits()).map(([kind, { hits: count }]) => [kind, count]))
    return {
      disturbed,
      breaches: [
        ...judgeRooms(world.node, world.rooms, rows), ...late,
        ...(await world.leftovers()).map(name => `The tables still hold the ${name}.`),
        ...databaseErrors(postgres, logFrom).map(line => `Postgres says: ${line}`),
        ...world.said.flatMap(message => message.kind === 'error' && DEFECTS.includes(message.code) ? [`A worker reports ${message.code}: ${message.reason}`] : []),
      ],
      summary: `seed ${plan.seed} on ${plan.node}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s, rooms ${JSON.stringify(counts)}, `
        + `owners per room up to ${Math.max(...rows.map(({ epoch }) => epoch))}, disturbed ${JSON.stringify(disturbed)}, faults ${JSON.stringify(hits)}, errors reported ${JSON.stringify(errors)}`,
    }
  }
  finally {
    await world.dispose()
  }
}
