import { expect, it } from 'vitest'
import type { NitroliteClientOptions } from './options'
import { resolveOptions } from './resolveOptions'

const BROKER_REASON = 'It must be an address, 0x and 40 hex digits. An address in mixed case must have the right checksum.'
const required = { url: 'wss://node.example/ws', application: 'test-app' }

it('resolveOptions fills in the documented defaults', () => {
  const { timeouts, recovery, sessionKey, reconnect, presence, frameLimit } = resolveOptions(required)
  expect(timeouts).toEqual({ connect: 10_000, request: 15_000, close: 30_000, heartbeat: 20_000, pong: 10_000 })
  expect(recovery).toEqual({ window: 15_000, skew: 3_000, settle: 30_000, patience: 30_000 })
  expect(sessionKey).toEqual({ use: 'always', lifetime: 86_400, scope: 'app.close', atLimit: 'refuse' })
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
  ['broker', BROKER_REASON, { broker: '0x51FB3D2f' }],
  ['broker', BROKER_REASON, { broker: '0x51fb3D2fBc7fF71CDb9D07FFf5f57aa5BD72A7F0' }],
  ['signatures', 'It must be the result of nativeSigner(), or an object with the same functions.', { signatures: (() => {}) as never }],
  ['signatures', 'It must be the result of nativeSigner(), or an object with the same functions.', { signatures: null as never }],
])('resolveOptions refuses an invalid %s: %s', (option, reason, options) => {
  expect(() => resolveOptions({ ...required, ...options })).toThrow(
    expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: { option, reason } }) }))
})

it.each(['0x51fb3d2fbC7fF71CDB9d07FfF5F57Aa5BD72a7f0', '0x51fb3d2fbc7ff71cdb9d07fff5f57aa5bd72a7f0', '0X51FB3D2FBC7FF71CDB9D07FFF5F57AA5BD72A7F0'] as const)(
  'resolveOptions accepts the address %s of a node in any case', (broker) => {
    expect(resolveOptions({ ...required, broker: broker as `0x${string}` }).broker).toBe(broker)
  })
