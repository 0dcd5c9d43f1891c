import { NitroliteError } from './errors'
import { systemTimers } from './connection/timers'
import type { Timers } from './connection/types'
import type {
  NitroliteClientOptions, ReconnectOptions, RecoveryOptions, SessionKeyOptions, TimeoutOptions,
} from './options'
import { createForgetfulLoginStore, type LoginStore } from './wallet/loginStore'

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
  if (!/^wss?:$/.test(protocol)) refuse('url', `"${url}" is no address that begins with ws:// or wss://.`)
}

function checkNumber(option: string, value: unknown, least = 0, most = Infinity): void {
  if (typeof value !== 'number' || !(value >= least && value <= most)) refuse(option, `It must be a number from ${least} to ${most}.`)
}

/** @throws `OPTIONS_INVALID` */
export function resolveOptions(options: NitroliteClientOptions): ResolvedOptions {
  const { timeouts, reconnect = {}, sessionKey, recovery: given, timers = systemTimers, limits, logins = createForgetfulLoginStore(), ...rest } = options
  checkUrl(rest.url)
  if (typeof rest.application !== 'string' || !rest.application) refuse('application', 'It must be the name of the sessions\' application.')
  if (rest.protocol && !/^(auto|nitrorpc|nitronode)$/.test(rest.protocol)) refuse('protocol', 'It is auto, nitrorpc or nitronode.')
  const waits = { ...TIMEOUTS, ...timeouts }
  for (const [name, value] of Object.entries(waits)) checkNumber(`timeouts.${name}`, value)
  const recovery = { ...RECOVERY, ...given }
  for (const [name, value] of Object.entries(recovery)) checkNumber(`recovery.${name}`, value)
  const { initialDelay = 0, maxDelay = 0, attempts = 0, jitter = 0 } = reconnect || {}
  for (const [name, value] of Object.entries({ initialDelay, maxDelay, attempts })) checkNumber(`reconnect.${name}`, value)
  checkNumber('reconnect.jitter', jitter, 0, 1)
  const frameLimit = limits?.frame ?? 4_194_304
  checkNumber('limits.frame', frameLimit)
  const lifetime = sessionKey?.lifetime ?? 86_400
  const use = sessionKey?.use ?? 'always'
  if (!/^(always|never)$/.test(use)) refuse('sessionKey.use', 'It is always or never.')
  if (!Number.isInteger(lifetime)) refuse('sessionKey.lifetime', 'It must be whole seconds.')
  checkNumber('sessionKey.lifetime', lifetime, 60, 31_536_000)
  return {
    ...rest, timeouts: waits, reconnect, recovery, timers, frameLimit, logins,
    sessionKey: { lifetime, scope: sessionKey?.scope ?? 'app.close', use },
  }
}
