import type { WebSocketConstructor, WebSocketLike } from '../../src/core/connection/types'
import { type ClientFrame, frameText, type RelayFrame } from '../../src/core/cosigning/relay/frames'
import { roomNameOf } from '../../src/core/cosigning/roomName'
import { createStatementSigner } from '../../src/core/cosigning/statementSigner'
import type { Hex } from '../../src/core/types'
import type { ParticipantCheck } from '../../src/relay/entries'
import type { RelayLimits } from '../../src/relay/limits'
import { createRelayCore, type RelayCore } from '../../src/relay/relayCore'
import type { Visit } from '../../src/relay/visit'
import { createVirtualTime, type VirtualTime } from '../../src/testing/time/virtualTime'
import { ALICE, BOB } from './people'

export const HOST = 'relay.test'
export const PARTICIPANTS = [ALICE, BOB]

/** The name of a room, by a number. */
export const roomNumber = (number: number): string =>
  roomNameOf({ sessionId: `0x${number.toString(16).padStart(64, '0')}`, nodeTag: '0x0a0b0c0d' })

/** A client that sends frames as it likes. */
export interface RawClient {
  readonly frames: RelayFrame[]
  /** The close code; 1006 if the relay cut the connection; null while it is open. */
  readonly closedWith: number | null
  readonly socket: RigSocket
  send(frame: ClientFrame): Promise<void>
  sendText(text: string | null): Promise<void>
  /** Answers a challenge, and returns the last frame that came. */
  enter(room: string, key: Hex, address: string, participants?: readonly string[]): Promise<RelayFrame | undefined>
}

export interface RelayRig {
  readonly time: VirtualTime
  readonly core: RelayCore
  /** The sockets that are open, the oldest first. */
  readonly sockets: RigSocket[]
  /** For `createRelayTransport`. */
  readonly WebSocket: WebSocketConstructor
  /** While true, sockets cannot be opened. */
  isDown: boolean
  /** @param address IP address of the client. @default '127.0.0.1' */
  connect(address?: string): Promise<RawClient>
}

type Listener = (event: unknown) => void

/** Both ends of a connection without a network. Everything takes a millisecond. */
export class RigSocket implements WebSocketLike {
  readyState = 0
  /** While true, what the relay sends stays unread. */
  isStuck = false
  /** While true, pings are not answered. */
  isSilent = false
  /** Milliseconds until a ping is answered. */
  pongDelay = 1
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #unread: string[] = []
  readonly #rig: RelayRig
  readonly #address: string
  #visit: Visit | null = null
  #release = (): void => {}

  constructor(rig: RelayRig, address = '127.0.0.1') {
    this.#rig = rig
    this.#address = address
    rig.time.after(1, () => this.#open())
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener))
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener)
  }

  send(text: string): void {
    this.#rig.time.after(1, () => this.#visit?.receive(text))
  }

  /** Sends a binary message. */
  sendBinary(): void {
    this.#visit?.receive(null)
  }

  /** Sends a ping. */
  ping(): void {
    this.#visit?.ping()
  }

  close(): void {
    this.cut(1005)
  }

  /** Ends the connection for both ends. */
  cut(code = 1006): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.#visit?.end()
    this.#release()
    const index = this.#rig.sockets.indexOf(this)
    if (index >= 0) this.#rig.sockets.splice(index, 1)
    this.#emit('close', { code })
  }

  #open(): void {
    if (this.readyState !== 0) return
    const admission = this.#rig.isDown ? 503 : this.#rig.core.admit({ origin: undefined, address: this.#address })
    if (typeof admission === 'number') {
      this.cut()
      return
    }
    this.#release = () => { admission.leave() }
    this.readyState = 1
    this.#rig.sockets.push(this)
    const unread = this.#unread
    this.#visit = this.#rig.core.visit({
      get unreadBytes() { return unread.reduce((sum, text) => sum + text.length, 0) },
      send: (text) => {
        unread.push(text)
        this.#rig.time.after(1, () => this.#deliver())
      },
      ping: () => { this.#rig.time.after(this.pongDelay, () => { if (!this.isSilent) this.#visit?.pong() }) },
      pong: () => { this.#emit('pong', {}) },
      close: (code) => { this.cut(code) },
      destroy: () => { this.cut() },
    }, admission.share)
    this.#emit('open', {})
  }

  #deliver(): void {
    if (this.isStuck) return
    const read = this.#unread.splice(0)
    this.#visit?.noteUnread()
    for (const data of read) if (this.readyState === 1) this.#emit('message', { data })
  }

  #emit(type: string, event: unknown): void {
    for (const listener of [...this.#listeners.get(type) ?? []]) listener(event)
  }
}

/** A relay in virtual time, without a network. */
export function createRelayRig(limits: Partial<RelayLimits> = {}, isParticipant?: ParticipantCheck): RelayRig {
  const time = createVirtualTime()
  const core = createRelayCore({ publicHost: HOST, origins: [], limits, isParticipant, timers: time })
  const rig: RelayRig = {
    time,
    core,
    sockets: [],
    isDown: false,
    WebSocket: class extends RigSocket {
      constructor() {
        super(rig)
      }
    },
    async connect(address) {
      const socket = new RigSocket(rig, address)
      const frames: RelayFrame[] = []
      let closedWith: number | null = null
      socket.addEventListener('message', (event) => { frames.push(JSON.parse((event as { data: string }).data) as RelayFrame) })
      socket.addEventListener('close', (event) => { closedWith = (event as { code: number }).code })
      await time.advance(2)
      const sendText = async (text: string | null): Promise<void> => {
        if (text === null) socket.sendBinary()
        else socket.send(text)
        await time.advance(2)
      }
      const client: RawClient = {
        frames,
        get closedWith() { return closedWith },
        socket,
        send: frame => sendText(frameText(frame)),
        sendText,
        async enter(room, key, address, participants = PARTICIPANTS) {
          await client.send({ type: 'ask', room })
          const challenge = frames.at(-1)
          if (challenge?.type !== 'challenge') return challenge
          const { origin, nonce, end } = challenge
          const { sign } = await createStatementSigner(key)
          const signature = await sign({ purpose: 'enter room', origin, room, nonce, end })
          const before = frames.length
          await client.send({ type: 'enter', room, participants, address, signature, policy: null })
          return frames[before]
        },
      }
      return client
    },
  }
  return rig
}
