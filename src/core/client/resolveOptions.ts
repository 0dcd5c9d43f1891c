import { neverAway, systemTimers } from '../connection/runtime'
import type { ReconnectOptions } from '../connection/reconnectOptions'
import type { Presence, Timers } from '../connection/types'
import { checksumAddress } from '../wallet/address'
import { javascriptSignatures } from '../wallet/secp256k1'
import type { SignatureEngine } from '../wallet/types'
import type { NitroliteClientOptions, RecoveryOptions, SessionKeyOptions, TimeoutOptions } from './options'
import { refuseOption, requireMethods } from './refuseOption'
import { resolveKeep, type ResolvedKeep } from './resolveKeep'

type OptionWithDefault = 'timeouts' | 'reconnect' | 'sessionKey' | 'recovery' | 'presence' | 'timers' | 'limits' | 'signatures'

type OptionForKeeping = 'keep' | 'journal' | 'logins' | 'history' | 'peers' | 'protocols'

/** Options with every default filled in. */
export type ResolvedOptions = Omit<NitroliteClientOptions, OptionWithDefault | OptionForKeeping> & {
  readonly keep: ResolvedKeep
  readonly timeouts: Required<TimeoutOptions>
  readonly reconnect: ReconnectOptions | false
  readonly sessionKey: Required<SessionKeyOptions>
  readonly recovery: Required<RecoveryOptions>
  readonly presence: Presence
  readonly timers: Timers
  readonly frameLimit: number
  readonly signatures: SignatureEngine
}

const TIMEOUTS: Required<TimeoutOptions> = {
  connect: 10_000, request: 15_000, close: 30_000, heartbeat: 20_000, pong: 10_000,
}

const RECOVERY: Required<RecoveryOptions> = { window: 15_000, skew: 3_000, settle: 30_000, patience: 30_000 }

const SESSION_KEY: Required<SessionKeyOptions> = { lifetime: 86_400, scope: 'app.close', use: 'always', atLimit: 'refuse' }

const FRAME_LIMIT = 4_194_304

function checkUrl(url: string): void {
  let protocol = ''
  try {
    ({ protocol } = new URL(url))
  }
  catch {
    // Rejected below, like any URL that is not ws:// or wss://.
  }
  if (!/^wss?:$/.test(protocol)) refuseOption('url', `"${url}" does not begin with ws:// or wss://.`)
}

function checkNumber(option: string, value: unknown, least = 0, most = Infinity): void {
  const isInRange = typeof value === 'number' && value >= least && value <= most
  if (!isInRange) refuseOption(option, `It must be a number from ${least} to ${most}.`)
}

function checkWord(option: string, value: string, words: readonly string[]): void {
  if (!words.includes(value)) refuseOption(option, `It must be ${words.map(word => `'${word}'`).join(' or ')}.`)
}

/** Without this check, a mistyped address would only be noticed with the answer to a closing. */
function checkBroker(broker: unknown): void {
  if (broker !== undefined && checksumAddress(broker) === null) {
    refuseOption('broker', 'It must be an address, 0x and 40 hex digits. An address in mixed case must have the right checksum.')
  }
}

const ENGINE_METHODS = ['publicKeyOf', 'sign', 'recover', 'isMadeBy'] as const satisfies (keyof SignatureEngine)[]

/** @throws `OPTIONS_INVALID` */
export function resolveOptions(options: NitroliteClientOptions): ResolvedOptions {
  const {
    reconnect = {}, timers = systemTimers, presence = neverAway, limits, signatures = javascriptSignatures,
    keep: _keep, journal: _journal, logins: _logins, history: _history, peers: _peers, protocols: _protocols, ...rest
  } = options
  const timeouts = { ...TIMEOUTS, ...rest.timeouts }
  const recovery = { ...RECOVERY, ...rest.recovery }
  const sessionKey = { ...SESSION_KEY, ...rest.sessionKey }
  const frameLimit = limits?.frame ?? FRAME_LIMIT
  const { initialDelay = 0, maxDelay = 0, attempts = 0, firstConnect = 0, jitter = 0 } = reconnect || {}

  checkUrl(rest.url)
  if (typeof rest.application !== 'string' || !rest.application) refuseOption('application', 'It must be a non-empty string.')
  checkWord('protocol', rest.protocol ?? 'auto', ['auto', 'nitrorpc', 'nitronode'])
  checkWord('sessionKey.use', sessionKey.use, ['always', 'never'])
  checkWord('sessionKey.atLimit', sessionKey.atLimit, ['refuse', 'endOldest'])
  const numbers = {
    timeouts, recovery, limits: { frame: frameLimit }, reconnect: { initialDelay, maxDelay, attempts, firstConnect },
  }
  for (const [group, values] of Object.entries(numbers)) {
    for (const [name, value] of Object.entries(values)) checkNumber(`${group}.${name}`, value)
  }
  checkNumber('reconnect.jitter', jitter, 0, 1)
  requireMethods('signatures', signatures, ENGINE_METHODS, 'It must be the result of nativeSigner(), or an object with the same functions.')
  checkBroker(rest.broker)
  if (!Number.isInteger(sessionKey.lifetime)) refuseOption('sessionKey.lifetime', 'It must be a whole number of seconds.')
  checkNumber('sessionKey.lifetime', sessionKey.lifetime, 60, 31_536_000)
  const keep = resolveKeep(options)
  return { ...rest, keep, timeouts, reconnect, recovery, presence, timers, frameLimit, sessionKey, signatures }
}
