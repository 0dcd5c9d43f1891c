import { expect, it } from 'vitest'
import { createFaultRig } from '../../../test/helpers/faultRig'
import { judge } from './judge'
import type { AtMessage, Moment } from './types'

const CLOSE = 'close_app_session'
const close = <M extends Moment>(moment: M): AtMessage<M> => ({ moment, method: CLOSE })

it.each<[Moment, number]>([
  ['sent', 0], ['delivered', 1], ['received', 1], ['checked', 1], ['committed', 1], ['answered', 1],
])('a connection that is half-open when a close is %s loses the answer and keeps its socket, and the node commits %i closes', async (moment, closes) => {
  const { time, node, client, id, sendClose, received } = createFaultRig([{ kind: 'half-open', at: close(moment) }])
  sendClose()
  client.send('ping', {})
  await time.advance(3_600_000)
  expect(received().filter(text => text.startsWith('answer'))).toEqual([])
  expect(client.closed).toEqual([])
  expect(judge(node, id).closes).toBe(closes)
  expect(node.faults.hits()).toEqual({ 'half-open': { hits: 1, duringClose: 1, afterLoss: 0 } })
})

it('a half-open connection delivers what waited, in order, once it passes data again', async () => {
  const { time, node, client, id, sendClose, received } = createFaultRig([{ kind: 'half-open', at: close('sent'), ms: 5_000 }])
  sendClose()
  client.send('ping', {})
  await time.advance(4_999)
  expect([received(), judge(node, id).closes]).toEqual([[], 0])
  await time.advance(1)
  expect(received().filter(text => text.startsWith('answer'))).toEqual([`answer ${CLOSE}`, 'answer pong'])
  expect(judge(node, id).closes).toBe(1)
})

it('a half-open connection delivers a close after its client has left', async () => {
  const { time, node, client, id, sendClose } = createFaultRig([{ kind: 'half-open', at: close('sent'), ms: 5_000 }])
  sendClose()
  client.connection.close()
  expect(client.closed).toEqual([[1005, '']])
  await time.advance(5_000)
  expect(judge(node, id).closes).toBe(1)
})

it('a client on a half-open connection learns about a restart of the node only when data passes again', async () => {
  const { time, client } = createFaultRig([
    { kind: 'half-open', at: { after: 10 }, ms: 1_000 }, { kind: 'restart', at: { after: 20 } },
  ])
  await time.advance(1_009)
  expect(client.closed).toEqual([])
  await time.advance(1)
  expect(client.closed).toEqual([[1006, '']])
})

it('another connection works while the first one is half-open', () => {
  const { connect, sendClose, received } = createFaultRig([{ kind: 'half-open', at: { moment: 'sent', method: 'ping' } }])
  const frozen = connect()
  frozen.send('ping', {})
  expect(received(frozen)).not.toContain('answer pong')
  sendClose()
  expect(received()).toContain(`answer ${CLOSE}`)
})

it('flapping connections end a given time after they have opened, until the flapping is over', async () => {
  const { time, client, connect, node } = createFaultRig([{ kind: 'flapping', at: { after: 10 }, ms: 1_000, uptime: 300 }])
  await time.advance(10)
  expect(client.closed).toEqual([[1006, '']])
  const second = connect()
  await time.advance(299)
  expect(second.closed).toEqual([])
  await time.advance(1)
  expect(second.closed).toEqual([[1006, '']])
  await time.advance(700)
  const third = connect()
  await time.advance(10_000)
  expect(third.closed).toEqual([])
  expect(node.faults.hits()).toEqual({ flapping: { hits: 1, duringClose: 0, afterLoss: 0 } })
})
