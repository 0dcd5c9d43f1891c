import { runInNewContext } from 'node:vm'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { EmbeddedWebSocketConstructor } from '../../src/testing'
import { ALICE, BOB, paidOut, seedSession, split, startClient, startNode } from '../helpers/flow'
import { loadNitronode } from '../helpers/loadNitronode'
import { run, setUp } from '../helpers/nitronodeFlow'

beforeAll(loadNitronode)
afterEach(() => { vi.unstubAllGlobals() })

const foreignBytes = (text: string): Uint8Array => runInNewContext(`Uint8Array.from([${Buffer.from(text).join()}])`) as Uint8Array

/** How an iframe, jsdom or another context delivers a message. */
const forms: [string, (text: string) => unknown][] = [
  ['a Uint8Array', foreignBytes],
  ['an ArrayBuffer', text => foreignBytes(text).buffer],
  ['a Blob', text => ({ [Symbol.toStringTag]: 'Blob', size: Buffer.byteLength(text), arrayBuffer: async () => foreignBytes(text).buffer })],
]

/** A WebSocket class that delivers its messages in another form. */
const delivering = (Base: EmbeddedWebSocketConstructor, form: (text: string) => unknown): EmbeddedWebSocketConstructor =>
  class extends Base {
    override dispatchEvent(event: Event): boolean {
      const { type, data } = event as MessageEvent<string>
      return super.dispatchEvent(type === 'message' ? Object.assign(new Event('message'), { data: form(data) }) : event)
    }
  } as EmbeddedWebSocketConstructor

it.each(forms)('a ClearNode session is closed over a socket that delivers %s of another realm', async (_, form) => {
  const node = startNode()
  const client = startClient(node, { WebSocket: delivering(node.WebSocket, form) })
  await client.connect()
  const sessionId = seedSession(node)
  await client.close({ sessionId, allocations: split([ALICE, '0.4'], [BOB, '0.6']) })
  expect(paidOut(node, sessionId)).toEqual([[ALICE, 'usdc', '0.4'], [BOB, 'usdc', '0.6']])
})

it.each(forms)('a nitronode session is closed over a socket that delivers %s of another realm', async (_, form) => {
  const { time, node, id, make, split: rows, released } = setUp()
  const client = make({ WebSocket: delivering(node.WebSocket as never, form) as never })
  await run(time, client.connect())
  await run(time, client.close({ sessionId: id, allocations: rows('0.4', '0.6') }))
  expect(released()).toHaveLength(2)
})

/** In test runners with a context of their own, `TextEncoder` is that of Node.js. */
function stubForeignEncoder(): void {
  const Own = TextEncoder
  vi.stubGlobal('TextEncoder', class { encode = (text: string) => foreignBytes(Buffer.from(new Own().encode(text)).toString()) })
}

it('a ClearNode session is closed even if texts are encoded in another realm', async () => {
  stubForeignEncoder()
  const node = startNode()
  const client = startClient(node)
  await client.connect()
  const sessionId = seedSession(node)
  await client.close({ sessionId, allocations: split([ALICE, '0.4'], [BOB, '0.6']), sessionData: 'größer €' })
  expect(node.session(sessionId)?.status).toBe('closed')
})

it('a nitronode session is closed even if texts are encoded in another realm', async () => {
  const { time, id, make, split: rows, released } = setUp()
  stubForeignEncoder()
  const client = make()
  await run(time, client.connect())
  await run(time, client.close({ sessionId: id, allocations: rows('0.4', '0.6'), sessionData: 'größer €' }))
  expect(released()).toHaveLength(2)
})
