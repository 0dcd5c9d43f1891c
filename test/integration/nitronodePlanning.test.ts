import { beforeAll, expect, it } from 'vitest'
import { createEmbeddedClearnode } from '../../src/testing'
import { loadNitronode } from '../helpers/loadNitronode'
import { ALICE, freshUrl, run, setUp } from '../helpers/nitronodeFlow'

beforeAll(loadNitronode)

it('a closing on nitronode is rejected with SESSION_NOT_OPEN, before signing, when others close the session during planning', async () => {
  let hasChanged = false
  const { time, node, id, make, split, sent, released } = setUp({}, {
    latency: (_, { method }) => {
      if (!hasChanged && method === 'user.v1.get_transactions') node.faults.add({ kind: 'close-by-others', at: { after: 0 }, to: 1 })
      hasChanged ||= method === 'user.v1.get_transactions'
      return undefined
    },
  })
  const client = make()
  await run(time, client.connect())
  await expect(run(time, client.close({ sessionId: id, allocations: split('0.5', '0.5') }))).rejects.toMatchObject({ code: 'SESSION_NOT_OPEN' })
  expect(sent.filter(text => text.includes('submit'))).toEqual([])
  expect(released()).toHaveLength(1)
  expect(node.session(id)?.status).toBe('closed')
})

it('a closing sends no submission when a nitronode is replaced by a ClearNode while the wallet signs', async () => {
  const { time, node, id, make, split } = setUp({ reconnect: { jitter: 0 } })
  const old = createEmbeddedClearnode({ clock: time.now, timers: time })
  let present: { WebSocket: unknown } = node
  const sent: string[] = []
  const WebSocket = function open(url: string) { return new (present.WebSocket as new (url: string) => object)(url) }
  const signer = {
    getAddress: async () => ALICE.address,
    signTypedData: async (domain: object, types: object, message: object) => ALICE.signTypedData(domain, types as never, message as never),
    signMessage: async (message: Uint8Array) => {
      present = old
      node.restart()
      await new Promise((resolve) => { time.setTimeout(() => { resolve(null) }, 10_000) })
      return ALICE.signMessage(message)
    },
  }
  const client = make({ url: freshUrl(), signer, WebSocket: WebSocket as never, sessionKey: { use: 'never' } })
  client.on('frame', ({ direction, text }) => { if (direction === 'sent') sent.push(text) })
  await run(time, client.connect())
  const closing = client.close({ sessionId: id, allocations: split('1', '0') })
  await time.advance(60_000)
  expect(client.protocol).toBe('nitrorpc/0.5')
  expect(closing.state).toBe('failed')
  expect(sent.filter(text => text.includes('submit_app_state'))).toEqual([])
})
