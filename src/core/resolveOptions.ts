import { NitroliteError } from './errors'
import type { NitroliteClientOptions, ReconnectOptions, SessionKeyOptions, TimeoutOptions } from './options'

/** Options with every default filled in. */
export type ResolvedOptions = Omit<NitroliteClientOptions, 'timeouts' | 'reconnect' | 'sessionKey' | 'limits'> & {
  readonly timeouts: Required<TimeoutOptions>
  readonly reconnect: ReconnectOptions | false
  readonly sessionKey: Required<SessionKeyOptions>
  readonly frameLimit: number
}

const TIMEOUTS: Required<TimeoutOptions> = {
  connect: 10_000, request: 15_000, close: 30_000, heartbeat: 20_000, pong: 10_000,
}

function refuse(option: string, reason: string): never {
  throw new NitroliteError('OPTIONS_INVALID', { option, reason })
}

function checkUrl(url: string): void {
  let protocol: string
  try {
    ({ protocol } = new URL(url))
  }
  catch {
    refuse('url', `“${url}” is no URL.`)
  }
  if (protocol !== 'ws:' && protocol !== 'wss:') refuse('url', `A WebSocket address begins with ws:// or wss://, not ${protocol}//.`)
}

/** @throws `OPTIONS_INVALID` */
export function resolveOptions(options: NitroliteClientOptions): ResolvedOptions {
  const { timeouts, reconnect = {}, sessionKey, limits, ...rest } = options
  checkUrl(rest.url)
  if (typeof rest.application !== 'string' || !rest.application) refuse('application', 'It must be the name of the application that the sessions belong to.')
  for (const [name, value] of Object.entries({ ...timeouts })) {
    if (typeof value !== 'number' || !(value >= 0)) refuse(`timeouts.${name}`, 'It must be a number of milliseconds.')
  }
  const lifetime = sessionKey?.lifetime ?? 86_400
  if (!Number.isInteger(lifetime) || lifetime < 60 || lifetime > 31_536_000) {
    refuse('sessionKey.lifetime', 'It is in seconds, from 60 to 31536000 (a year).')
  }
  return {
    ...rest,
    timeouts: { ...TIMEOUTS, ...timeouts },
    reconnect,
    sessionKey: { lifetime, scope: sessionKey?.scope ?? 'app.close' },
    frameLimit: limits?.frame ?? 4_194_304,
  }
}
