import { expect, it } from 'vitest'
import type { NitroliteClientOptions } from './options'
import { resolveOptions } from './resolveOptions'

const required = { url: 'wss://node.example/ws', application: 'test-app' }

it('resolveOptions fills in the documented defaults', () => {
  const { timeouts, recovery, sessionKey, reconnect, presence, frameLimit } = resolveOptions(required)
  expect(timeouts).toEqual({ connect: 10_000, request: 15_000, close: 30_000, heartbeat: 20_000, pong: 10_000 })
  expect(recovery).toEqual({ window: 15_000, skew: 3_000, settle: 30_000, patience: 30_000 })
  expect(sessionKey).toEqual({ use: 'always', lifetime: 86_400, scope: 'app.close' })
  expect([reconnect, presence.isAway(), frameLimit]).toEqual([{}, false, 4_194_304])
})

it.each<[string, string, Partial<NitroliteClientOptions>]>([
  ['url', '"https://node.example" does not begin with ws:// or wss://.', { url: 'https://node.example' }],
  ['url', '"node" does not begin with ws:// or wss://.', { url: 'node' }],
  ['application', 'It must be a non-empty string.', { application: '' }],
  ['protocol', 'It must be \'auto\' or \'nitrorpc\' or \'nitronode\'.', { protocol: 'other' as 'auto' }],
  ['timeouts.pong', 'It must be a number from 0 to Infinity.', { timeouts: { pong: -1 } }],
  ['reconnect.jitter', 'It must be a number from 0 to 1.', { reconnect: { jitter: 2 } }],
  ['sessionKey.lifetime', 'It must be a whole number of seconds.', { sessionKey: { lifetime: 60.5 } }],
  ['signatures', 'It must be the result of nativeSigner(), or an object with the same functions.', { signatures: (() => {}) as never }],
  ['signatures', 'It must be the result of nativeSigner(), or an object with the same functions.', { signatures: null as never }],
])('resolveOptions refuses an invalid %s: %s', (option, reason, options) => {
  expect(() => resolveOptions({ ...required, ...options })).toThrow(
    expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: { option, reason } }) }))
})
