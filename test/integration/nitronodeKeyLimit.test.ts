import { Wallet } from 'ethers'
import { beforeAll, expect, it } from 'vitest'
import type { EndedSessionKey, Hex, NitroliteClientOptions } from '../../src/core'
import { registrationOf } from '../helpers/craftedReply'
import { loadNitronode } from '../helpers/loadNitronode'
import { ALICE, BOB, Person, run, setUp } from '../helpers/nitronodeFlow'

beforeAll(loadNitronode)

/** The most keys of a wallet (nitronode 1.4.1). */
const MOST_KEYS = 100
const METHOD = 'app_sessions.v1.submit_session_key_state'

const keyAt = (index: number): Wallet => new Wallet(`0x${(index + 1).toString(16).padStart(64, '0')}`)

interface Scope {
  readonly applications?: readonly string[]
  readonly sessionIds?: readonly Hex[]
}

/** Alice's wallet on a nitronode that has as many keys of hers as it allows. @param scopeOf what the key at an index may sign */
async function fillKeys(scopeOf: (index: number, sessions: { readonly open: Hex, readonly closed: Hex }) => Scope, options: Partial<NitroliteClientOptions> = {}) {
  const rig = setUp(options)
  const { time, node, make, split, id: open } = rig
  const { id: closed } = node.createSession({
    participants: [ALICE.address, BOB.address], weights: [100, 0], quorum: 100, application: 'test-app', nonce: 7,
    allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1' }],
  })
  const closer = make()
  await run(time, closer.connect())
  await run(time, closer.close({ sessionId: closed, allocations: split('1', '0') }))
  closer.dispose()

  const frames: string[] = []
  const connection = node.connect({ onMessage: text => frames.push(text), onClose: () => undefined })
  const ask = async (method: string, payload: unknown): Promise<unknown> => {
    // The node accepts ten messages a second.
    await time.advance(100)
    connection.receive(JSON.stringify([1, 7, method, payload, time.now()]))
    return (JSON.parse(frames.at(-1) ?? '[]') as unknown[])[3]
  }
  const expiresAt = Math.floor(time.now() / 1000) + 3_600
  for (let index = 0; index < MOST_KEYS; index += 1) {
    const { applications = [], sessionIds = [] } = scopeOf(index, { open, closed })
    expect(await ask(METHOD, registrationOf(ALICE, keyAt(index), { applications, sessionIds, expiresAt }))).toEqual({})
  }
  const person = new Person()
  const ended: EndedSessionKey[] = []
  const client = make({ signer: person })
  client.on('keyEnded', event => ended.push(event))
  await run(time, client.connect())
  const isActive = async (index: number): Promise<boolean> => {
    const { states } = await ask('app_sessions.v1.get_last_key_states', { user_address: ALICE.address, session_key: keyAt(index).address }) as { states: unknown[] }
    return states.length > 0
  }
  const activeKeys = async (): Promise<number[]> => {
    const active: number[] = []
    for (let index = 0; index < MOST_KEYS; index += 1) if (await isActive(index)) active.push(index)
    return active
  }
  return { ...rig, client, person, ended, activeKeys, open, closed }
}

const allExcept = (missing: number): number[] => Array.from({ length: MOST_KEYS }, (_, index) => index).filter(index => index !== missing)

it('the 101st session key of a nitronode wallet takes the place of the oldest key whose session is closed, and the client says so', async () => {
  const { time, client, person, ended, activeKeys, split, open, closed } = await fillKeys((index, sessions) =>
    ({ sessionIds: [index === 40 || index === 60 ? sessions.closed : sessions.open] }))
  expect(await run(time, client.close({ sessionId: open, allocations: split('0.4', '0.6') }))).toMatchObject({ result: 'closed' })
  expect(ended).toEqual([{ wallet: ALICE.address, sessionKey: keyAt(40).address, applications: [], sessionIds: [closed] }])
  expect(await activeKeys()).toEqual(allExcept(40))
  expect(person.asked).toHaveLength(2)
})

it('the 101st session key of a nitronode wallet takes the place of the oldest key for an application without open sessions', async () => {
  const { time, client, ended, activeKeys, split, open } = await fillKeys((index, sessions) =>
    index === 70 || index === 30 ? { applications: ['finished-app'] } : index % 2 === 0 ? { applications: ['test-app'] } : { sessionIds: [sessions.open] })
  expect(await run(time, client.close({ sessionId: open, allocations: split('0.4', '0.6') }))).toMatchObject({ result: 'closed' })
  expect(ended.map(({ sessionKey }) => sessionKey)).toEqual([keyAt(30).address])
  expect(await activeKeys()).toEqual(allExcept(30))
})

it('no session key of a nitronode wallet is ended while each may have signed for an open session, and the closing is refused without sending anything', async () => {
  const { time, client, ended, activeKeys, released, split, open } = await fillKeys((index, sessions) =>
    index % 2 === 0 ? { applications: ['test-app'] } : { sessionIds: [sessions.closed, sessions.open] })
  const before = released()
  await expect(run(time, client.close({ sessionId: open, allocations: split('0.4', '0.6') }))).rejects.toMatchObject({
    code: 'SESSION_KEY_LIMIT', info: { data: { limit: '100' } },
  })
  expect(ended).toEqual([])
  expect(await activeKeys()).toHaveLength(MOST_KEYS)
  expect(released()).toEqual(before)
})

it('a nitronode closing that the limit of session keys has refused succeeds later with the same key, once older keys have expired', async () => {
  const { time, client, person, split, open } = await fillKeys((_, sessions) => ({ sessionIds: [sessions.open] }))
  const close = () => run(time, client.close({ sessionId: open, allocations: split('0.4', '0.6') }))
  await expect(close()).rejects.toMatchObject({ code: 'SESSION_KEY_LIMIT' })
  await time.advance(3_700_000)
  expect(await close()).toMatchObject({ result: 'closed' })
  expect(person.asked).toHaveLength(1)
})

it('with atLimit "endOldest", the oldest key for the application is ended, but no key for a single session', async () => {
  const { time, client, ended, activeKeys, split, open } = await fillKeys(
    (index, sessions) => index < 10 ? { sessionIds: [sessions.open] } : { applications: ['test-app'] }, { sessionKey: { atLimit: 'endOldest' } })
  expect(await run(time, client.close({ sessionId: open, allocations: split('0.4', '0.6') }))).toMatchObject({ result: 'closed' })
  expect(ended.map(({ sessionKey }) => sessionKey)).toEqual([keyAt(10).address])
  expect(await activeKeys()).toEqual(allExcept(10))
})
