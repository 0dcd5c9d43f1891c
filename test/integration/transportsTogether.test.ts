import { expect, it, onTestFinished } from 'vitest'
import { WebSocket as NodeWebSocket } from 'ws'
import { createBroadcastTransport } from '../../src/browser/broadcastTransport'
import { createMemoryJournal, createNitroliteClient, type Hex, type NitroliteClient, type NitroliteError, type ProposalRoom, type Transport } from '../../src/core'
import { createRelay } from '../../src/relay'
import { createEmbeddedClearnode } from '../../src/testing'
import { APPLICATION, paidOut, seedSession, URL_OF_NODE } from '../helpers/flow'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, keptLogins, PAID, REQUESTED } from '../helpers/togetherRig'

/** The transport of each client, as an app would make it. */
type Connect = (client: NitroliteClient) => Promise<Transport>

/** @param onError is called with what the transport reports */
async function overRelay(onError: (error: NitroliteError) => void = () => {}): Promise<Connect> {
  const relay = await createRelay({ origins: [] })
  onTestFinished(() => relay.close())
  return client => client.relay({ url: `ws://127.0.0.1:${relay.port}/`, WebSocket: NodeWebSocket, onError })
}

async function overBroadcast(): Promise<Connect> {
  const name = `transports ${Math.random()}`
  return async () => createBroadcastTransport({ name })
}

/** A node in real time with a session of Alice, Bob and Carol, any two of whom reach the quorum. */
function start() {
  const node = createEmbeddedClearnode()
  onTestFinished(() => { node.dispose() })
  const sessionId = seedSession(node, { participants: [ALICE, BOB, CAROL], weights: [50, 50, 50], quorum: 100 })
  const kept = new Map<Hex, { readonly closings: ReturnType<typeof createMemoryJournal>, readonly logins: ReturnType<typeof keptLogins> }>()

  /** A page of a participant. A second page of the same participant finds what the first one has stored. */
  async function open(key: Hex, connect: Connect) {
    const keep = kept.get(key) ?? { closings: createMemoryJournal(), logins: keptLogins() }
    kept.set(key, keep)
    const client = createNitroliteClient({ url: URL_OF_NODE, application: APPLICATION, signer: key, WebSocket: node.WebSocket, keep })
    await client.connect()
    const transport = await connect(client)
    const close = (): void => {
      client.dispose()
      transport.close()
    }
    onTestFinished(close)
    return { client, transport, close }
  }
  return { node, sessionId, open }
}

const firstOf = (room: ProposalRoom) => expect.poll(() => room.proposals[0], { timeout: 15_000 }).toBeDefined().then(() => {
  const [review] = room.proposals
  if (!review) throw new Error('No proposal has arrived.')
  return review
})

it.each([
  ['a relay', () => overRelay(), true],
  ['BroadcastChannel', overBroadcast, false],
] as const)('over %s, participants close a session although one page is reloaded and another one is closed for good', async (_name, prepare, isChecked) => {
  /** Who is there, over a transport that checks it. */
  const present = (...addresses: string[]) => isChecked ? addresses : null
  const connect = await prepare()
  const { node, sessionId, open } = start()
  const bob = await open(BOB_KEY, connect)
  const carol = await open(CAROL_KEY, connect)
  const carolsRoom = await carol.client.joinRoom(sessionId, { transport: carol.transport })
  const alice = await open(ALICE_KEY, connect)
  const shared = await alice.client.propose({ sessionId, allocations: REQUESTED, transport: alice.transport })
  const seenByCarol = await firstOf(carolsRoom)
  expect(seenByCarol.code).toBe(shared.code)
  await expect.poll(() => shared.presentNow, { timeout: 15_000 }).toEqual(present(CAROL))
  await expect.poll(() => carolsRoom.presentNow, { timeout: 15_000 }).toEqual(present(ALICE))
  carol.close()
  await expect.poll(() => shared.presentNow, { timeout: 15_000 }).toEqual(present())
  expect(carolsRoom.presentNow).toBeNull()

  await bob.client.joinRoom(sessionId, { transport: bob.transport })
  bob.close()
  const again = await open(BOB_KEY, connect)
  const room = await again.client.joinRoom(sessionId, { transport: again.transport })
  const review = await firstOf(room)
  await expect.poll(() => room.presentNow, { timeout: 15_000 }).toEqual(present(ALICE))
  review.approve()
  expect(await shared.closing).toMatchObject({ result: 'closed', by: 'this request' })
  await expect.poll(() => review.state, { timeout: 15_000 }).toBe('landed')
  expect(paidOut(node, sessionId)).toEqual(PAID)
}, 60_000)

it('over a relay, a co-signer learns when the submitter comes and goes, and no longer after it has left the room', async () => {
  const connect = await overRelay()
  const { sessionId, open } = start()
  const bob = await open(BOB_KEY, connect)
  const room = await bob.client.joinRoom(sessionId, { transport: bob.transport })
  const seen: ProposalRoom['presentNow'][] = []
  room.subscribe(() => { seen.push(room.presentNow) })
  await expect.poll(() => room.presentNow, { timeout: 15_000 }).toEqual([])
  const alice = await open(ALICE_KEY, connect)
  const shared = await alice.client.propose({ sessionId, allocations: REQUESTED, transport: alice.transport })
  const review = await firstOf(room)
  await expect.poll(() => review.room?.presentNow, { timeout: 15_000 }).toEqual([ALICE])
  alice.close()
  await expect.poll(() => review.room?.presentNow, { timeout: 15_000 }).toEqual([])
  expect(seen).toContainEqual([ALICE])
  expect(seen.at(-1)).toEqual([])

  const opened = await bob.client.coSign(shared.text, { transport: bob.transport })
  await expect.poll(() => opened.room?.presentNow, { timeout: 15_000 }).toEqual([])
  room.leave()
  expect([room.presentNow, review.room?.presentNow, opened.room?.presentNow]).toEqual([null, null, []])
}, 60_000)

it('over a relay, a page that is in the room already can also propose there, and both sides of it know at once who is present', async () => {
  const failures: string[] = []
  const connect = await overRelay(({ code }) => { failures.push(code) })
  const { sessionId, open } = start()
  const carol = await open(CAROL_KEY, connect)
  await carol.client.joinRoom(sessionId, { transport: carol.transport })
  const alice = await open(ALICE_KEY, connect)
  alice.client.on('error', ({ code }) => { failures.push(code) })
  const room = await alice.client.joinRoom(sessionId, { transport: alice.transport })
  await expect.poll(() => room.presentNow, { timeout: 15_000 }).toEqual([CAROL])
  const shared = await alice.client.propose({ sessionId, allocations: REQUESTED, transport: alice.transport })
  expect([shared.presentNow, room.presentNow, failures]).toEqual([[CAROL], [CAROL], []])
}, 60_000)
