import { expect, it } from 'vitest'
import { createFaultRig } from '../../../test/helpers/faultRig'
import { judge } from '../faults/judge'
import type { AtMessage, Moment } from '../faults/types'

const CLOSE = 'close_app_session'
const close = <M extends Moment>(moment: M): AtMessage<M> => ({ moment, method: CLOSE })
const LATENCY = { latency: (point: string) => point === 'checked' ? 20 : undefined }

it('an operate by others before a close leaves the total as it is, so the close is paid', () => {
  const { node, id, sendClose } = createFaultRig([{ kind: 'operate-by-others', at: close('sent'), to: 1 }])
  sendClose()
  expect(judge(node, id)).toMatchObject({ status: 'closed', closes: 1, isOverpaid: false, paid: { usdc: '1' } })
  expect(node.session(id)?.version).toBe(3)
})

it.each<[number, 'open' | 'closed', number]>([[10, 'closed', 2], [50, 'open', 2]])(
  'an operate that is written %i ms after it was read together with a close leaves the paid session %s', async (ms, status, version) => {
    const { time, node, client, id, sendClose, textOf } = createFaultRig([{ kind: 'operate-by-others', at: close('received'), to: 1, ms }], LATENCY)
    const request = sendClose()
    await time.runUntilIdle()
    expect(textOf(client.answerTo(request))).toBe(CLOSE)
    expect(judge(node, id)).toMatchObject({ status, closes: 1, isOverpaid: false, paid: { usdc: '1' } })
    expect(node.session(id)?.version).toBe(version)
  })

it('a session that a racing operate has left open refuses another close, because it holds nothing', async () => {
  const { time, node, client, id, sendClose, textOf } = createFaultRig([{ kind: 'operate-by-others', at: close('received'), to: 0, ms: 50 }], LATENCY)
  sendClose()
  await time.runUntilIdle()
  const request = sendClose()
  await time.runUntilIdle()
  expect(textOf(client.answerTo(request))).toContain('is not deposited into the app session')
  expect(judge(node, id).closes).toBe(1)
})

it('a withdrawal that races with a close overpays the session, and the judge counts it as a payment of its own', async () => {
  const { time, node, id, sendClose, ALICE } = createFaultRig([{ kind: 'withdraw-by-others', at: close('received'), to: 0, amount: '0.4', ms: 50 }], LATENCY)
  const start = time.now()
  sendClose()
  await time.runUntilIdle()
  expect(judge(node, id)).toMatchObject({
    isOverpaid: true, excess: { usdc: '0.4' }, closes: 1, closesByOthers: 0, overpaidSince: start + 50,
    payments: [
      { by: 'close', at: start + 20, rows: [{ amount: '0.7' }, { amount: '0.3' }] },
      { by: 'withdrawal', requestId: null, at: start + 50, rows: [{ participant: ALICE, amount: '0.4' }] },
    ],
  })
})

it('a withdrawal and a deposit of the same amount by others leave a session that can be closed as before, and nothing is overpaid', async () => {
  const { time, node, id, sendClose } = createFaultRig([
    { kind: 'withdraw-by-others', at: { after: 10 }, to: 0, amount: '0.4' }, { kind: 'deposit-by-others', at: { after: 20 }, to: 1, amount: '0.4' },
  ])
  await time.advance(10)
  expect(node.session(id)?.allocations).toMatchObject([{ amount: '0.6' }])
  await time.advance(10)
  expect(node.session(id)?.allocations).toMatchObject([{ amount: '0.6' }, { amount: '0.4' }])
  sendClose()
  expect(judge(node, id)).toMatchObject({
    isOverpaid: false, overpaidSince: null, closes: 1, funded: { usdc: '1.4' }, paid: { usdc: '1.4' },
  })
})

it('a withdrawal by others of more than the participant holds has no effect', async () => {
  const { time, node, id } = createFaultRig([{ kind: 'withdraw-by-others', at: { after: 10 }, to: 1, amount: '0.1' }])
  await time.advance(10)
  expect(node.session(id)?.version).toBe(1)
  expect(node.faults.hits()).toEqual({ 'withdraw-by-others': { hits: 0, duringClose: 0, afterLoss: 0 } })
})

it('updates by others are pushed to the participants as changes of the session', async () => {
  const { time, client, received } = createFaultRig([{ kind: 'deposit-by-others', at: { after: 10 }, to: 0, amount: '1' }])
  await time.advance(10)
  expect(received(client)).toEqual(['push bu', 'push asu'])
})
