import { describe, expect, it } from 'vitest'
import { createFaultRig } from '../../../test/helpers/faultRig'
import { judge } from './judge'
import type { AtMessage, Fault, Moment } from './types'

const CLOSE = 'close_app_session'
const close = <M extends Moment>(moment: M): AtMessage<M> => ({ moment, method: CLOSE })

it('refuses logins as often as told, with the text', () => {
  const { node, connect } = createFaultRig([
    { kind: 'refuse', at: { moment: 'received', method: 'auth_verify', times: 2 }, text: 'authentication failed' },
  ])
  expect(connect).toThrow('authentication failed')
  expect(connect).toThrow('authentication failed')
  expect(connect).not.toThrow()
  expect(node.faults.hits()).toEqual({ refuse: { hits: 2, duringClose: 0, afterLoss: 0 } })
})

it('refuses a close before anything is judged or remembered', () => {
  const { node, client, sendClose, textOf } = createFaultRig([{ kind: 'refuse', at: { moment: 'received' }, text: 'server busy' }])
  expect(textOf(client.answerTo(sendClose()))).toBe('server busy')
  expect(node.history()).toEqual([])
})

it.each<'expire-key' | 'replace-key'>(['expire-key', 'replace-key'])('%s leaves a key that signs nothing any more', (kind) => {
  const { node, client, id, sendClose, textOf } = createFaultRig([{ kind, at: close('received') }])
  expect(textOf(client.answerTo(sendClose()))).toMatch(/^signature from unknown participant wallet 0x/)
  const { session_keys: keys } = client.ask('get_session_keys', {}) as { session_keys: { application: string }[] }
  expect(keys.map(({ application }) => application)).toEqual(kind === 'replace-key' ? ['app'] : [])
  expect(judge(node, id).closes).toBe(0)
  expect(node.faults.hits()[kind]).toEqual({ hits: 1, duringClose: 1, afterLoss: 0 })
})

it('has no effect on keys where there is none', async () => {
  const { time, node } = createFaultRig([{ kind: 'expire-key', at: { after: 10 } }, { kind: 'replace-key', at: { after: 20 } }])
  await time.advance(20)
  expect(node.faults.hits()).toMatchObject({ 'expire-key': { hits: 1 }, 'replace-key': { hits: 0 } })
})

it('restarts: sockets and logins are lost, what was booked stays, the token logs in', () => {
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

it('restarts once a close is delivered: processed, and nobody is told', () => {
  const { node, client, id, sendClose, received } = createFaultRig([{ kind: 'restart', at: close('delivered') }])
  sendClose()
  expect([client.closed, received()]).toEqual([[[1006, '']], []])
  expect(judge(node, id)).toMatchObject({ closes: 1, isOverpaid: false })
})

it('another device that closes before the balances are read leaves nothing to hand out', () => {
  const { node, client, id, sendClose, textOf } = createFaultRig([{ kind: 'close-by-others', at: close('verified'), to: 0 }])
  expect(textOf(client.answerTo(sendClose()))).toMatch(/^asset usdc is not deposited into the app session/)
  expect(judge(node, id)).toMatchObject({ closes: 0, closesByOthers: 1, isOverpaid: false })
})

it('gives up what is in process and not booked when it restarts', async () => {
  const { time, node, id, sendClose } = createFaultRig([
    { kind: 'stall', at: close('checked'), ms: 1_000 }, { kind: 'restart', at: { after: 500 } },
  ])
  sendClose()
  await time.runUntilIdle()
  expect(judge(node, id)).toMatchObject({ closes: 0, status: 'open' })
  expect(node.faults.hits()).toMatchObject({ restart: { hits: 1, duringClose: 1 }, stall: { hits: 1, duringClose: 1 } })
})

describe('a stall', () => {
  it('before the age of the stamp is judged makes a fresh one old', async () => {
    const { time, client, sendClose, textOf } = createFaultRig([{ kind: 'stall', at: close('received'), ms: 60_001 }])
    const id = sendClose()
    await time.runUntilIdle()
    expect(textOf(client.answerTo(id))).toBe('invalid message timestamp')
  })

  it('between the checks and the booking pays twice when the close is sent again', async () => {
    const { time, node, id, sendClose, connect } = createFaultRig([{ kind: 'stall', at: close('checked'), ms: 1_500 }])
    sendClose()
    await time.advance(1_000)
    sendClose(connect())
    await time.runUntilIdle()
    expect(judge(node, id)).toEqual({
      funded: { usdc: '1' }, paid: { usdc: '2' }, excess: { usdc: '1' }, isOverpaid: true, status: 'closed',
      closes: 2, closesByOthers: 0,
      payouts: expect.arrayContaining([expect.objectContaining({ asset: 'usdc', amount: '0.7' })]) as unknown,
    })
  })

  it('between the booking and the answer refuses what is sent again', async () => {
    const { time, node, id, client, sendClose, connect, textOf } = createFaultRig([{ kind: 'stall', at: close('committed'), ms: 1_500 }])
    const first = sendClose()
    const other = connect()
    expect(textOf(other.answerTo(sendClose(other)))).toMatch(/^an open app session not found/)
    expect(client.answerTo(first)).toBeUndefined()
    await time.runUntilIdle()
    expect(textOf(client.answerTo(first))).toBe(CLOSE)
    expect(judge(node, id)).toMatchObject({ closes: 1, isOverpaid: false })
  })

  it('comes on top of the usual latency', async () => {
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

it('commits without confirming: refused in the answer and in the history, and paid', () => {
  const { node, client, id, sendClose, textOf } = createFaultRig([{ kind: 'unconfirmed', at: { moment: 'committed' } }])
  expect(textOf(client.answerTo(sendClose()))).toBe('failed to close application session')
  expect(node.history().at(-1)?.response).toContain('failed to close application session')
  expect(judge(node, id)).toMatchObject({ closes: 1, paid: { usdc: '1' }, status: 'closed' })
})

it.each([7_200_000, -7_200_000])('moves the clock by %i ms for stamps and answers', (by) => {
  const { time, client } = createFaultRig([{ kind: 'clock', at: { after: 0 }, by }])
  client.send('ping', {})
  const [, , , ts] = (JSON.parse(client.raw.at(-1) ?? '') as { res: [number, string, unknown, number] }).res
  expect(ts).toBe(time.now() + by)
  expect(client.ask('get_user_tag', {})).toEqual(by > 0 ? 'invalid message timestamp' : { tag: expect.any(String) as unknown })
})

it('judges stamps by another expiry, and counts it for every close', () => {
  const { node, client, time, id, ALICE, textOf } = createFaultRig([{ kind: 'expiry', seconds: 5 }])
  const params = { app_session_id: id, allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }] }
  expect(textOf(client.answerTo(client.send(CLOSE, params, undefined, time.now() - 5_001)))).toBe('invalid message timestamp')
  expect(textOf(client.answerTo(client.send(CLOSE, params, undefined, time.now() - 5_000)))).toBe(CLOSE)
  expect(node.faults.hits()).toEqual({ expiry: { hits: 2, duringClose: 2, afterLoss: 0 } })
})

it('two nodes behind one address share their books, but neither clocks, challenges, logins nor pushes', () => {
  const { node, time, client, connect, sendClose, received } = createFaultRig([{ kind: 'several-nodes', clockOffsets: [0, 3_000] }])
  // Alice's first connection was the node's first; her second one is with the other node.
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

it('another device closes first: the close is refused', () => {
  const { node, client, id, sendClose, textOf, BOB } = createFaultRig([{ kind: 'close-by-others', at: close('received'), to: 1 }])
  expect(textOf(client.answerTo(sendClose()))).toBe('an open app session not found: record not found')
  expect(judge(node, id)).toMatchObject({
    closes: 0, closesByOthers: 1, isOverpaid: false, payouts: [{ participant: BOB, asset: 'usdc', amount: '1' }],
  })
})

it('another device closes while a close is past its checks: both are paid', () => {
  const { node, id, sendClose } = createFaultRig([{ kind: 'close-by-others', at: close('checked'), to: 1 }])
  sendClose()
  expect(judge(node, id)).toMatchObject({ closes: 1, closesByOthers: 1, isOverpaid: true, excess: { usdc: '1' } })
})

it('another device closes at a time every open session that has the participant', async () => {
  const { time, node, id, client } = createFaultRig([{ kind: 'close-by-others', at: { after: 50 }, to: 7 }, { kind: 'close-by-others', at: { after: 60 }, to: 0 }])
  await time.runUntilIdle()
  expect(judge(node, id)).toMatchObject({ closesByOthers: 1, paid: { usdc: '1' } })
  expect(client.frames.at(-1)).toMatchObject({ method: 'bu' })
  expect(node.faults.hits()).toEqual({ 'close-by-others': { hits: 1, duringClose: 0, afterLoss: 0 } })
})

it('hits the n-th message that fits, then as many as told', () => {
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
  [{ kind: 'refuse', at: { after: 5 } as never, text: '' }, 'needs a message'],
  [{ kind: 'delay', at: { moment: 'sent' }, ms: 0 }, 'not above zero'],
  [{ kind: 'clock', at: { after: 1 }, by: 0.5 }, 'changes nothing'],
  [{ kind: 'cut', at: { moment: 'sent', nth: 0 } }, 'counted from 1'],
  [{ kind: 'cut', at: { after: -1 } }, 'negative'],
  [{ kind: 'several-nodes', clockOffsets: [] }, 'must be a node'],
  [{ kind: 'expiry', seconds: 0 }, 'not above zero'],
  [{ kind: 'close-by-others', at: { after: 1 }, to: -1 }, 'no index'],
  [{ kind: 'oversize', at: { moment: 'pushed' }, replaces: true, characters: 0 }, 'no count'],
  [{ kind: 'meteor' as 'cut', at: { after: 1 } }, 'no fault of the kind meteor'],
])('refuses a fault that makes no sense: %j', (fault, text) => {
  expect(() => createFaultRig([fault])).toThrow(text)
})
