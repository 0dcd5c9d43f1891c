import { Challenges } from './challenges'
import { parseDecimal, signOf } from '../network/decimal'
import { Fields } from './params'
import { Refusal } from '../network/refusal'
import type { Answer, CallContext } from './routes'
import type { Allowance } from './sessionKeys'
import type { ClearnodeState } from './state'
import { issueToken, LOGIN_TTL, readToken, type Policy } from './tokens'

const PARSE_FAILURE = 'failed to parse auth parameters'
/** Last second of the year 9999; Go's times do not become JSON after it. */
const LAST_SECOND = 253402300799n
const UUID = /^(?:urn:uuid:)?\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i

/** Who is logged in at the moment: last activity per wallet, and the challenges that are open. */
export class Logins {
  readonly challenges: Challenges
  readonly #clock: () => number
  readonly #activity = new Map<string, number>()

  constructor(clock: () => number, uuid: () => string) {
    this.#clock = clock
    this.challenges = new Challenges(clock, uuid)
  }

  begin(wallet: string): void {
    this.#activity.set(wallet, this.#clock())
  }

  /** True while the wallet was active within a day; notes the activity. */
  touch(wallet: string): boolean {
    const last = this.#activity.get(wallet)
    if (last === undefined || this.#clock() > last + LOGIN_TTL) return false
    this.#activity.set(wallet, this.#clock())
    return true
  }

  clear(): void {
    this.challenges.clear()
    this.#activity.clear()
  }
}

/** `auth_request`: hands out a challenge; checks nothing yet. */
export function authRequest({ node, call }: CallContext): Answer {
  const fields = new Fields(call.params, PARSE_FAILURE)
  const token = node.logins.challenges.issue({
    address: fields.string('address'),
    sessionKey: fields.string('session_key'),
    application: fields.string('application'),
    allowances: fields.structs('allowances').map((allowance): Allowance =>
      ({ asset: allowance.string('asset'), amount: allowance.string('amount') })),
    expiresAt: fields.uint64('expires_at'),
    scope: fields.string('scope'),
  })
  return { method: 'auth_challenge', params: { challenge_message: token } }
}

/** `auth_verify`: by a token of an earlier login, or by the wallet's signature over the policy. */
export function authVerify({ node, call }: CallContext): Answer {
  const fields = new Fields(call.params, PARSE_FAILURE)
  const challenge = readUuid(fields.string('challenge'))
  const token = fields.string('jwt')
  const [signature] = call.signatures
  if (token !== '') {
    const policy = readToken(token, node.signer, node.clock())
    if (!policy) throw new Refusal('invalid JWT token')
    node.logins.begin(policy.wallet)
    const params = { address: policy.wallet, session_key: policy.sessionKey, success: true }
    return { params, login: policy }
  }
  if (signature === undefined) throw new Refusal('invalid authentication method: expected JWT or signature')
  return verifySignature(node, challenge, signature)
}

function verifySignature(node: ClearnodeState, token: string, signature: string): Answer {
  const challenge = node.logins.challenges.redeem(token, signature)
  const { address, sessionKey, scope, application, allowances, expiresAt } = challenge
  node.logins.begin(address)
  node.tags.ensure(address)
  if (expiresAt > LAST_SECOND) throw new Refusal('failed to generate JWT token')
  const policy: Policy = {
    wallet: address, sessionKey, scope, application, allowances, expiresAt: Number(expiresAt) * 1000,
  }
  const jwt = issueToken(policy, node.signer, node.clock())
  checkAllowances(node, allowances)
  node.sessionKeys.register({ address: sessionKey, wallet: address, application, allowances, scope, expiresAt: policy.expiresAt })
  return { params: { address, jwt_token: jwt, session_key: sessionKey, success: true }, login: policy }
}

function checkAllowances(node: ClearnodeState, allowances: readonly Allowance[]): void {
  for (const { asset, amount } of allowances) {
    if (!node.assets.some(({ symbol }) => symbol === asset)) {
      throw new Refusal(`unsupported token: asset '${asset}' is not supported`)
    }
    const parsed = parseDecimal(amount)
    if (!parsed) {
      throw new Refusal(`unsupported token: invalid amount '${amount}' for asset '${asset}': `
        + `can't convert ${amount} to decimal`)
    }
    if (signOf(parsed) < 0) {
      throw new Refusal('unsupported token: allowance amount cannot be negative '
        + `for asset '${asset}', got '${amount}'`)
    }
  }
}

/**
 * Gate of the private methods. The stamp's age is judged right after the login and before anything of the request.
 * Recorded: probe-by-another-wallet.jsonl, same-ts-probe.jsonl; stamps in the future pass.
 */
export function authorise(node: ClearnodeState, wallet: string, policy: Policy | null, ts: bigint): void {
  if (policy === null || wallet === '') throw new Refusal('authentication required')
  if (!node.logins.touch(policy.wallet)) throw new Refusal('session expired, please re-authenticate')
  const isThirteenDigits = ts >= 1_000_000_000_000n && ts <= 9_999_999_999_999n
  if (!isThirteenDigits || node.clock() - Number(ts) > node.messageExpiry * 1000) {
    throw new Refusal('invalid message timestamp')
  }
}

function readUuid(text: string): string {
  // A missing challenge is the nil UUID, which is not the same as an unreadable one.
  if (text === '') return '00000000-0000-0000-0000-000000000000'
  const parts = UUID.exec(text)?.slice(1)
  if (!parts) throw new Refusal(PARSE_FAILURE)
  return parts.join('-').toLowerCase()
}
