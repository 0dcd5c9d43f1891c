import { beforeAll, describe, expect, it } from 'vitest'
import type { Hex, KeptLogin, LoginStore, NitroliteClientOptions } from '../../src/core'
import { loadNitronode } from '../helpers/loadNitronode'
import { startManySessions } from '../helpers/manyClosings'
import { ALICE, BOB, freshUrl, Person, setUp } from '../helpers/nitronodeFlow'

beforeAll(loadNitronode)

/** A client of a node with many open sessions, and a function that closes all of them at once. */
async function startMany(count: number, options: Partial<NitroliteClientOptions> = {}) {
  const world = setUp(options)
  const { time, node, make, split, sent } = world
  const ids: Hex[] = Array.from({ length: count }, (_, index) => node.createSession({
    participants: [ALICE.address, BOB.address], weights: [100, 0], quorum: 100, application: 'test-app', nonce: 1_000 + index,
    allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1' }],
  }).id)
  const url = freshUrl()
  const client = make({ url })
  client.connect().catch(() => {})
  await time.runUntil(() => client.status === 'ready')
  await time.advance(10_000)
  async function closeAll(alice = '1', bob = '0', by = client) {
    sent.length = 0
    const startedAt = time.elapsed()
    const closings = ids.map(sessionId => by.close({ sessionId, allocations: split(alice, bob) }))
    for (const closing of closings) closing.then(() => {}, () => {})
    await time.runUntil(() => closings.every(({ receipt, error }) => receipt ?? error))
    return { closings, took: time.elapsed() - startedAt }
  }
  const countSent = (method: string): number => sent.filter(text => text.includes(method)).length
  return { ...world, url, client, ids, closeAll, countSent }
}

describe('many closings at once on nitronode', () => {
  it('a client closes 120 sessions at once about as fast as the rate limit of nitronode allows, and pays each once', async () => {
    const { closeAll, countSent, sent, released } = await startMany(120)
    const { closings, took } = await closeAll()
    expect(new Set(closings.map(({ state }) => state))).toEqual(new Set(['closed']))
    expect(released()).toHaveLength(120)
    expect(countSent('submit_app_state')).toBe(120)
    expect(sent.length).toBeLessThanOrEqual(170)
    // Ten messages a second are allowed.
    expect(took).toBeLessThanOrEqual(1.5 * 12_000)
  })

  it('a session is read for the screen within a second while 120 closings on nitronode wait for the rate limit', async () => {
    const { time, client, ids: [first = '0x'], closeAll } = await startMany(120)
    const durations: number[] = []
    let isOver = false
    const watch = async (): Promise<void> => {
      while (!isOver) {
        const startedAt = time.elapsed()
        await client.sessions.get(first)
        durations.push(time.elapsed() - startedAt)
        await new Promise((resolve) => { time.setTimeout(() => { resolve(null) }, 1_000) })
      }
    }
    void watch()
    await closeAll()
    isOver = true
    expect(durations.length).toBeGreaterThan(8)
    expect(Math.max(...durations)).toBeLessThan(1_000)
  })

  it('the first of 200 closings on nitronode is reported as closed long before the last one', async () => {
    const { time, client, closeAll } = await startMany(200)
    const begunAt = time.elapsed()
    const closedAt: number[] = []
    client.on('closing', ({ state }) => { if (state === 'closed') closedAt.push(time.elapsed() - begunAt) })
    const { took } = await closeAll()
    expect(closedAt[0]).toBeLessThan(took / 2)
  })

  it('a wallet is asked once, and one session key is registered, for 20 closings on nitronode that start together', async () => {
    const person = new Person()
    const { closeAll, countSent } = await startMany(20, { signer: person })
    const { closings } = await closeAll('0.5', '0.5')
    expect(new Set(closings.map(({ state }) => state))).toEqual(new Set(['closed']))
    expect(person.asked).toHaveLength(1)
    expect(countSent('submit_session_key_state')).toBe(1)
    expect(countSent('get_last_key_states')).toBe(0)
  })

  it('a nitronode is asked once about a stored session key for 20 closings that start together after a reload', async () => {
    const kept = new Map<string, KeptLogin>()
    const logins: LoginStore = {
      exclusively: (_, task) => task(), read: async name => kept.get(name) ?? null, write: async (name, login) => { kept.set(name, login) },
    }
    const person = new Person()
    const { time, id, make, client, split, closeAll, countSent, url } = await startMany(20, { signer: person, logins })
    const earlier = client.close({ sessionId: id, allocations: split('0.5', '0.5') })
    await time.runUntil(() => earlier.receipt !== null)
    client.dispose()
    const later = make({ url })
    later.connect().catch(() => {})
    await time.runUntil(() => later.status === 'ready')
    const { closings } = await closeAll('0.5', '0.5', later)
    expect(new Set(closings.map(({ state }) => state))).toEqual(new Set(['closed']))
    expect([person.asked.length, countSent('get_last_key_states'), countSent('submit_session_key_state')]).toEqual([1, 1, 0])
  })

  it('200 closings of unknown outcome are resumed on a nitronode over one socket of the wallet, which stays open while the closes wait for the rate limit', async () => {
    const { node, connect, leaveUnknown, states, expectPaidOnce } = await startManySessions('nitronode', 200, point => point === 'committed' ? 80 : undefined)
    await leaveUnknown()
    let opened = 0
    class CountedSocket extends node.WebSocket {
      constructor(url: string) {
        super(url)
        opened += 1
      }
    }
    // The closes take longer than the settle time.
    const client = await connect({ WebSocket: CountedSocket, recovery: { settle: 6_000 } })
    expect(await states(client, 600_000)).toEqual({ closed: 200 })
    // The other socket is that of the witness.
    expect(opened).toBeLessThanOrEqual(2)
    await expectPaidOnce()
  })
})
