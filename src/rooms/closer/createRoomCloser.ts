import { createIsolatedEvents } from '../../core/connection/isolatedEvents'
import { isFinal } from '../../core/closing/states'
import { NitroliteError, toNitroliteError } from '../../core/errors/errors'
import { readRequest, type CheckedRequest } from '../result/readRequest'
import { requestHash } from '../result/requestHash'
import type { RoomRequest } from '../result/types'
import { checkAdded } from '../store/addRoom'
import { checkRoomId } from '../store/roomId'
import type { StoredRoom } from '../store/roomStore'
import { startBatch } from './batch'
import { createFollowing } from './following'
import { createIntake } from './intake'
import { resolveCloserOptions, type RoomCloserOptions } from './options'
import { endOf, RoomView, snapshotOf } from './roomView'
import { createSharedLogins } from './sharedLogins'
import { createShift } from './shift'
import type { RoomCloser, RoomCloserEvents, RoomClosing, RoomSnapshot, WakeResult } from './types'
import { createWorker, type Worker } from './worker'

/** Between two looks whether the node has answered, while the closer shuts down, in milliseconds. */
const STOP_PAUSE = 50

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
  const reportAny = (thrown: unknown): void => { report(toNitroliteError(thrown, 'LISTENER_FAILED')) }
  const logins = options.client.keep.logins || createSharedLogins()
  const known = new Map<string, Known>()
  const intake = createIntake({ queue: options.queue, queued: () => shift.worker?.queued ?? 0 })
  let stopping: Promise<void> | null = null

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
      known.get(stored.roomId)?.view.show({ ...snapshotOf(stored) })
      known.delete(stored.roomId)
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
      onSettled: ({ stored }) => { known.delete(stored.roomId) },
      onLost() {
        // The next worker takes these rooms, or follows them.
        for (const { view } of known.values()) if (!isFinal(view.state as never)) view.show({ state: 'elsewhere' })
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
  async function bring(view: RoomView, request: CheckedRequest, hash: string, worker: Worker): Promise<void> {
    const { roomId } = view
    const added = await store.add({ roomId, sessionId: request.sessionId, request, hash }, worker.name).catch((thrown: unknown) => {
      worker.doubt()
      throw toNitroliteError(thrown, 'ROOM_STORE_FAILED')
    })
    checkAdded(added, { roomId, hash })
    const { outcome, room } = added
    if (outcome === 'added' || room.owner === worker.name) return void worker.accept(room)
    const isPaid = room.ending !== null && room.ending.entry?.receipt != null
    if (isPaid && !room.isOpen) {
      view.show({ ...snapshotOf(room), ...endOf(room) })
      return void known.delete(roomId)
    }
    // Nobody may be working on it. Otherwise its end is reported once the other worker has stored it.
    if (!await worker.take(roomId)) view.show({ ...snapshotOf(room), ...endOf(room).receipt ? endOf(room) : { state: 'elsewhere', error: null } })
  }

  async function enter(view: RoomView, request: CheckedRequest, hash: string): Promise<void> {
    const leave = await intake.enter()
    try {
      await bring(view, request, hash, await shift.whenAtWork())
    }
    finally {
      leave()
    }
  }

  const refused = (roomId: string, sessionId: RoomSnapshot['sessionId'], error: NitroliteError): RoomClosing => {
    const view = new RoomView({ roomId, sessionId, state: 'queued', epoch: 0, allocations: [], error: null, receipt: null }, reportAny)
    view.refuse(error)
    return view
  }

  function close(roomId: string, wanted: RoomRequest): RoomClosing {
    let request: CheckedRequest
    try {
      checkRoomId(roomId)
      request = readRequest(wanted)
    }
    catch (thrown) {
      return refused(String(roomId), '', toNitroliteError(thrown, 'ROOM_RESULT_INVALID'))
    }
    const { sessionId } = request
    const hash = requestHash(request)
    const present = known.get(roomId)
    if (present) return present.hash === hash ? present.view : refused(roomId, sessionId, new NitroliteError('ROOM_RESULT_CONFLICT', { roomId }))
    const view = new RoomView({ roomId, sessionId, state: 'queued', epoch: 0, allocations: [], error: null, receipt: null }, reportAny)
    known.set(roomId, { view, hash })
    enter(view, request, hash).catch((thrown: unknown) => {
      if (known.get(roomId)?.view === view && !shift.worker?.has(roomId)) known.delete(roomId)
      view.refuse(toNitroliteError(thrown, 'LIBRARY_DEFECT'))
    })
    return view
  }

  async function wake(roomId: string): Promise<WakeResult> {
    const worker = await shift.whenAtWork()
    if (worker.has(roomId)) return 'taken'
    const [stored] = await readStored(roomId)
    if (!stored) return 'not found'
    if (!stored.isOpen) return 'ended'
    if (worker.queued >= options.queue.limit) return 'full'
    return await worker.take(roomId) ? 'taken' : 'elsewhere'
  }

  const readStored = (roomId: string): Promise<readonly StoredRoom[]> =>
    store.read([roomId]).catch((thrown: unknown) => { throw toNitroliteError(thrown, 'ROOM_STORE_FAILED') })

  async function stop(timeout: number): Promise<void> {
    intake.stop()
    const { worker } = shift
    shift.stop()
    if (worker) {
      const { isBusy } = worker.wind()
      const until = timers.elapsed() + timeout
      while (isBusy() && worker.isOwner && timers.elapsed() < until) {
        await new Promise<void>((resolve) => { timers.after(STOP_PAUSE, resolve) })
        await worker.tick().catch(reportAny)
      }
      worker.end()
      await worker.flush()
      await store.release(worker.name).catch(reportAny)
    }
    for (const { view } of known.values()) {
      if (!isFinal(view.state as never)) view.refuse(new NitroliteError('ROOM_CLOSER_STOPPED'), 'elsewhere')
    }
    known.clear()
  }

  return {
    async start() {
      await shift.start()
      await shift.worker?.scan()
    },
    close,
    closeAll: (rooms, batchOptions = {}) => startBatch({ timers, rooms, options: batchOptions, whenSpace: () => intake.whenSpace(), close, report }),
    wake,
    async read(roomId) {
      const [stored] = await readStored(roomId)
      return stored ? known.get(roomId)?.view.snapshot() ?? snapshotOf(stored) : null
    },
    status: () => ({ worker: null, connections: [], queued: 0, running: 0, unknown: 0, isPaused: false, ...shift.worker && { worker: shift.worker.name, ...shift.worker.status } }),
    on: (event, listener) => events.on(event, listener),
    stop: ({ timeout = 10_000 } = {}) => stopping ??= stop(timeout),
  }
}
