import { Refusal } from '../embedded/refusal'
import { parseDecimal, signOf } from '../formats/decimal'
import { GoStruct } from '../formats/goStruct'
import type { Answer, CallContext } from './calls'
import type { Allowance } from './sessionKeys'
import type { ClearnodeState } from './state'
import { issueToken, readToken, type Policy } from './tokens'

const PARSE_FAILURE = 'failed to parse auth parameters'
/** The last second of the year 9999. Go cannot write later times as JSON. */
const LAST_SECOND = 253402300799n
const UUID = /^(?:urn:uuid:)?\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i

/** `auth_request`: issues a challenge. It checks nothing. */
export function authRequest({ node, call }: CallContext): Answer {
  const fields = new GoStruct(call.params, PARSE_FAILURE)
  const token = node.logins.challenges.issue({
    address: fields.text('address'),
    sessionKey: fields.text('session_key'),
    application: fields.text('application'),
    allowances: fields.structs('allowances', (allowance): Allowance =>
      ({ asset: allowance.text('asset'), amount: allowance.text('amount') })),
    expiresAt: fields.unsigned('expires_at', 64),
    scope: fields.text('scope'),
  })
  return { method: 'auth_challenge', params: { challenge_message: token } }
}

/** `auth_verify`: logs in with the token of an earlier login, or with the wallet's signature over the policy. */
export function authVerify({ node, call }: CallContext): Answer {
  const fields = new GoStruct(call.params, PARSE_FAILURE)
  const challenge = readUuid(fields.optionalText('challenge'))
  const token = fields.text('jwt')
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
 * Checks that private methods may be called. The age of the timestamp is checked right after the login, before anything
 * else about the request; timestamps in the future pass. Recorded: probe-by-another-wallet.jsonl, same-ts-probe.jsonl.
 */
export function authorise(node: ClearnodeState, wallet: string, policy: Policy | null, ts: bigint): void {
  if (policy === null || wallet === '') throw new Refusal('authentication required')
  if (!node.logins.touch(policy.wallet)) throw new Refusal('session expired, please re-authenticate')
  const isThirteenDigits = ts >= 1_000_000_000_000n && ts <= 9_999_999_999_999n
  if (!isThirteenDigits || node.clock() - Number(ts) > node.messageExpiry * 1000) {
    throw new Refusal('invalid message timestamp')
  }
}

function readUuid(text: string | null): string {
  // Go reads a missing challenge as the nil UUID, so it is refused later than an empty or unreadable one.
  if (text === null) return '00000000-0000-0000-0000-000000000000'
  const parts = UUID.exec(text)?.slice(1)
  if (!parts) throw new Refusal(PARSE_FAILURE)
  return parts.join('-').toLowerCase()
}
