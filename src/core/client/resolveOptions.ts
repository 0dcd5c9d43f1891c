import { NitroliteError } from '../errors/errors'
import { systemTimers } from '../connection/timers'
import type { Timers } from '../connection/types'
import type {
  NitroliteClientOptions, ReconnectOptions, RecoveryOptions, SessionKeyOptions, TimeoutOptions,
} from './options'
import { createForgetfulLoginStore, type LoginStore } from '../wallet/loginStore'

/** Options with every default filled in. */
export type ResolvedOptions = Omit<NitroliteClientOptions, 'timeouts' | 'reconnect' | 'sessionKey' | 'recovery' | 'timers' | 'limits' | 'logins'> & {
  readonly logins: LoginStore
  readonly timeouts: Required<TimeoutOptions>
  readonly reconnect: ReconnectOptions | false
  readonly sessionKey: Required<SessionKeyOptions>
  readonly recovery: Required<RecoveryOptions>
  readonly timers: Timers
  readonly frameLimit: number
}

const TIMEOUTS: Required<TimeoutOptions> = {
  connect: 10_000, request: 15_000, close: 30_000, heartbeat: 20_000, pong: 10_000,
}

const RECOVERY: Required<RecoveryOptions> = { window: 15_000, skew: 3_000, settle: 30_000 }

const SESSION_KEY: Required<SessionKeyOptions> = { lifetime: 86_400, scope: 'app.close', use: 'always' }

function refuse(option: string, reason: string): never {
  throw new NitroliteError('OPTIONS_INVALID', { option, reason })
}

function checkUrl(url: string): void {
  let protocol = ''
  try {
    ({ protocol } = new URL(url))
  }
  catch {
    // Refused as any other address that is none of a WebSocket.
  }
  if (!/^wss?:$/.test(protocol)) refuse('url', `"${url}" does not begin with ws:// or wss://.`)
}

function checkNumber(option: string, value: unknown, least = 0, most = Infinity): void {
  if (typeof value !== 'number' || !(value >= least && value <= most)) refuse(option, `It must be a number from ${least} to ${most}.`)
}

function checkWord(option: string, value: string, words: readonly string[]): void {
  if (!words.includes(value)) refuse(option, `It must be ${words.join(' or ')}.`)
}

/** @throws `OPTIONS_INVALID` */
export function resolveOptions(options: NitroliteClientOptions): ResolvedOptions {
  const { reconnect = {}, timers = systemTimers, limits, logins = createForgetfulLoginStore(), ...rest } = options
  const timeouts = { ...TIMEOUTS, ...rest.timeouts }
  const recovery = { ...RECOVERY, ...rest.recovery }
  const sessionKey = { ...SESSION_KEY, ...rest.sessionKey }
  const frame = limits?.frame ?? 4_194_304
  const { initialDelay = 0, maxDelay = 0, attempts = 0, jitter = 0 } = reconnect || {}

  checkUrl(rest.url)
  if (typeof rest.application !== 'string' || !rest.application) refuse('application', 'It must be a name.')
  checkWord('protocol', rest.protocol ?? 'auto', ['auto', 'nitrorpc', 'nitronode'])
  checkWord('sessionKey.use', sessionKey.use, ['always', 'never'])
  const numbers = { timeouts, recovery, limits: { frame }, reconnect: { initialDelay, maxDelay, attempts } }
  for (const [group, values] of Object.entries(numbers)) {
    for (const [name, value] of Object.entries(values)) checkNumber(`${group}.${name}`, value)
  }
  checkNumber('reconnect.jitter', jitter, 0, 1)
  if (!Number.isInteger(sessionKey.lifetime)) refuse('sessionKey.lifetime', 'It must be whole seconds.')
  checkNumber('sessionKey.lifetime', sessionKey.lifetime, 60, 31_536_000)
  return { ...rest, timeouts, reconnect, recovery, timers, frameLimit: frame, logins, sessionKey }
}
