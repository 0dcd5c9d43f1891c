import { createIsolatedEvents } from '../../core/connection/isolatedEvents'
import { atMost } from '../../core/connection/runtime'
import { codeOf, NitroliteError, toNitroliteError } from '../../core/errors/errors'
import { clip } from '../../core/sessions/amounts'
import type { RoomRequest } from '../result/types'
import { addHashed, hashedRequest, isRoomId, type HashedRequest } from '../store/hashedRequest'
import type { StoredRoom } from '../store/roomStore'
import { startBatch } from './batch'
import { createFollowing } from './following'
import { healthOf } from './health'
import { createIntake } from './intake'
import { logEvents } from './logging'
import { resolveCloserOptions, type RoomCloserOptions } from './options'
import { hasEnded, isArchivedEnding, isRoomRefused } from './outcome'
import { RoomView, snapshotOf } from './roomView'
import { createSharedLogins } from './sharedLogins'
import { createShift } from './shift'
import type { RoomCloser, RoomCloserEvents, RoomCloserStatus, RoomClosing, RoomSnapshot, WakeResult } from './types'
import { createWorker } from './worker'
import type { Worker } from './workerTypes'
import type { Unsubscribe } from '../../core/types'

/** How often the closer looks whether the node has answered while it shuts down, in milliseconds. */
const STOP_PAUSE = 50
/** How long the closer waits for each last write to the store while it shuts down, in milliseconds. Nothing is lost without these writes. */
const LONGEST_LAST_WRITE = 10_000

/** A room that callers of this process wait for. */
interface Known {
  readonly view: RoomView
  readonly hash: string
}

/**
 * Creates a room closer. Nothing is opened before `start()`.
 * @throws `OPTIONS_INVALID`
 */
export function createRoomCloser(input: RoomCloserOptions): RoomCloser {
  const options = resolveCloserOptions(input)
  const { rooms: store, timers } = options
  const events = createIsolatedEvents<RoomCloserEvents>()
  const report = (error: NitroliteError): void => { events.emit('error', error) }
  if (options.logger) logEvents(events, options.logger)
  const reportAny = (thrown: unknown): void => { report(toNitroliteError(thrown, 'LISTENER_FAILED')) }
  const logins = options.client.keep.logins || createSharedLogins()
  const known = new Map<string, Known>()
  const intake = createIntake({ queue: options.queue, queued: () => shift.worker?.queued ?? 0 })
  let stopping: Promise<void> | null = null
  let hasStopped = false
  const stopListeners = new Set<() => void>()

  function show(stored: StoredRoom): RoomView {
    const present = known.get(stored.roomId)
    if (present) return present.view
    const view = new RoomView({ ...snapshotOf(stored), state: 'queued', error: null, receipt: null }, reportAny)
    known.set(stored.roomId, { view, hash: stored.hash })
    return view
  }

  const following = createFollowing({
    store, timers, report,
    waiting: () => [...known].flatMap(([roomId, { view }]) => view.state === 'elsewhere' ? [roomId] : []),
    onEnd(stored) {
      known.get(stored.roomId)?.view.show(snapshotOf(stored))
      known.delete(stored.roomId)
    },
    onDamaged({ roomId, error }) {
      known.get(roomId)?.view.refuse(error, 'elsewhere')
      known.delete(roomId)
    },
  })

  const shift = createShift({
    timers, report,
    lease: options.lease,
    createWorker: () => createWorker({
      options, logins, report,
      viewOf: show,
      emit(room, happening) {
        const { roomId, sessionId, epoch } = room.stored
        events.emit('room', { roomId, sessionId, epoch, at: timers.now(), elapsed: timers.elapsed() - room.acceptedAt, ...happening })
      },
      raise: (alarm) => { events.emit('alarm', alarm) },
      onSettled: ({ stored }) => { known.delete(stored.roomId) },
      onLost() {
        // The next worker takes these rooms, or follows them.
        for (const { view } of known.values()) if (!hasEnded(view.state)) view.show({ state: 'elsewhere' })
        shift.replace()
      },
      onSpace: () => { intake.letIn() },
    }),
    async onTick(worker) {
      await worker.scan().catch(reportAny)
      await following.look()
      intake.letIn()
    },
  })

  /** Stores a room, or finds out what became of it. */
  async function bring(view: RoomView, hashed: HashedRequest, worker: Worker): Promise<void> {
    const { roomId } = view
    const { outcome, room } = await addHashed(store, roomId, hashed, worker.name).catch((thrown: unknown) => {
      if (!isRoomRefused(codeOf(thrown))) worker.doubt()
      throw toNitroliteError(thrown, 'ROOM_STORE_FAILED')
    })
    if (outcome === 'added' || room.owner === worker.name) return void worker.accept(room)
    const isPaid = room.ending !== null && room.ending.entry?.receipt != null
    // A person has ended an archived room, although its session may have been paid. So a call that comes again does not begin it again.
    const isArchived = isArchivedEnding(room.ending)
    if ((isPaid || isArchived) && !room.isOpen) {
      view.show(snapshotOf(room))
      return void known.delete(roomId)
    }
    // Nobody may be working on it. Otherwise its end is reported once the other worker has stored it.
    if (await worker.take(roomId, { beginAgain: !isArchived })) return
    view.show({ ...snapshotOf(room), ...!isPaid && { state: 'elsewhere', error: null } })
    // Nothing more is reported of a paid room, and nobody else would forget it.
    if (isPaid) known.delete(roomId)
  }

  async function enter(view: RoomView, hashed: HashedRequest, canWait: boolean): Promise<void> {
    const leave = await intake.enter(canWait)
    try {
      await (await shift.whenAtWork()).checkRefund(hashed.request)
      // The check asks the node. Meanwhile the closer may have been stopped, or another worker may have begun.
      await bring(view, hashed, await shift.whenAtWork())
    }
    finally {
      leave()
    }
  }

  const newView = (roomId: string, sessionId: RoomSnapshot['sessionId']): RoomView =>
    new RoomView({ roomId, sessionId, state: 'queued', epoch: 0, allocations: [], error: null, receipt: null }, reportAny)

  const refused = (roomId: string, sessionId: RoomSnapshot['sessionId'], error: NitroliteError): RoomClosing => {
    const view = newView(roomId, sessionId)
    view.refuse(error)
    return view
  }

  /** @param canWait waits for a place in the queue, whatever the options say */
  function close(roomId: string, wanted: RoomRequest, canWait: boolean): RoomClosing {
    let hashed: HashedRequest
    try {
      hashed = hashedRequest(roomId, wanted)
    }
    catch (thrown) {
      // Not every value can become text.
      return refused(typeof roomId === 'string' ? roomId : clip(roomId), '', toNitroliteError(thrown, 'ROOM_RESULT_INVALID'))
    }
    const { hash, request: { sessionId } } = hashed
    const present = known.get(roomId)
    if (present) return present.hash === hash ? present.view : refused(roomId, sessionId, new NitroliteError('ROOM_RESULT_CONFLICT', { roomId }))
    const view = newView(roomId, sessionId)
    known.set(roomId, { view, hash })
    enter(view, hashed, canWait).catch((thrown: unknown) => {
      if (known.get(roomId)?.view === view && !shift.worker?.has(roomId)) known.delete(roomId)
      const error = toNitroliteError(thrown, 'LIBRARY_DEFECT')
      // Nobody knows whether the room is stored. If it is, a worker closes it.
      view.refuse(error, error.code === 'ROOM_STORE_FAILED' ? 'elsewhere' : 'failed')
    })
    return view
  }

  async function wake(roomId: string): Promise<WakeResult> {
    const worker = await shift.whenAtWork()
    if (worker.has(roomId)) return 'taken'
    if (!isRoomId(roomId)) return 'not found'
    const [stored] = await readStored(roomId)
    if (!stored) return 'not found'
    if (!stored.isOpen) return 'ended'
    if (worker.queued >= options.queue.limit) return 'full'
    // Only `close` begins a failed room again. An announcement may have been late, and the room may have failed since it was read.
    if (await worker.take(roomId, { beginAgain: false })) return 'taken'
    const [now] = await readStored(roomId)
    return now?.isOpen ? 'elsewhere' : 'ended'
  }

  const readStored = (roomId: string): Promise<readonly StoredRoom[]> =>
    store.read([roomId]).catch((thrown: unknown) => { throw toNitroliteError(thrown, 'ROOM_STORE_FAILED') })

  async function stop(timeout: number): Promise<void> {
    intake.stop()
    const { worker } = shift
    shift.stop()
    const atLast = (write: Promise<void>, limit = LONGEST_LAST_WRITE): Promise<void> => atMost(timers, limit, write.catch(reportAny), undefined)
    if (worker) {
      const { isBusy } = worker.windDown()
      const until = timers.elapsed() + timeout
      while (isBusy() && worker.isOwner && timers.elapsed() < until) {
        await new Promise<void>((resolve) => { timers.after(STOP_PAUSE, resolve) })
        await atLast(worker.tick(), until - timers.elapsed())
      }
      await atLast(worker.keepLogs())
      worker.end()
      await atLast(worker.flush())
      await atLast(store.release(worker.name))
    }
    for (const { view } of known.values()) {
      if (!hasEnded(view.state)) view.refuse(new NitroliteError('ROOM_CLOSER_STOPPED'), 'elsewhere')
    }
    known.clear()
    hasStopped = true
    for (const listener of stopListeners) listener()
  }

  function onStop(listener: () => void): Unsubscribe {
    if (hasStopped) listener()
    else stopListeners.add(listener)
    return () => { stopListeners.delete(listener) }
  }

  const status = (): RoomCloserStatus =>
    ({ worker: null, connections: [], queued: 0, running: 0, meeting: 0, unknown: 0, isPaused: false, ...shift.worker && { worker: shift.worker.name, ...shift.worker.status } })

  return {
    async start() {
      await shift.start()
      // The closer is at work now. If the store cannot be asked at the moment, the next look follows soon.
      await shift.worker?.scan().catch(reportAny)
    },
    close: (roomId, request) => close(roomId, request, false),
    closeAll: (rooms, batchOptions = {}) => startBatch({
      timers, rooms, report, onStop,
      options: batchOptions,
      whenSpace: () => intake.whenSpace(),
      // Another caller may have taken the place meanwhile.
      close: (roomId, request) => close(roomId, request, true),
    }),
    wake,
    archive: roomId => shift.worker?.archive(roomId) ?? false,
    async read(roomId) {
      const [stored] = isRoomId(roomId) ? await readStored(roomId) : []
      return stored ? known.get(roomId)?.view.snapshot() ?? snapshotOf(stored) : null
    },
    status,
    health: () => healthOf({
      hasStarted: shift.hasStarted, isStopped: stopping !== null, isOwner: shift.worker?.isOwner ?? false, status: status(), queueLimit: options.queue.limit,
      sinceTick: shift.worker ? timers.elapsed() - shift.tickedAt : null,
    }),
    on: (event, listener) => events.on(event, listener),
    stop: ({ timeout = 10_000 } = {}) => stopping ??= stop(timeout),
  }
}
