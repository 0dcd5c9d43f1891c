import { beforeAll, describe, expect, it } from 'vitest'
import { createDistantSocket, ROUND_TRIP } from '../helpers/distantSocket'
import { loadNitronode } from '../helpers/loadNitronode'
import { freshUrl, Person, run, setUp } from '../helpers/nitronodeFlow'

beforeAll(loadNitronode)

/** A client that is connected to a distant node for a while, and what its next closing sends. */
async function startWarm({ signer, seesSession = true }: { signer?: Person, seesSession?: boolean } = {}) {
  const world = setUp()
  const { time, node, id, make, split, sent } = world
  const client = make({ url: freshUrl(), WebSocket: createDistantSocket(node.WebSocket as never, time) as never, ...signer && { signer } })
  await run(time, client.connect())
  if (seesSession) await run(time, client.sessions.get(id))
  await time.advance(10_000)
  /** Closes the session. @returns how many round trips that took, and the methods of its messages */
  const close = async (alice: string, bob: string) => {
    sent.length = 0
    const startedAt = time.elapsed()
    const closing = client.close({ sessionId: id, allocations: split(alice, bob) })
    closing.then(() => {}, () => {})
    await time.runUntil(() => closing.receipt !== null)
    expect(closing.state).toBe('closed')
    const methods = sent.map(text => (JSON.parse(text) as [number, number, string])[2].replace(/^.*\./, ''))
    return { roundTrips: Math.round((time.elapsed() - startedAt) / ROUND_TRIP), methods }
  }
  return { ...world, client, close }
}

describe('round trips of a close on a warm nitronode connection', () => {
  it('a close on a warm nitronode connection takes 2 round trips and 7 messages when the allocations do not change', async () => {
    const { close } = await startWarm()
    const { roundTrips, methods } = await close('1', '0')
    expect(roundTrips).toBe(2)
    expect(methods).toEqual([
      'get_transactions', 'get_transactions', 'get_app_sessions',
      'submit_app_state', 'get_app_sessions', 'get_transactions', 'get_transactions',
    ])
  })

  it('a close on a warm nitronode connection takes 3 round trips and 9 messages for a new split', async () => {
    const { close } = await startWarm()
    const { roundTrips, methods } = await close('0.7', '0.3')
    expect(roundTrips).toBe(3)
    expect(methods).toHaveLength(9)
  })

  it('a close on a warm nitronode connection takes one more round trip to register a session key', async () => {
    const unchanged = await (await startWarm({ signer: new Person() })).close('1', '0')
    expect(unchanged.roundTrips).toBe(3)
    const changed = await (await startWarm({ signer: new Person() })).close('0.7', '0.3')
    expect(changed.roundTrips).toBe(4)
    expect(changed.methods.filter(method => method === 'submit_session_key_state')).toHaveLength(1)
  })

  it('a close on a warm nitronode connection takes one more round trip for a session that the client has never read', async () => {
    const { close } = await startWarm({ seesSession: false })
    expect((await close('1', '0')).roundTrips).toBe(3)
  })
})
