import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type NitroliteClientOptions } from '../../src/core'
import { createEmbeddedClearnode, createEmbeddedNitronode, createVirtualTime } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION } from '../helpers/people'
import { loadNitronode } from '../helpers/loadNitronode'

beforeAll(loadNitronode)

const KINDS = { nitrorpc: createEmbeddedClearnode, nitronode: createEmbeddedNitronode }
type Kind = keyof typeof KINDS

function start(kind: Kind, protocol: Kind, options: Partial<NitroliteClientOptions> = {}) {
  const time = createVirtualTime(1_800_000_000_000)
  const node = KINDS[kind]({ clock: time.now, timers: time })
  const client = createNitroliteClient({
    url: `ws://fixed-${kind}-${protocol}.test`, application: APPLICATION, signer: ALICE_KEY, timers: time, protocol,
    journal: createMemoryJournal(), WebSocket: node.WebSocket as never, ...options,
  })
  onTestFinished(() => { client.dispose() })
  const sent: string[] = []
  client.on('frame', ({ direction, text }) => { if (direction === 'sent') sent.push(text) })
  const code = client.connect().then(() => 'connected', (error: { code: string }) => error.code)
  return { time, client, code, sent }
}

it.each([['nitrorpc', 'nitrorpc/0.5'], ['nitronode', 'nitronode/1']] as const)('a client whose protocol is fixed to %s speaks only that protocol, as %s, with a node that supports it', async (kind, name) => {
  const { time, client, code, sent } = start(kind, kind)
  await time.advance(1_000)
  expect([await code, client.protocol, client.account]).toEqual(['connected', name, ALICE])
  expect(new Set(sent.map(text => text.charAt(0))).size).toBe(1)
})

it.each<[Kind, Kind, object]>([
  ['nitronode', 'nitrorpc', {}], ['nitrorpc', 'nitronode', {}],
  ['nitronode', 'nitrorpc', { signer: undefined }], ['nitrorpc', 'nitronode', { signer: undefined }],
])('a %s node is rejected after one frame, without retrying, when the protocol is fixed to %s (options %o)', async (kind, protocol, options) => {
  const { time, client, code, sent } = start(kind, protocol, options)
  await time.advance(1_000)
  expect(await code).toBe('PROTOCOL_UNSUPPORTED')
  expect([client.status, client.account, sent.length]).toEqual(['closed', null, 1])
  await time.advance(600_000)
  expect(sent).toHaveLength(1)
})
