import { afterEach, beforeEach, vi } from 'vitest'
import { createConnection } from '../../src/core/connection/connection'
import type { ConnectionOptions } from '../../src/core/connection/connectionOptions'
import type {
  Connection, DecodedFrame, EncodedRequest, FrameCodec, UnmatchedFrame, WebSocketLike,
} from '../../src/core/connection/types'
import { NitroliteError } from '../../src/core/errors/errors'

/** Decodes the frames that the tests use: `{ id, ok?, error?, push?, ts? }`. */
export const jsonCodec: FrameCodec = {
  decode(raw): DecodedFrame {
    let frame: { id?: number, ok?: unknown, error?: string, push?: string, ts?: number }
    try {
      frame = JSON.parse(raw) as typeof frame
    }
    catch {
      return { kind: 'invalid', raw, error: new NitroliteError('FRAME_INVALID', { reason: 'not JSON' }) }
    }
    const { id = 0, ok, error, push, ts = 0 } = frame
    if (push) return { kind: 'push', name: push, params: ok, ts, raw }
    const signed = { id, ts, signedText: raw, signatures: [], raw }
    return error === undefined ? { kind: 'response', method: 'm', params: ok, ...signed } : { kind: 'error', message: error, ...signed }
  },
}

type Listener = (event: unknown) => void

/** A WebSocket whose node is the test. */
export class ScriptedSocket implements WebSocketLike {
  static made: ScriptedSocket[] = []
  static get last(): ScriptedSocket {
    const last = ScriptedSocket.made.at(-1)
    if (!last) throw new Error('No socket was made.')
    return last
  }

  readyState = 0
  readonly sent: string[] = []
  closeCalls = 0
  readonly #listeners = new Map<string, Set<Listener>>()

  constructor(readonly url: string) {
    ScriptedSocket.made.push(this)
  }

  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, set) => sum + set.size, 0)
  }

  send(data: string): void {
    this.sent.push(data)
  }

  /** Changes to CLOSING. As on a dead network, the close event comes only with `drop()`. */
  close(): void {
    this.closeCalls += 1
    if (this.readyState < 2) this.readyState = 2
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener))
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener)
  }

  emit(type: string, event: object = {}): void {
    for (const listener of [...this.#listeners.get(type) ?? []]) listener(event)
  }

  open(): void {
    this.readyState = 1
    this.emit('open')
  }

  drop(code = 1006): void {
    this.readyState = 3
    this.emit('error')
    this.emit('close', { code })
  }

  /** The node sends a frame. */
  push(frame: object | string): void {
    this.emit('message', { data: typeof frame === 'string' ? frame : JSON.stringify(frame) })
  }
}

/** A connection under test. */
export interface Rig {
  readonly connection: Connection
  readonly statuses: string[]
  readonly unmatched: UnmatchedFrame[]
  readonly errors: string[]
  readonly frames: string[]
  /** How many pings the heartbeat has sent. */
  readonly pings: number
  /** Makes a request with a new id. */
  request(method?: string): EncodedRequest
}

export const TIMEOUTS: ConnectionOptions['timeouts'] = {
  connect: 1_000, request: 5_000, heartbeat: 20_000, pong: 3_000,
}

/** A connection over scripted sockets, with lists of everything that it emits. */
export function createRig(options: Partial<ConnectionOptions> = {}): Rig {
  let pings = 0
  const request = (method = 'm'): EncodedRequest => {
    const id = connection.newRequestId()
    return { id, method, ts: 1, frame: JSON.stringify({ id, method }) }
  }
  const connection = createConnection({
    url: 'ws://node.test',
    WebSocket: ScriptedSocket,
    codec: jsonCodec,
    timeouts: TIMEOUTS,
    reconnect: { initialDelay: 100, maxDelay: 1_000, jitter: 0 },
    frameLimit: 2_000,
    onOpen: async () => false,
    async ping(over, deadline) {
      pings += 1
      await over.request(request('ping'), { deadline })
    },
    ...options,
  })
  const statuses: string[] = []
  const unmatched: UnmatchedFrame[] = []
  const errors: string[] = []
  const frames: string[] = []
  connection.on('status', status => statuses.push(status))
  connection.on('unmatched', frame => unmatched.push(frame))
  connection.on('error', error => errors.push(error.code))
  connection.on('frame', ({ direction, text }) => frames.push(`${direction} ${text}`))
  return {
    connection, statuses, unmatched, errors, frames, request,
    get pings() {
      return pings
    },
  }
}

/** A rig whose first socket is open and logged in. */
export async function openRig(options: Partial<ConnectionOptions> = {}): Promise<Rig & { socket: ScriptedSocket }> {
  const rig = createRig(options)
  const connected = rig.connection.connect()
  const socket = ScriptedSocket.last
  socket.open()
  await connected
  return {
    ...rig,
    socket,
    get pings() {
      return rig.pings
    },
  }
}

/** Lets this many milliseconds of the fake timers pass. */
export const sleep = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

/** Each test of the file begins with fake timers and without sockets. */
export function startEachTestAnew(): void {
  beforeEach(() => {
    vi.useFakeTimers()
    ScriptedSocket.made.length = 0
  })
  afterEach(() => { vi.useRealTimers() })
}

/** The value of a promise, the code of its error, or 'pending' while it has not settled. */
export async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  const pending = Symbol('pending')
  const settled = promise.catch((thrown: unknown) => thrown instanceof NitroliteError ? thrown.code : thrown)
  for (let turns = 0; turns < 10; turns += 1) await Promise.resolve()
  const result = await Promise.race([settled, Promise.resolve(pending)])
  return result === pending ? 'pending' : result
}
