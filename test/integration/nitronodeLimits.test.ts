import { getAddress, keccak256, toUtf8Bytes } from 'ethers'
import { beforeAll, expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient } from '../../src/core'
import { createEmbeddedNitronode, createVirtualTime } from '../../src/testing'
import { ALICE, freshUrl, run, setUp } from '../helpers/nitronodeFlow'
import { loadNitronode } from '../helpers/loadNitronode'

beforeAll(loadNitronode)

it('a client sends 60 simultaneous reads below the rate limit of nitronode, without losing a socket', async () => {
  const { time, node, id, make } = setUp({}, { rateLimit: { perSecond: 10, burst: 20 } })
  let opened = 0
  const WebSocket = class extends node.WebSocket { constructor(url: string) { super(url); opened += 1 } }
  const client = make({ WebSocket: WebSocket as never })
  await run(time, client.connect())
  const read = await run(time, Promise.all(Array.from({ length: 60 }, () => client.sessions.get(id))))
  expect(read).toHaveLength(60)
  expect(opened).toBe(1)
})

it('a client learns a lower rate limit from sockets that the nitronode drops, and then reads everything without further losses', async () => {
  const { time, node, id, make, split } = setUp({ reconnect: { jitter: 0 } }, { rateLimit: { perSecond: 2, burst: 6 } })
  let opened = 0
  const WebSocket = class extends node.WebSocket { constructor(url: string) { super(url); opened += 1 } }
  const client = make({ WebSocket: WebSocket as never })
  await run(time, client.connect())
  let failed = 0
  const readAll = async (): Promise<void> => {
    const readings = Array.from({ length: 20 }, () => client.sessions.get(id).catch(() => { failed += 1 }))
    await Promise.all(readings)
  }
  for (let round = 0; round < 6; round++) {
    await run(time, readAll())
    await time.advance(5_000)
  }
  failed = 0
  const before = opened
  await run(time, readAll())
  expect({ failed, lost: opened - before }).toEqual({ failed: 0, lost: 0 })
  expect(before).toBeLessThan(6)
  expect(await run(time, client.close({ sessionId: id, allocations: split('0.5', '0.5') }))).toMatchObject({ result: 'closed' })
})

it('allocations that are too large for one nitronode frame are rejected before signing or sending', async () => {
  const time = createVirtualTime(1_800_000_000_000)
  const node = createEmbeddedNitronode({ clock: time.now, timers: time })
  const others = Array.from({ length: 1_500 }, (_, index) =>
    getAddress(`0x${keccak256(toUtf8Bytes(`participant ${index}`)).slice(-40)}`))
  const { id } = node.createSession({
    participants: [ALICE.address, ...others], weights: [100, ...others.map(() => 0)], quorum: 100, application: 'test-app',
    allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1500' }],
  })
  const sent: string[] = []
  const client = createNitroliteClient({
    url: freshUrl(), application: 'test-app', WebSocket: node.WebSocket as never, timers: time, signer: `0x${'11'.repeat(32)}`,
    journal: createMemoryJournal(),
  })
  client.on('frame', ({ direction, text }) => { if (direction === 'sent') sent.push(text) })
  await run(time, client.connect())
  const rows = [ALICE.address, ...others].map((participant, index) => ({ participant, asset: 'usdc', amount: index === 0 ? '0' : '1' }))
  const closing = client.close({ sessionId: id, allocations: rows })
  await expect(run(time, closing)).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
  expect(closing.state).toBe('failed')
  expect(sent.filter(text => text.includes('submit'))).toEqual([])
  expect(client.status).toBe('ready')
  client.dispose()
})

it('a closing on a rate-limited nitronode is finished before 300 queued reads', async () => {
  const { time, id, make, split } = setUp()
  const client = make()
  await run(time, client.connect())
  const closing = client.close({ sessionId: id, allocations: split('0.5', '0.5') })
  let isRead = false
  void Promise.all(Array.from({ length: 300 }, () => client.sessions.get(id))).then(() => { isRead = true })
  expect(await run(time, closing)).toMatchObject({ result: 'closed' })
  expect(isRead).toBe(false)
  await run(time, Promise.resolve().then(async () => { while (!isRead) await new Promise(resolve => { time.setTimeout(() => { resolve(null) }, 100) }) }))
})

it('session data with half of a surrogate pair, which the node would keep in another form, is refused before anything is sent', async () => {
  const { time, id, make, split, released, sent } = setUp()
  const client = make()
  await run(time, client.connect())
  const closing = client.close({ sessionId: id, allocations: split('0.4', '0.6'), sessionData: 'round \ud800 over' })
  await expect(run(time, closing)).rejects.toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { option: 'sessionData' } } })
  expect(sent.filter(text => text.includes('submit_app_state'))).toEqual([])
  await run(time, client.close({ sessionId: id, allocations: split('0.4', '0.6'), sessionData: 'round over' }))
  expect(released()).toHaveLength(2)
  client.dispose()
})
