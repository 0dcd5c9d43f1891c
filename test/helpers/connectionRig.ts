import { NitroliteError } from '../../src/core/errors/errors'
import { createConnection } from '../../src/core/connection/connection'
import type {
  Connection, ConnectionOptions, DecodedFrame, EncodedRequest, FrameCodec, UnmatchedFrame, WebSocketLike,
} from '../../src/core/connection/types'

/** Frames of the tests: `{id, ok?, error?, push?, ts}`. */
export const jsonCodec: FrameCodec = {
  decode(raw): DecodedFrame {
    let frame: { id?: number, ok?: unknown, error?: string, push?: string, ts?: number }
    try {
      frame = JSON.parse(raw) as typeof frame
    }
    catch {
      return { kind: 'invalid', raw, error: new NitroliteError('FRAME_INVALID', { reason: 'no JSON' }) }
    }
    const { id = 0, ok, error, push, ts = 0 } = frame
    if (push) return { kind: 'push', name: push, params: ok, ts, raw }
    const signed = { id, ts, signedText: raw, signatures: [], raw }
    return error === undefined ? { kind: 'response', method: 'm', params: ok, ...signed } : { kind: 'error', message: error, ...signed }
  },
}

type Listener = (event: unknown) => void

/** A WebSocket whose other end is the test. */
export class ScriptedSocket implements WebSocketLike {
  static made: ScriptedSocket[] = []
  static get last(): ScriptedSocket {
    const last = ScriptedSocket.made.at(-1)
    if (!last) throw new Error('no socket was made')
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

  /** Goes to CLOSING; the close event comes only with `drop()`, as on a dead network. */
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

  /** The other end sends a frame. */
  push(frame: object | string): void {
    this.emit('message', { data: typeof frame === 'string' ? frame : JSON.stringify(frame) })
  }
}

export interface Rig {
  readonly connection: Connection
  readonly statuses: string[]
  readonly unmatched: UnmatchedFrame[]
  readonly errors: string[]
  readonly frames: string[]
  readonly pings: number
  request(method?: string): EncodedRequest
}

export const TIMEOUTS: ConnectionOptions['timeouts'] = {
  connect: 1_000, request: 5_000, close: 30_000, heartbeat: 20_000, pong: 3_000,
}

/** A connection with scripted sockets, everything that it tells written down. */
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

/** A rig whose first socket is open and settled. */
export async function openRig(options: Partial<ConnectionOptions> = {}): Promise<Rig & { socket: ScriptedSocket }> {
  const rig = createRig(options)
  const connected = rig.connection.connect()
  const socket = ScriptedSocket.last
  socket.open()
  await connected
  return Object.assign(Object.create(rig) as Rig, { socket })
}

/** What a promise came to so far: a code where it failed. */
export async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  const pending = Symbol('pending')
  const settled = promise.catch((thrown: unknown) => thrown instanceof NitroliteError ? thrown.code : thrown)
  for (let turns = 0; turns < 10; turns += 1) await Promise.resolve()
  const result = await Promise.race([settled, Promise.resolve(pending)])
  return result === pending ? 'pending' : result
}
