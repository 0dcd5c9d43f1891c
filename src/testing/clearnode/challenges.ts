import { TypedDataEncoder } from 'ethers/hash'
import type { Address, Hex } from '../../core/types'
import { Refusal } from '../embedded/refusal'
import { isHexAddress, walletOf } from '../formats/addresses'
import { recoverAddress } from '../formats/signatures'
import type { Allowance } from './sessionKeys'

interface Challenge {
  readonly token: string
  readonly address: Address
  readonly sessionKey: Address
  readonly application: string
  readonly allowances: readonly Allowance[]
  readonly scope: string
  /** Unix seconds; any 64-bit number. */
  readonly expiresAt: bigint
}

const CHALLENGE_TTL = 5 * 60 * 1000
/** Only a sweep makes room for new challenges: before it, expired and used ones count as pending too. */
const SWEEP_INTERVAL = 10 * 60 * 1000
const MAX_PENDING = 1000
const POLICY_TYPES = {
  Policy: [
    { name: 'challenge', type: 'string' },
    { name: 'scope', type: 'string' },
    { name: 'wallet', type: 'address' },
    { name: 'session_key', type: 'address' },
    { name: 'expires_at', type: 'uint64' },
    { name: 'allowances', type: 'Allowance[]' },
  ],
  Allowance: [
    { name: 'asset', type: 'string' },
    { name: 'amount', type: 'string' },
  ],
}

/** Pending challenges. A restart of the node forgets them. */
export class Challenges {
  readonly #clock: () => number
  readonly #uuid: () => string
  readonly #pending = new Map<string, { readonly challenge: Challenge, until: number, isUsed: boolean }>()
  #lastSweep: number

  constructor(clock: () => number, uuid: () => string) {
    this.#clock = clock
    this.#uuid = uuid
    this.#lastSweep = clock()
  }

  issue(request: Omit<Challenge, 'token'>): string {
    this.#sweep()
    if (this.#pending.size >= MAX_PENDING) throw new Refusal('failed to generate challenge')
    const token = this.#uuid()
    const address = request.address.startsWith('0x') ? request.address : `0x${request.address}`
    this.#pending.set(token, {
      challenge: { ...request, address, token },
      until: this.#clock() + CHALLENGE_TTL,
      isUsed: false,
    })
    return token
  }

  /** Checks the wallet's signature and uses up the challenge, in the order of the node's checks. */
  redeem(token: string, signature: string): Challenge {
    this.#sweep()
    const entry = this.#pending.get(token)
    if (!entry) throw new Refusal('invalid challenge')
    const { challenge } = entry
    const signer = recoverPolicySigner(challenge, signature)
    if (signer === null) throw new Refusal('invalid signature')
    const isOver = this.#clock() > entry.until || entry.isUsed
    if (signer === challenge.address && isOver) this.#pending.delete(token)
    // The address is compared as text, so a lower-case one never matches. Recorded: auth-lowercase-address.jsonl.
    if (signer !== challenge.address || isOver) throw new Refusal('invalid challenge or signature')
    entry.isUsed = true
    entry.until = this.#clock() + 30_000
    return challenge
  }

  /** Forgets everything, as a restart of the node does. The time to the next sweep begins anew. */
  clear(): void {
    this.#pending.clear()
    this.#lastSweep = this.#clock()
  }

  /** Removes what had expired at the latest sweep, if one was due since the last call. */
  #sweep(): void {
    const intervals = Math.floor((this.#clock() - this.#lastSweep) / SWEEP_INTERVAL)
    if (intervals <= 0) return
    this.#lastSweep += intervals * SWEEP_INTERVAL
    for (const [token, { until }] of this.#pending) if (this.#lastSweep > until) this.#pending.delete(token)
  }
}

function recoverPolicySigner(challenge: Challenge, signature: string): Address | null {
  const { address, sessionKey, application, allowances, scope, expiresAt, token } = challenge
  if (!isHexAddress(address) || !isHexAddress(sessionKey)) return null
  const digest = TypedDataEncoder.hash({ name: application }, POLICY_TYPES, {
    challenge: token,
    scope,
    wallet: walletOf(address),
    session_key: walletOf(sessionKey),
    expires_at: expiresAt,
    allowances,
  })
  return recoverAddress(digest as Hex, signature)
}
