import { keccak256, SigningKey } from 'ethers/crypto'
import { TypedDataEncoder } from 'ethers/hash'
import type { Address, Hex } from '../../src/core/types'
import { digestOf } from '../../src/testing/formats/signatures'
import { walletOf } from '../../src/testing/formats/addresses'
import type { EmbeddedClearnode } from '../../src/testing/clearnode/types'
import type { EmbeddedConnection } from '../../src/testing/embedded/types'

/** A received frame, parsed. Ids are small in tests, so numbers can hold them. */
export interface Frame {
  readonly id: number
  readonly method: string
  readonly params: Record<string, unknown>
}

export interface LoginOptions {
  readonly application?: string
  readonly allowances?: readonly { readonly asset: string, readonly amount: string }[]
  /** Unix seconds. */
  readonly expiresAt?: number
  readonly key?: SigningKey
  /** @default the address of `key` */
  readonly sessionKey?: Address
  /** @default 'app.close' */
  readonly scope?: string
}

const utf8 = new TextEncoder()

export const testKey = (name: string): SigningKey => new SigningKey(keccak256(utf8.encode(name)))

export const addressOf = (key: SigningKey): Address => walletOf(keccak256(`0x${key.publicKey.slice(4)}`).slice(-40))

/** The frame of a request, signed over its exact bytes. */
export function signedFrame(request: readonly [id: number, method: string, params: unknown, ts: number], signers: readonly SigningKey[]): string {
  const text = JSON.stringify(request)
  return `{"req":${text},"sig":${JSON.stringify(signaturesOver(text, signers))}}`
}

/** The signatures over the text of a request. */
export const signaturesOver = (text: string, signers: readonly SigningKey[]): string[] =>
  signers.map(key => key.sign(digestOf(text)).serialized)

/** The wallet's signature for `auth_verify`, over the policy of its `auth_request`. */
export function signPolicy(walletKey: SigningKey, challenge: string, policy: Record<string, unknown>): string {
  const digest = TypedDataEncoder.hash({ name: String(policy['application']) }, {
    Policy: [
      { name: 'challenge', type: 'string' },
      { name: 'scope', type: 'string' },
      { name: 'wallet', type: 'address' },
      { name: 'session_key', type: 'address' },
      { name: 'expires_at', type: 'uint64' },
      { name: 'allowances', type: 'Allowance[]' },
    ],
    Allowance: [{ name: 'asset', type: 'string' }, { name: 'amount', type: 'string' }],
  }, { ...policy, challenge, wallet: policy['address'] })
  return walletKey.sign(digest).serialized
}

/** A wallet with a session key on a direct connection to an embedded ClearNode. Synchronous, without the library. */
export class DirectClient {
  readonly frames: Frame[] = []
  readonly raw: string[] = []
  readonly closed: (readonly [code: number, reason: string])[] = []
  readonly walletKey: SigningKey
  readonly wallet: Address
  key: SigningKey
  token = ''
  #lastId = 0
  readonly #clock: () => number
  readonly connection: EmbeddedConnection

  constructor(node: EmbeddedClearnode, name: string, clock: () => number) {
    this.#clock = clock
    this.walletKey = testKey(name)
    this.wallet = addressOf(this.walletKey)
    this.key = testKey(`${name} session key`)
    this.connection = node.connect({
      onMessage: (text) => {
        const [id, method, params] = (JSON.parse(text) as { res: [number, string, Record<string, unknown>] }).res
        this.raw.push(text)
        this.frames.push({ id, method, params })
      },
      onClose: (code, reason) => { this.closed.push([code, reason]) },
    })
  }

  /** The frame of a request, signed by `signers` over its exact bytes. */
  encode(method: string, params: unknown, signers: readonly SigningKey[] = [this.key], ts = this.#clock()): string {
    return signedFrame([++this.#lastId, method, params, ts], signers)
  }

  /** Sends a request. @returns its id */
  send(method: string, params: unknown, signers?: readonly SigningKey[], ts?: number): number {
    const frame = this.encode(method, params, signers, ts)
    const id = this.#lastId
    this.connection.receive(frame)
    return id
  }

  answerTo(id: number): Frame | undefined {
    return this.frames.find(frame => frame.id === id)
  }

  /** Sends a request. @returns the params of the answer, or the text of an error */
  ask(method: string, params: unknown, signers?: readonly SigningKey[], ts?: number): unknown {
    const answer = this.answerTo(this.send(method, params, signers, ts))
    return answer?.method === 'error' ? answer.params['error'] : answer?.params
  }

  /** Logs in. @returns null, or the text of an error */
  login({ application = 'app', allowances = [], expiresAt, key = this.key, sessionKey, scope = 'app.close' }: LoginOptions = {}): string | null {
    const session_key = sessionKey ?? addressOf(key)
    const expires_at = expiresAt ?? Math.floor(this.#clock() / 1000) + 3600
    const request = { address: this.wallet, session_key, application, allowances, scope, expires_at }
    const { challenge_message: challenge } = this.ask('auth_request', request, []) as { challenge_message: string }
    const signature = this.signPolicy(challenge, request)
    const answer = this.answerWith('auth_verify', { challenge }, [signature])
    if (answer.method === 'error') return String(answer.params['error'])
    this.token = String(answer.params['jwt_token'])
    this.key = key
    return null
  }

  /** Sends a request with the given signatures. @returns the answer */
  answerWith(method: string, params: unknown, signatures: readonly string[]): Frame {
    const id = ++this.#lastId
    this.connection.receive(JSON.stringify({ req: [id, method, params, this.#clock()], sig: signatures }))
    const answer = this.answerTo(id)
    if (!answer) throw new Error(`${method} was not answered at once`)
    return answer
  }

  signPolicy(challenge: string, policy: Record<string, unknown>): string {
    return signPolicy(this.walletKey, challenge, policy)
  }

  /** Closes a session in usdc. @returns the params of the answer, or the text of an error */
  close(id: Hex, ...shares: readonly (readonly [participant: string, amount: string])[]): unknown {
    return this.ask('close_app_session', closing(id, ...shares))
  }
}

/** The params of a close in usdc. */
export function closing(id: Hex, ...shares: readonly (readonly [participant: string, amount: string])[]) {
  return {
    app_session_id: id,
    allocations: shares.map(([participant, amount]) => ({ participant, asset: 'usdc', amount })),
  }
}
