import { randomName } from '../../core/connection/requestIds'
import { journalKey } from '../../core/journal/journal'
import type { StoredRoom } from '../store/roomStore'
import { createAlarms } from './alarms'
import { createArchiving } from './archiving'
import { checkRefund } from './checkRefund'
import { checkJournal } from './checkJournal'
import { createCircuit } from './circuit'
import { createConnectionPool } from './connectionPool'
import { createEndings } from './endings'
import { createGuardedJournal } from './guardedJournal'
import { createHeldRooms } from './heldRooms'
import { takeLease } from './lease'
import { createLanes } from './lanes'
import { createMeetingPlaces } from './meetingPlaces'
import { OpenRoom } from './openRoom'
import { hasEnded } from './outcome'
import { createRoomHistory } from './roomHistory'
import { createRoomLogs } from './roomLogs'
import { reportRecord, runRoom, type RoomRunParts } from './roomRun'
import { createSharedRelays } from './sharedRelays'
import { createTaking } from './taking'
import type { Worker, WorkerParts } from './workerTypes'

/** @throws `JOURNAL_UNAVAILABLE`, `ROOM_STORE_FAILED`, `OPTIONS_INVALID` */
export async function createWorker(parts: WorkerParts): Promise<Worker> {
  const { options, report, onSpace } = parts
  const { rooms: store, timers, client: { url } } = options
  // Before the worker can take a room: it could not close any.
  await checkJournal(options)
  const name = randomName()
  const rooms = new Map<string, OpenRoom>()
  const byKey = new Map<string, OpenRoom>()
  /** Rooms whose outcome is unknown. */
  const unknown = new Set<OpenRoom>()
  /** Rooms that are tried again after a pause. */
  const resting = new Set<OpenRoom>()
  let isOver = false
  let isWindingDown = false

  const lease = await takeLease(store, name, options.lease, timers)
  const held = createHeldRooms(timers)
  const circuit = createCircuit(() => timers.elapsed())
  const isOwner = (): boolean => !isOver && lease.isHeld
  /** Rooms that were begun and have left the lanes: they wait for players or for a place to meet them, for an unknown outcome, or for the end of their watch. */
  const waiting = (): number => rooms.size - lanes.queued - lanes.running - resting.size

  const logs = createRoomLogs({ store, timers, report })
  const alarms = createAlarms({ limit: options.unknownLimit, timers, raise: parts.raise })
  const archiving = createArchiving({ store, worker: name, timers, isOwner, roomOf: roomId => rooms.get(roomId), report })

  const endings = createEndings({
    rooms: store,
    timers,
    report,
    logOf: logs.of,
    onLost: () => { lose() },
    onSettled(room) {
      rooms.delete(room.stored.roomId)
      byKey.delete(room.key)
      unknown.delete(room)
      room.stopWatching()
      taking.noteSettled(room.stored.roomId)
      parts.onSettled(room)
    },
  })

  const pool = createConnectionPool({
    options: options.client,
    timers,
    count: options.connections,
    logins: parts.logins,
    history: createRoomHistory({
      rooms: store,
      history: options.client.keep.history || null,
      roomOfSession: sessionId => byKey.get(journalKey(url, sessionId)),
      // Only closings that fail are looked up, so no map is kept.
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
    onError: (error) => { if (!isOver) report(error) },
  })

  const lanes = createLanes({
    count: options.connections,
    width: Math.ceil(options.concurrency / options.connections),
    isReady: connection => !isOver && pool.connections[connection]?.client.status === 'ready',
    mayBegin: () => !isWindingDown && isOwner() && waiting() < options.waitingLimit && circuit.mayBegin(),
    begin(room) {
      const connection = pool.connections[room.connection]
      if (connection) void runRoom(room, connection, run)
      onSpace()
    },
  })

  const places = createMeetingPlaces(options.meetingLimit, (room) => { lanes.add(room) })
  const run: RoomRunParts = {
    meeting: options.transport && { transport: options.transport, timers, places, relays: createSharedRelays(), report },
    isOver: () => isOver,
    isOwner,
    emit: parts.emit,
    alarm: alarms.noteEnd,
    now: () => timers.now(),
    queuedWith: room => lanes.queuedWith(room),
    leaveLane: (room) => { lanes.leave(room) },
    noteNode(isAnswering) {
      if (isAnswering) circuit.noteAnswer()
      else circuit.noteFailure()
    },
    noteWaiting: circuit.noteWaiting,
    repeat(room) {
      room.putBack(timers.elapsed())
      room.view.show({ state: 'queued' })
      resting.add(room)
    },
    fail(room, state, error) {
      room.stopFollowing()
      room.unsaved = { state, error, entry: room.lastEnding?.entry ?? null, endedAt: timers.now() }
      room.view.show({ state, error })
      endings.settle(room)
    },
    finish(room) {
      // The journal could not remove the record of a paid room. The next try continues the closing, and removes the record.
      if (room.hasRecord) return run.repeat(room)
      // The log is kept with the ending. It is written once more only if the store does not have the ending.
      if (room.unsaved || !room.hasEnding) room.setAside()
      else room.stopFollowing()
      endings.settle(room)
    },
  }

  function lose(): void {
    if (isOver) return
    end()
    parts.onLost()
  }

  function end(): void {
    if (isOver) return
    isOver = true
    for (const room of rooms.values()) {
      room.stopFollowing()
      room.stopWatching()
      if (hasEnded(room.view.state)) continue
      parts.emit(room, { type: 'room.left' })
      // Whichever worker takes the room next, its end is reported to the callers of this process.
      room.view.show({ state: 'elsewhere' })
    }
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
    if (isOver) {
      view.show({ state: 'elsewhere' })
      return room
    }
    rooms.set(stored.roomId, room)
    byKey.set(room.key, room)
    room.stopWatching = view.subscribe(({ state }) => {
      if (state === 'confirming') unknown.add(room)
      else unknown.delete(room)
    })
    view.show({ state: 'queued', epoch: stored.epoch, allocations: stored.allocations ?? [] })
    const isTaken = stored.epoch > 1
    room.note(timers.now(), isTaken ? 'taken' : 'queued', `worker ${name}`)
    parts.emit(room, { type: isTaken ? 'room.taken' : 'room.queued' })
    lanes.add(room)
    return room
  }

  /** How many rooms of others may be taken. The other half of the queue is for callers of this process. */
  const space = (): number => Math.ceil(options.queue.limit / 2) - lanes.queued - resting.size

  const taking = createTaking({
    store, timers, space, accept, report, worker: name, lease: options.lease, mayTake: () => !isWindingDown && isOwner(),
  })

  return {
    name,
    get isOwner() { return isOwner() },
    get queued() { return lanes.queued + resting.size },
    get status() {
      return {
        connections: pool.connections.map(({ client }) => client.status),
        queued: lanes.queued + resting.size, running: lanes.running, meeting: places.taken, unknown: unknown.size, isPaused: circuit.isOpen,
      }
    },
    has: roomId => rooms.has(roomId),
    archive: roomId => rooms.get(roomId)?.closing?.archive() ?? false,
    checkRefund: request => checkRefund(request, pool.connections[pool.indexOf(request.sessionId)]),
    accept,
    ...taking,
    connect: () => pool.connect(),
    async tick() {
      if (isOver) return
      await lease.keep().catch(report)
      if (lease.isLost) return lose()
      for (const room of resting) {
        if (room.dueAt > timers.elapsed()) continue
        resting.delete(room)
        lanes.add(room)
      }
      pool.connectAgain()
      alarms.check(rooms.values())
      // The worker does not wait for these calls of the store: its signs of life are more important.
      void logs.keepDue(rooms.values())
      void archiving.look(rooms.values())
      endings.retry()
      held.continue(rooms.values())
      lanes.proceed()
    },
    windDown() {
      isWindingDown = true
      const isSending = (): boolean => [...rooms.values()].some(({ view }) => view.state === 'submitting')
      return { isBusy: () => lanes.running > 0 || endings.open > 0 || isSending() }
    },
    flush: endings.flush,
    keepLogs: () => logs.keep([...rooms.values()]),
    end,
  }
}
