import { beforeAll, expect, it } from 'vitest'
import type { Closing, ProtocolMemory, ProtocolName } from '../../src/core'
import { createEmbeddedClearnode } from '../../src/testing'
import { freshUrl, run, setUp } from '../helpers/nitronodeFlow'
import { loadNitronode } from '../helpers/loadNitronode'

beforeAll(loadNitronode)

/** A memory that earlier pages have left, which also survives the pages of this test. */
function leftMemory(url: string, protocol: ProtocolName) {
  const left = new Map([[url, protocol]])
  const memory: ProtocolMemory = { read: url => left.get(url) ?? null, write: (url, protocol) => { left.set(url, protocol) } }
  return { left, memory }
}

const NITRONODE_PING = expect.stringMatching(/^\[1,\d+,"node\.v1\.ping"/)
const CLEARNODE_PING = expect.stringMatching(/^\{"req":\[\d+,"ping"/)
const pingsIn = (sent: string[]) => sent.splice(0).filter(text => text.includes('ping"'))

it('a page that was reloaded asks a nitronode in its own protocol first', async () => {
  const { time, make, sent } = setUp()
  const url = freshUrl()
  const { left, memory } = leftMemory(url, 'nitronode')
  const client = make({ url, protocols: memory })
  await run(time, client.connect())
  expect(pingsIn(sent)).toEqual([NITRONODE_PING])
  expect(client.protocol).toBe('nitronode/1')
  expect(left.get(url)).toBe('nitronode')
})

it('a page that has found out the protocol of a node remembers that protocol for the next page', async () => {
  const { time, make } = setUp()
  const url = freshUrl()
  const { left, memory } = leftMemory('ws://another.test', 'nitrorpc')
  await run(time, make({ url, protocols: memory }).connect())
  expect(left.get(url)).toBe('nitronode')
})

it('a remembered protocol that is wrong, because the node has changed its protocol, costs one exchange and is corrected', async () => {
  const { time, make, sent } = setUp()
  const clearnode = createEmbeddedClearnode({ clock: time.now, timers: time })
  const url = freshUrl()
  const { left, memory } = leftMemory(url, 'nitronode')
  const client = make({ url, protocols: memory, WebSocket: clearnode.WebSocket as never })
  await run(time, client.connect())
  expect(pingsIn(sent)).toEqual([NITRONODE_PING, CLEARNODE_PING])
  expect([client.protocol, left.get(url)]).toEqual(['nitrorpc/0.5', 'nitrorpc'])
})

it('a page that is offline after a reload shows a closing of the journal with the two steps of its protocol', async () => {
  let isOffline = false
  const { time, node, id, make, split, journal } = setUp({}, {
    latency: (point) => {
      if (point === 'committed' && node.updates().length === 1) isOffline = true
      return isOffline ? new Promise(() => {}) : undefined
    },
  })
  const url = freshUrl()
  const { memory } = leftMemory(url, 'nitronode')
  const first = make({ url, protocols: memory })
  await run(time, first.connect())
  void first.close({ sessionId: id, allocations: split('0.7', '0.3') }).then(undefined, () => {})
  await time.advance(1_000)
  first.dispose()
  expect(await journal.list()).toHaveLength(1)

  const offline = class extends EventTarget { readyState = 0; send(): void {} close(): void {} }
  const later = make({ url, protocols: memory, WebSocket: offline as never })
  later.connect().catch(() => {})
  await time.advance(2_000)
  expect(later.status).not.toBe('ready')
  expect(later.closings.list()).toMatchObject([{ sessionId: id, state: 'confirming' }])
  expect(later.closings.get(id)?.steps.map(({ submission }) => submission)).toContain('operate')
  later.dispose()
})

it('a closing that is started while a nitronode is being reconnected is planned in its protocol', async () => {
  const { time, node, id, make, split, released } = setUp()
  const url = freshUrl()
  const client = make({ url })
  await run(time, client.connect())
  const started = new Promise<Closing>((resolve) => {
    client.on('status', (status) => { if (status === 'reconnecting') resolve(client.close({ sessionId: id, allocations: split('0.5', '0.5') })) })
  })
  node.restart()
  await time.advance(0)
  const receipt = await run(time, started.then(closing => closing))
  expect(receipt).toMatchObject({ result: 'closed', protocol: 'nitronode/1' })
  expect(released()).toHaveLength(2)
})
