import { expect, it } from 'vitest'
import type { NitroliteClientOptions } from './options'
import { resolveOptions } from './resolveOptions'

const BROKER_REASON = 'It must be an address, 0x and 40 hex digits. An address in mixed case must have the right checksum.'
const NUL_REASON = 'The databases of the nodes cannot hold the character U+0000.'
const SURROGATE_REASON = 'It contains half of a surrogate pair, which cannot be written in UTF-8. A text was probably cut within a character.'
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
  ['url', '"https://node.example/" does not begin with ws:// or wss://.', { url: 'https://app:secret@node.example/?token=secret' }],
  ['url', '"undefined" does not begin with ws:// or wss://.', { url: undefined as never }],
  ['url', '"wss:node.example" does not begin with ws:// or wss://.', { url: 'wss:node.example' }],
  ['url', '"ws://node.example:99999/ws" is not a URL.', { url: 'ws://node.example:99999/ws' }],
  ['url', 'A WebSocket cannot be opened with a URL that has a fragment: leave out what begins with #.', { url: 'wss://node.example/#/ws' }],
  ['application', 'It must be a non-empty string.', { application: '' }],
  ['application', NUL_REASON, { application: 'chess\0' }],
  ['application', SURROGATE_REASON, { application: 'chess \ud83d' }],
  ['sessionKey.scope', 'It must be a non-empty string.', { sessionKey: { scope: 5 as never } }],
  ['sessionKey.scope', NUL_REASON, { sessionKey: { scope: '\0' } }],
  ['timeouts', 'It must be an object.', { timeouts: 5_000 as never }],
  ['recovery', 'It must be an object.', { recovery: null as never }],
  ['sessionKey', 'It must be an object.', { sessionKey: true as never }],
  ['limits', 'It must be an object.', { limits: 4_096 as never }],
  ['reconnect', 'It must be an object.', { reconnect: true as never }],
  ['timers', 'It must be an object with the functions after, now, elapsed.', { timers: { setTimeout } as never }],
  ['presence', 'It must be an object with the functions isAway, onReturn.', { presence: null as never }],
  ['WebSocket', 'It must be a class, such as the one of the package ws.', { WebSocket: (() => {}) as never }],
  ['WebSocket', 'It must be a class, such as the one of the package ws.', { WebSocket: {} as never }],
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

it.each([undefined, null, 'wss://node.example/ws'])('resolveOptions refuses %s in place of its options', (options) => {
  expect(() => resolveOptions(options as never)).toThrow(
    expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: { option: 'createNitroliteClient', reason: 'It takes an object with url and application.' } }) }))
})

it('options that are undefined have their defaults', () => {
  const { timeouts, recovery, sessionKey, reconnect, frameLimit } = resolveOptions({
    ...required, timeouts: { close: undefined, pong: 5 }, recovery: { settle: undefined }, sessionKey: { scope: undefined },
    reconnect: { attempts: undefined }, limits: { frame: undefined },
  } as never)
  expect([timeouts.close, timeouts.pong, recovery.settle, sessionKey.scope, reconnect, frameLimit]).toEqual([30_000, 5, 30_000, 'app.close', {}, 4_194_304])
})

it('a URL may have spaces around it, or be an object', () => {
  expect(resolveOptions({ ...required, url: ' wss://node.example/ws\n' }).url).toBe('wss://node.example/ws')
  expect(resolveOptions({ ...required, url: new URL('wss://node.example/ws') as never }).url).toBe('wss://node.example/ws')
})

const fail = (): never => { throw new Error('It was called.') }

it('a WebSocket class that is bound, wrapped or made by a function is accepted without being called', () => {
  class Socket {
    readonly url = fail()
  }
  function Made() { fail() }
  const classes = [Socket, Socket.bind(null), new Proxy(Socket, {}), Made]
  expect(classes.map(each => resolveOptions({ ...required, WebSocket: each as never }).WebSocket)).toEqual(classes)
})
