import { randomName } from '../../core/connection/requestIds'
import type { NitroliteError } from '../../core/errors/errors'
import { journalKey } from '../../core/journal/journal'
import type { LoginStore } from '../../core/wallet/loginStore'
import type { StoredRoom } from '../store/roomStore'
import { createCircuit } from './circuit'
import { createConnectionPool } from './connectionPool'
import { createEndings } from './endings'
import { createGuardedJournal } from './guardedJournal'
import { takeLease } from './lease'
import { createLanes } from './lanes'
import { OpenRoom } from './openRoom'
import type { ResolvedCloserOptions } from './options'
import { createRoomHistory } from './roomHistory'
import { reportRecord, runRoom, type RoomRunParts } from './roomRun'
import type { RoomView } from './roomView'
import { createTaking, type Taking } from './taking'
import type { RoomCloserStatus } from './types'

/** The most rooms whose outcome is unknown, or that are watched after their end, before no others are begun. Each of them is in memory. */
const MOST_PARKED = 5_000
/** Between two tries to continue a room whose split is agreed, or whose wallet did not sign, in milliseconds. */
const CONTINUE_PAUSE = 5_000

export interface WorkerParts {
  readonly options: ResolvedCloserOptions
  readonly logins: LoginStore
  /** The view of a room that this worker takes, which callers may have already. */
  viewOf(stored: StoredRoom): RoomView
  emit: RoomRunParts['emit']
  report(error: NitroliteError): void
  /** Nothing is left to do for a room. */
  onSettled(room: OpenRoom): void
  /** Other workers may have taken the rooms of this one. It does nothing any more. */
  onLost(): void
  /** There may be space in the queue. */
  onSpace(): void
}

/** A worker: one owner in the store, with connections of its own. A worker that has lost its lease is replaced by another one. */
export interface Worker extends Taking {
  readonly name: string
  /** Whether no other worker can have taken its rooms. */
  readonly isOwner: boolean
  readonly status: Omit<RoomCloserStatus, 'worker'>
  /** Rooms that wait to be begun. */
  readonly queued: number
  has(roomId: string): boolean
  /** Works on a room that the store has given to this worker. */
  accept(stored: StoredRoom): OpenRoom
  connect(): Promise<void>
  /** Does what is due. To be called every second, or more often. */
  tick(): Promise<void>
  /** Begins no more rooms. @returns whether rooms still wait for an answer */
  wind(): { readonly isBusy: () => boolean }
  flush(): Promise<void>
  /** Ends all connections. Nothing is sent any more. */
  end(): void
}

/** @throws `ROOM_STORE_FAILED`, `OPTIONS_INVALID` */
export async function createWorker(parts: WorkerParts): Promise<Worker> {
  const { options, report, onSpace } = parts
  const { rooms: store, timers, client: { url } } = options
  const name = randomName()
  const rooms = new Map<string, OpenRoom>()
  const byKey = new Map<string, OpenRoom>()
  /** Rooms that are tried again after a pause. */
  const resting = new Set<OpenRoom>()
  let hasEnded = false
  let isWinding = false
  let continuedAt = timers.elapsed()

  const lease = await takeLease(store, name, options.lease, timers)
  const circuit = createCircuit(() => timers.elapsed())
  const isOwner = (): boolean => !hasEnded && lease.isHeld
  /** Rooms that were begun and have left the lanes. */
  const parked = (): number => rooms.size - lanes.queued - lanes.running - resting.size

  const endings = createEndings({
    rooms: store,
    report,
    now: () => timers.now(),
    onLost: () => { lose() },
    onSettled(room) {
      rooms.delete(room.stored.roomId)
      byKey.delete(room.key)
      parts.onSettled(room)
    },
  })

  const pool = createConnectionPool({
    options: options.client,
    count: options.connections,
    logins: parts.logins,
    history: createRoomHistory({
      rooms: store,
      history: options.client.keep.history || null,
      roomOfSession: sessionId => byKey.get(journalKey(url, sessionId)),
      // Asked for closings that fail only, so no map is kept for it.
      roomOfClosing: closingId => [...rooms.values()].find(room => room.closingId === closingId),
      keep: (room, entry) => endings.save(room, { state: entry.state, error: entry.error, entry, endedAt: entry.endedAt }),
    }),
    createJournal: () => createGuardedJournal({
      journal: options.client.keep.closings,
      rooms: store,
      isOwner,
      roomOf: key => byKey.get(key),
      saveEnding: endings.saveAgain,
      onRecord(room, record) {
        room.hasRecord = true
        room.allocations = record.plan.allocations
        room.closingId = record.closingId
        reportRecord(room, record, parts.emit)
      },
    }),
    onStatus: () => { lanes.proceed() },
    onError: (error) => { if (!hasEnded) report(error) },
  })

  const lanes = createLanes({
    count: options.connections,
    width: Math.ceil(options.concurrency / options.connections),
    isReady: connection => !hasEnded && pool.connections[connection]?.client.status === 'ready',
    mayBegin: () => !isWinding && isOwner() && parked() < MOST_PARKED && circuit.mayBegin(),
    begin(room) {
      const connection = pool.connections[room.connection]
      if (connection) void runRoom(room, connection, run)
      onSpace()
    },
  })

  const run: RoomRunParts = {
    transport: options.transport,
    emit: parts.emit,
    leaveLane: (room) => { lanes.leave(room) },
    noteNode(isAnswering) {
      if (isAnswering) circuit.noteAnswer()
      else circuit.noteFailure()
    },
    repeat(room) {
      room.putBack(timers.elapsed())
      room.view.show({ state: 'queued' })
      resting.add(room)
    },
    fail(room, state, error) {
      room.stopFollowing()
      room.unsaved = { state, error, entry: null, endedAt: timers.now() }
      room.view.show({ state, error })
      endings.settle(room)
    },
    finish(room) {
      room.stopFollowing()
      // The journal could not remove the record of a paid room. The next try does, because the closing is continued.
      if (room.hasRecord) run.repeat(room)
      else endings.settle(room)
    },
  }

  function lose(): void {
    if (hasEnded) return
    end()
    parts.onLost()
  }

  function end(): void {
    hasEnded = true
    for (const room of rooms.values()) room.stopFollowing()
    pool.dispose()
  }

  function accept(stored: StoredRoom): OpenRoom {
    const present = rooms.get(stored.roomId)
    if (present) return present
    const view = parts.viewOf(stored)
    const room = new OpenRoom(stored, name, {
      view, key: journalKey(url, stored.sessionId), acceptedAt: timers.elapsed(), connection: pool.indexOf(stored.sessionId),
    })
    // The next worker finds the room in the store.
    if (hasEnded) {
      view.show({ state: 'elsewhere' })
      return room
    }
    rooms.set(stored.roomId, room)
    byKey.set(room.key, room)
    view.show({ state: 'queued', epoch: stored.epoch, allocations: stored.allocations ?? [] })
    parts.emit(room, { type: stored.epoch > 1 ? 'room.taken' : 'room.queued' })
    lanes.add(room)
    return room
  }

  /** Continues rooms that wait for a decision which a server has made already: to close the session. */
  function continueHeld(): void {
    if (timers.elapsed() - continuedAt < CONTINUE_PAUSE) return
    continuedAt = timers.elapsed()
    for (const { closing } of rooms.values()) {
      const { state, recovery } = closing?.snapshot() ?? {}
      if (state === 'agreed' || recovery?.phase === 'authorizing') closing?.resume()
    }
  }

  /** How many rooms of others may be taken. The other half of the queue is for callers of this process. */
  const space = (): number => Math.ceil(options.queue.limit / 2) - lanes.queued - resting.size

  const taking = createTaking({
    store, timers, space, accept, worker: name, lease: options.lease, mayTake: () => !isWinding && isOwner(),
  })

  return {
    name,
    get isOwner() { return isOwner() },
    get queued() { return lanes.queued + resting.size },
    get status() {
      return {
        connections: pool.connections.map(({ client }) => client.status),
        queued: lanes.queued + resting.size, running: lanes.running, unknown: [...rooms.values()].filter(({ view }) => view.state === 'confirming').length, isPaused: circuit.isOpen,
      }
    },
    has: roomId => rooms.has(roomId),
    accept,
    ...taking,
    connect: () => pool.connect(),
    async tick() {
      if (hasEnded) return
      await lease.keep().catch(report)
      if (lease.isLost) return lose()
      for (const room of resting) {
        if (room.dueAt > timers.elapsed()) continue
        resting.delete(room)
        lanes.add(room)
      }
      endings.retry()
      continueHeld()
      lanes.proceed()
    },
    wind() {
      isWinding = true
      const isSending = (): boolean => [...rooms.values()].some(({ view }) => view.state === 'submitting')
      return { isBusy: () => lanes.running > 0 || endings.open > 0 || isSending() }
    },
    flush: endings.flush,
    end,
  }
}
