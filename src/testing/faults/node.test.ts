import { describe, expect, it } from 'vitest'
import { createFaultRig } from '../../../test/helpers/faultRig'
import { judge } from './judge'
import type { AtMessage, Fault, Moment } from './types'

const CLOSE = 'close_app_session'
const close = <M extends Moment>(moment: M): AtMessage<M> => ({ moment, method: CLOSE })

it('the fault `refuse` refuses logins the given number of times, with its text', () => {
  const { node, connect } = createFaultRig([
    { kind: 'refuse', at: { moment: 'received', method: 'auth_verify', times: 2 }, text: 'authentication failed' },
  ])
  expect(connect).toThrow('authentication failed')
  expect(connect).toThrow('authentication failed')
  expect(connect).not.toThrow()
  expect(node.faults.hits()).toEqual({ refuse: { hits: 2, duringClose: 0, afterLoss: 0 } })
})

it('the fault `refuse` refuses a close before any check and without a history entry', () => {
  const { node, client, sendClose, textOf } = createFaultRig([{ kind: 'refuse', at: { moment: 'received' }, text: 'server busy' }])
  expect(textOf(client.answerTo(sendClose()))).toBe('server busy')
  expect(node.history()).toEqual([])
})

it.each<'expire-key' | 'replace-key'>(['expire-key', 'replace-key'])('the fault `%s` leaves a session key that no longer signs', (kind) => {
  const { node, client, id, sendClose, textOf } = createFaultRig([{ kind, at: close('received') }])
  expect(textOf(client.answerTo(sendClose()))).toMatch(/^signature from unknown participant wallet 0x/)
  const { session_keys: keys } = client.ask('get_session_keys', {}) as { session_keys: { application: string }[] }
  expect(keys.map(({ application }) => application)).toEqual(kind === 'replace-key' ? ['app'] : [])
  expect(judge(node, id).closes).toBe(0)
  expect(node.faults.hits()[kind]).toEqual({ hits: 1, duringClose: 1, afterLoss: 0 })
})

it('the fault `replace-key` counts no hit if no session key is live', async () => {
  const { time, node } = createFaultRig([{ kind: 'expire-key', at: { after: 10 } }, { kind: 'replace-key', at: { after: 20 } }])
  await time.advance(20)
  expect(node.faults.hits()).toMatchObject({ 'expire-key': { hits: 1 }, 'replace-key': { hits: 0 } })
})

it('the fault `restart` loses sockets and logins, keeps committed closes, and tokens still log in', () => {
  const { node, client, id, sendClose } = createFaultRig([{ kind: 'restart', at: close('committed') }])
  sendClose()
  expect(client.closed).toEqual([[1006, '']])
  expect(judge(node, id)).toMatchObject({ closes: 1 })
  expect(node.history()).toEqual([])
  const answers: string[] = []
  const connection = node.connect({ onMessage: text => answers.push(text), onClose: () => {} })
  connection.receive(JSON.stringify({ req: [5, 'auth_verify', { jwt: client.token }, 1] }))
  expect(answers.some(text => text.startsWith('{"res":[5,"auth_verify"'))).toBe(true)
})

it('the fault `restart` after a close is delivered lets the node process the close, but loses the answer', () => {
  const { node, client, id, sendClose, received } = createFaultRig([{ kind: 'restart', at: close('delivered') }])
  sendClose()
  expect([client.closed, received()]).toEqual([[[1006, '']], []])
  expect(judge(node, id)).toMatchObject({ closes: 1, isOverpaid: false })
})

it('the fault `close-by-others` before the balances are read makes the node refuse the close', () => {
  const { node, client, id, sendClose, textOf } = createFaultRig([{ kind: 'close-by-others', at: close('verified'), to: 0 }])
  expect(textOf(client.answerTo(sendClose()))).toMatch(/^asset usdc is not deposited into the app session/)
  expect(judge(node, id)).toMatchObject({ closes: 0, closesByOthers: 1, isOverpaid: false })
})

it('the fault `restart` drops a close that is in process and not committed', async () => {
  const { time, node, id, sendClose } = createFaultRig([
    { kind: 'stall', at: close('checked'), ms: 1_000 }, { kind: 'restart', at: { after: 500 } },
  ])
  sendClose()
  await time.runUntilIdle()
  expect(judge(node, id)).toMatchObject({ closes: 0, status: 'open' })
  expect(node.faults.hits()).toMatchObject({ restart: { hits: 1, duringClose: 1 }, stall: { hits: 1, duringClose: 1 } })
})

describe('`stall`', () => {
  it('a stall before the age check makes a fresh timestamp too old', async () => {
    const { time, client, sendClose, textOf } = createFaultRig([{ kind: 'stall', at: close('received'), ms: 60_001 }])
    const id = sendClose()
    await time.runUntilIdle()
    expect(textOf(client.answerTo(id))).toBe('invalid message timestamp')
  })

  it('a stall between the checks and the commit pays twice when the close is sent again', async () => {
    const { time, node, id, sendClose, connect } = createFaultRig([{ kind: 'stall', at: close('checked'), ms: 1_500 }])
    sendClose()
    await time.advance(1_000)
    sendClose(connect())
    await time.runUntilIdle()
    expect(judge(node, id)).toEqual({
      funded: { usdc: '1' }, paid: { usdc: '2' }, excess: { usdc: '1' }, isOverpaid: true, status: 'closed',
      closes: 2, closesByOthers: 0, overpaidSince: expect.any(Number) as unknown,
      payments: [expect.objectContaining({ by: 'close', at: 1_800_000_001_000 }), expect.objectContaining({ by: 'close', at: 1_800_000_001_500 })] as unknown,
      payouts: expect.arrayContaining([expect.objectContaining({ asset: 'usdc', amount: '0.7' })]) as unknown,
    })
  })

  it('a stall between the commit and the answer refuses a close that is sent again', async () => {
    const { time, node, id, client, sendClose, connect, textOf } = createFaultRig([{ kind: 'stall', at: close('committed'), ms: 1_500 }])
    const first = sendClose()
    const other = connect()
    expect(textOf(other.answerTo(sendClose(other)))).toMatch(/^an open app session not found/)
    expect(client.answerTo(first)).toBeUndefined()
    await time.runUntilIdle()
    expect(textOf(client.answerTo(first))).toBe(CLOSE)
    expect(judge(node, id)).toMatchObject({ closes: 1, isOverpaid: false })
  })

  it('the fault `stall` adds to the usual latency of a node', async () => {
    const { time, client, sendClose } = createFaultRig(
      [{ kind: 'stall', at: close('checked'), ms: 100 }], { latency: point => point === 'checked' ? 50 : undefined },
    )
    const id = sendClose()
    await time.advance(149)
    expect(client.answerTo(id)).toBeUndefined()
    await time.advance(1)
    expect(client.answerTo(id)).toBeDefined()
  })
})

it('the fault `unconfirmed` pays a close, but refuses it in the answer and in the history', () => {
  const { node, client, id, sendClose, textOf } = createFaultRig([{ kind: 'unconfirmed', at: { moment: 'committed' } }])
  expect(textOf(client.answerTo(sendClose()))).toBe('failed to close application session')
  expect(node.history().at(-1)?.response).toContain('failed to close application session')
  expect(judge(node, id)).toMatchObject({ closes: 1, paid: { usdc: '1' }, status: 'closed' })
})

it.each([7_200_000, -7_200_000])('the fault `clock` moves the clock by %i ms for the age check and for answers', (by) => {
  const { time, client } = createFaultRig([{ kind: 'clock', at: { after: 0 }, by }])
  client.send('ping', {})
  const [, , , ts] = (JSON.parse(client.raw.at(-1) ?? '') as { res: [number, string, unknown, number] }).res
  expect(ts).toBe(time.now() + by)
  expect(client.ask('get_user_tag', {})).toEqual(by > 0 ? 'invalid message timestamp' : { tag: expect.any(String) as unknown })
})

it('the fault `expiry` changes the age check and counts a hit for every close', () => {
  const { node, client, time, id, ALICE, textOf } = createFaultRig([{ kind: 'expiry', seconds: 5 }])
  const params = { app_session_id: id, allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }] }
  expect(textOf(client.answerTo(client.send(CLOSE, params, undefined, time.now() - 5_001)))).toBe('invalid message timestamp')
  expect(textOf(client.answerTo(client.send(CLOSE, params, undefined, time.now() - 5_000)))).toBe(CLOSE)
  expect(node.faults.hits()).toEqual({ expiry: { hits: 2, duringClose: 2, afterLoss: 0 } })
})

it('the fault `several-nodes` makes nodes that share their ledger, but no clocks, challenges, logins or pushes', () => {
  const { node, time, client, connect, sendClose, received } = createFaultRig([{ kind: 'several-nodes', clockOffsets: [0, 3_000] }])
  // Alice's first connection went to the first node, so this one goes to the second.
  const ahead = connect()
  ahead.send('ping', {})
  expect(ahead.raw.at(-1)).toContain(`,${time.now() + 3_000}]`)
  expect(ahead.ask('get_user_tag', {}, undefined, time.now() - 57_001)).toBe('invalid message timestamp')
  expect(client.ask('get_user_tag', {}, undefined, time.now() - 57_001)).not.toBe('invalid message timestamp')

  const { challenge_message: challenge } = client.ask('auth_request', {
    address: client.wallet, session_key: client.wallet, application: 'app', allowances: [], scope: '', expires_at: 2_000_000_000,
  }) as { challenge_message: string }
  expect(ahead.answerWith('auth_verify', { challenge }, [`0x${'11'.repeat(65)}`]).params['error']).toBe('invalid challenge')

  client.frames.length = 0
  sendClose(ahead)
  expect(received()).toEqual([])
  expect(received(ahead).filter(text => text.endsWith(CLOSE))).toEqual([`answer ${CLOSE}`])
  expect(node.faults.hits()).toMatchObject({ 'several-nodes': { hits: 1, duringClose: 1 } })
})

it('the fault `close-by-others` before a close makes the node refuse that close', () => {
  const { node, client, id, sendClose, textOf, BOB } = createFaultRig([{ kind: 'close-by-others', at: close('received'), to: 1 }])
  expect(textOf(client.answerTo(sendClose()))).toBe('an open app session not found: record not found')
  expect(judge(node, id)).toMatchObject({
    closes: 0, closesByOthers: 1, isOverpaid: false, payouts: [{ participant: BOB, asset: 'usdc', amount: '1' }],
  })
})

it('the fault `close-by-others` after the checks of a close pays both closes', () => {
  const { node, id, sendClose } = createFaultRig([{ kind: 'close-by-others', at: close('checked'), to: 1 }])
  sendClose()
  expect(judge(node, id)).toMatchObject({ closes: 1, closesByOthers: 1, isOverpaid: true, excess: { usdc: '1' } })
})

it('the fault `close-by-others` at a time closes every open session that has the participant', async () => {
  const { time, node, id, client } = createFaultRig([{ kind: 'close-by-others', at: { after: 50 }, to: 7 }, { kind: 'close-by-others', at: { after: 60 }, to: 0 }])
  await time.runUntilIdle()
  expect(judge(node, id)).toMatchObject({ closesByOthers: 1, paid: { usdc: '1' } })
  expect(client.frames.at(-1)).toMatchObject({ method: 'bu' })
  expect(node.faults.hits()).toEqual({ 'close-by-others': { hits: 1, duringClose: 0, afterLoss: 0 } })
})

it('a fault hits the n-th matching message and the given number of messages after it', () => {
  const { client, node } = createFaultRig([
    { kind: 'refuse', at: { moment: 'received', method: 'ping', nth: 2, times: 2 }, text: 'no' },
  ])
  client.send('get_config', {})
  expect([1, 2, 3, 4].map(() => client.ask('ping', {}))).toEqual([null, 'no', 'no', null])
  node.faults.add({ kind: 'refuse', at: { moment: 'received', method: 'ping' }, text: 'no' })
  node.faults.clear()
  expect(client.ask('ping', {})).toBeNull()
})

it.each<[Fault, string]>([
  [{ kind: 'stall', at: { moment: 'answered' as 'committed' }, ms: 5 }, 'cannot happen when a message is answered'],
  [{ kind: 'refuse', at: { after: 5 } as never, text: '' }, 'needs a moment instead of a time'],
  [{ kind: 'delay', at: { moment: 'sent' }, ms: 0 }, 'must be above zero'],
  [{ kind: 'clock', at: { after: 1 }, by: 0.5 }, 'must change something'],
  [{ kind: 'cut', at: { moment: 'sent', nth: 0 } }, 'counted from 1'],
  [{ kind: 'cut', at: { after: -1 } }, 'must not be negative'],
  [{ kind: 'several-nodes', clockOffsets: [] }, 'at least one node'],
  [{ kind: 'expiry', seconds: 0 }, 'must be above zero'],
  [{ kind: 'close-by-others', at: { after: 1 }, to: -1 }, 'must be an index'],
  [{ kind: 'half-open', at: { after: 1 }, ms: 0 }, 'must be above zero'],
  [{ kind: 'flapping', at: { after: 1 }, ms: 5, uptime: -1 }, 'must not be negative'],
  [{ kind: 'operate-by-others', at: { after: 1 }, to: 0, ms: -1 }, 'must not be negative'],
  [{ kind: 'deposit-by-others', at: { after: 1 }, to: 0, amount: '0' }, 'its amount must be'],
  [{ kind: 'oversize', at: { moment: 'pushed' }, replaces: true, characters: 0 }, 'must be a whole number above zero'],
  [{ kind: 'meteor' as 'cut', at: { after: 1 } }, 'no fault of the kind meteor'],
])('an invalid fault is rejected: %j', (fault, text) => {
  expect(() => createFaultRig([fault])).toThrow(text)
})
