import { Wallet } from 'ethers'
import { beforeAll, expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient } from '../../src/core'
import { createEmbeddedNitronode, createVirtualTime } from '../../src/testing'
import { loadNitronode } from '../helpers/loadNitronode'

const ALICE = new Wallet(`0x${'11'.repeat(32)}`)
const BOB = new Wallet(`0x${'22'.repeat(32)}`)

beforeAll(loadNitronode)

let count = 0

async function connected() {
  const time = createVirtualTime(1_800_000_000_000)
  const node = createEmbeddedNitronode({ clock: time.now, timers: time })
  const { id } = node.createSession({
    participants: [ALICE.address, BOB.address], weights: [100, 0], quorum: 100, application: 'test-app',
    allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1' }],
  })
  const client = createNitroliteClient({
    url: `ws://balances-${++count}.test`, application: 'test-app', WebSocket: node.WebSocket as never, timers: time,
    signer: `0x${'11'.repeat(32)}`, journal: createMemoryJournal(),
  })
  void client.connect()
  await time.advance(1_000)
  return { time, node, id, client }
}

it('a client reads balances again within 3 s of a closing, although nitronode pushes nothing', async () => {
  const { time, id, client } = await connected()
  expect(client.balances).toEqual([])
  const announced: unknown[] = []
  client.on('balances', balances => announced.push(balances))
  const closing = client.close({
    sessionId: id,
    allocations: [
      { participant: ALICE.address, asset: 'usdc', amount: '0.7' }, { participant: BOB.address, asset: 'usdc', amount: '0.3' },
    ],
  })
  await time.advance(3_000)
  expect(closing.state).toBe('closed')
  expect(client.balances).toEqual([{ asset: 'usdc', amount: '0.7' }])
  expect(announced).toEqual([[{ asset: 'usdc', amount: '0.7' }]])
  client.dispose()
})

it('a client shows within 40 s of connecting what another device was paid on nitronode', async () => {
  const { time, node, client } = await connected()
  node.faults.add({ kind: 'close-by-others', at: { after: 5_000 }, to: 0 })
  await time.advance(40_000)
  expect(client.balances).toEqual([{ asset: 'usdc', amount: '1' }])
  client.dispose()
})
