import type { Hex } from '../../src/core'
import type { EmbeddedConnection, EmbeddedNode, VirtualTime } from '../../src/testing'
import { addressOf, closing, signedFrame, signPolicy, testKey } from '../helpers/directClient'

type Answer = { readonly method: string, readonly params: Record<string, unknown> }

const TIMEOUT = 1_000
const BACK_OFF = 200
const TRIES = 40
const KEY = testKey('naive session key')
const WALLET_KEY = testKey('naive')

export const NAIVE_WALLET = addressOf(WALLET_KEY)

type Time = Pick<VirtualTime, 'now' | 'setTimeout' | 'clearTimeout'>

/** The usual advice: after a timeout of one second, connect and send again until the node says that the session is closed. */
export class NaivePolicy {
  readonly #node: EmbeddedNode
  readonly #time: Time
  readonly #pending = new Map<number, (answer: Answer | null) => void>()
  #connection: EmbeddedConnection | null = null
  #token = ''
  #lastId = 0

  constructor(node: EmbeddedNode, time: Time) {
    this.#node = node
    this.#time = time
  }

  /** Closes a session. @returns whether the node said that the session is closed */
  async close(sessionId: Hex, ...shares: readonly (readonly [participant: string, amount: string])[]): Promise<boolean> {
    for (let tries = 0; tries < TRIES; tries++) {
      if (await this.#logIn()) {
        const answer = await this.#ask('close_app_session', closing(sessionId, ...shares))
        if (answer?.params['status'] === 'closed') return true
        if (String(answer?.params['error']).startsWith('an open app session not found')) return true
      }
      this.#connection?.close()
      await new Promise<void>((resolve) => { this.#time.setTimeout(resolve, BACK_OFF) })
    }
    return false
  }

  async #logIn(): Promise<boolean> {
    this.#connection = this.#node.connect({
      onMessage: text => { this.#receive(text) },
      onClose: () => { for (const settle of [...this.#pending.values()]) settle(null) },
    })
    if (this.#token !== '' && (await this.#ask('auth_verify', { jwt: this.#token }))?.params['success'] === true) return true
    const policy = {
      address: NAIVE_WALLET, session_key: addressOf(KEY), application: 'app', allowances: [], scope: '',
      expires_at: Math.floor(this.#time.now() / 1000) + 86_400,
    }
    const challenge = (await this.#ask('auth_request', policy))?.params['challenge_message']
    if (typeof challenge !== 'string') return false
    const id = ++this.#lastId
    const signature = signPolicy(WALLET_KEY, challenge, policy)
    const frame = JSON.stringify({ req: [id, 'auth_verify', { challenge }, this.#time.now()], sig: [signature] })
    const verified = (await this.#send(id, frame))?.params
    if (verified?.['success'] === true) this.#token = String(verified['jwt_token'])
    return verified?.['success'] === true
  }

  #ask(method: string, params: unknown): Promise<Answer | null> {
    const id = ++this.#lastId
    return this.#send(id, signedFrame([id, method, params, this.#time.now()], [KEY]))
  }

  /** Sends a frame. @returns the answer; null after a second, or once the socket is dead */
  #send(id: number, frame: string): Promise<Answer | null> {
    return new Promise((resolve) => {
      const settle = (answer: Answer | null): void => {
        this.#time.clearTimeout(timer)
        this.#pending.delete(id)
        resolve(answer)
      }
      const timer = this.#time.setTimeout(() => { settle(null) }, TIMEOUT)
      this.#pending.set(id, settle)
      this.#connection?.receive(frame)
    })
  }

  #receive(text: string): void {
    let response: readonly [number, string, Record<string, unknown>]
    try {
      response = (JSON.parse(text) as { res: [number, string, Record<string, unknown>] }).res
    } catch {
      return
    }
    const [id, method, params] = response
    this.#pending.get(id)?.({ method, params })
  }
}
