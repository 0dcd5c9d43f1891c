import { beforeEach, describe, expect, it } from 'vitest'
import { closing, DirectClient } from '../../../test/helpers/directClient'
import type { Hex } from '../../core/types'
import type { LatencyPoint } from '../embedded/types'
import { createEmbeddedClearnode } from './clearnode'
import type { EmbeddedClearnode, EmbeddedClearnodeOptions } from './types'

const clock = () => 1_800_000_000_000
let releases: Map<number, () => void>
let node: EmbeddedClearnode
let first: DirectClient
let second: DirectClient
let other: DirectClient
let id: Hex

const settle = () => new Promise<void>((resolve) => { setImmediate(resolve) })

/** Makes closes wait at a point until the test releases them, by the number of their connection. */
const holdAt = (held: LatencyPoint): EmbeddedClearnodeOptions['latency'] => (point, { method, connection }) =>
  point === held && method === 'close_app_session'
    ? new Promise<void>((resolve) => { releases.set(connection, resolve) })
    : 0

async function release(...clients: readonly DirectClient[]): Promise<void> {
  for (const { connection } of clients) {
    releases.get(connection.number)?.()
    await settle()
  }
}

function open(latency?: EmbeddedClearnodeOptions['latency']): void {
  node = createEmbeddedClearnode({ clock, ...(latency && { latency }) })
  // One wallet on two connections. The token of the first login does not register another key.
  first = new DirectClient(node, 'alice', clock)
  second = new DirectClient(node, 'alice', clock)
  other = new DirectClient(node, 'bob', clock)
  first.login()
  second.ask('auth_verify', { jwt: first.token }, [])
  other.login()
  id = node.createSession({
    participants: [first.wallet, other.wallet],
    weights: [100, 0],
    quorum: 100,
    allocations: [{ participant: first.wallet, asset: 'usdc', amount: '10' }],
    application: 'app',
  }).id
}

const split = () => closing(id, [first.wallet, '4'], [other.wallet, '6'])
const resultOf = (client: DirectClient, request: number) => {
  const answer = client.answerTo(request)
  return answer?.method === 'error' ? answer.params['error'] : answer?.params['status']
}
const sumOfSession = () => node.ledger().filter(row => row.account === id)
  .reduce((sum, row) => sum + Number(row.credit) - Number(row.debit), 0)

beforeEach(() => { releases = new Map() })

describe('the missing lock', () => {
  it('two closes that have passed their checks are both accepted and both paid by the embedded ClearNode', async () => {
    open(holdAt('checked'))
    const requests = [first.send('close_app_session', split()), second.send('close_app_session', split())] as const
    expect(node.balances(first.wallet)).toEqual([{ asset: 'usdc', amount: '0' }])
    await release(first, second)

    expect(resultOf(first, requests[0])).toBe('closed')
    expect(resultOf(second, requests[1])).toBe('closed')
    expect(node.balances(first.wallet)).toEqual([{ asset: 'usdc', amount: '8' }])
    expect(node.balances(other.wallet)).toEqual([{ asset: 'usdc', amount: '12' }])
    expect(node.transactions().filter(({ type }) => type === 'app_withdrawal')).toHaveLength(4)
    expect(node.session(id)).toMatchObject({ status: 'closed', version: 2 })
    expect(sumOfSession()).toBe(-10)
  })

  it('without latency the embedded ClearNode accepts only the first of two closes', () => {
    open()
    expect(first.ask('close_app_session', split())).toMatchObject({ status: 'closed' })
    expect(second.ask('close_app_session', split())).toBe('an open app session not found: record not found')
    expect(node.balances(first.wallet)).toEqual([{ asset: 'usdc', amount: '4' }])
    expect(sumOfSession()).toBe(0)
  })

  it('the embedded ClearNode refuses a close for its balance when another close is committed after the signatures were verified', async () => {
    open(holdAt('verified'))
    const requests = [first.send('close_app_session', split()), second.send('close_app_session', split())] as const
    await release(first, second)
    expect(resultOf(first, requests[0])).toBe('closed')
    expect(resultOf(second, requests[1]))
      .toBe('asset usdc is not deposited into the app session. Please deposit the asset first')
    expect(sumOfSession()).toBe(0)
  })

  it('the embedded ClearNode refuses a close for the status when another close is committed before the first check', async () => {
    open(holdAt('received'))
    const requests = [first.send('close_app_session', split()), second.send('close_app_session', split())] as const
    await release(second, first)
    expect(resultOf(second, requests[1])).toBe('closed')
    expect(resultOf(first, requests[0])).toBe('an open app session not found: record not found')
  })
})

describe('a socket that dies', () => {
  it('a socket that dies on the embedded ClearNode loses the answer, but not the close or its history entry', async () => {
    open(holdAt('checked'))
    first.send('close_app_session', split())
    first.connection.close(1006)
    const framesBefore = other.frames.length
    expect(node.session(id)?.status).toBe('open')
    await release(first)

    expect(node.session(id)?.status).toBe('closed')
    expect(first.frames.some(({ method }) => method === 'close_app_session')).toBe(false)
    expect(first.closed).toEqual([[1006, '']])
    expect(other.frames.slice(framesBefore)).toEqual([
      { id: 0, method: 'bu', params: { balance_updates: [{ asset: 'usdc', amount: '6' }] } },
    ])
    expect(node.history()).toHaveLength(1)
    expect(node.history()[0]?.response).toContain('"status":"closed"')
  })

  it.each([[false, 1], [true, 2]])('with drainsQueue %s a socket that dies on the embedded ClearNode leaves %i messages in the history', async (drains, count) => {
    open(holdAt('checked'))
    const drained = createEmbeddedClearnode({ clock, latency: holdAt('received') ?? (() => 0), drainsQueue: () => drains })
    const client = new DirectClient(drained, 'alice', clock)
    client.login()
    client.send('close_app_session', split())
    client.send('close_app_session', split())
    client.connection.close(1006)
    await release(client)
    await release(client)
    expect(drained.history()).toHaveLength(count)
  })
})

describe('a restart', () => {
  it('a restart of the embedded ClearNode drops a close that is not committed', async () => {
    open(holdAt('checked'))
    first.send('close_app_session', split())
    node.restart()
    await release(first)
    expect(first.closed).toEqual([[1006, '']])
    expect(node.session(id)?.status).toBe('open')
    expect(node.balances(other.wallet)).toEqual([])
    expect(node.history()).toEqual([])
  })

  it('a restart of the embedded ClearNode keeps a committed close, without an answer and without a history entry', async () => {
    open(holdAt('committed'))
    first.send('close_app_session', split())
    node.restart()
    await release(first)
    expect(node.session(id)?.status).toBe('closed')
    expect(node.balances(other.wallet)).toEqual([{ asset: 'usdc', amount: '6' }])
    expect(node.history()).toEqual([])
  })
})

it('the embedded ClearNode checks the age of a timestamp when the message is processed, not when it arrives', async () => {
  let now = clock()
  const late = createEmbeddedClearnode({ clock: () => now, latency: holdAt('received') ?? (() => 0) })
  const client = new DirectClient(late, 'alice', () => now)
  client.login()
  const request = client.send('close_app_session', split())
  now += 60_001
  await release(client)
  expect(resultOf(client, request)).toBe('invalid message timestamp')
  expect(late.history()).toEqual([])
})
