import { expect, it } from 'vitest'
import { createFaultRig } from '../../../test/helpers/faultRig'
import { judge } from './judge'
import type { AtMessage, Moment } from './types'

const CLOSE = 'close_app_session'
const close = <M extends Moment>(moment: M): AtMessage<M> => ({ moment, method: CLOSE })

it.each<[Moment, number]>([
  ['sent', 0], ['delivered', 1], ['received', 1], ['verified', 1], ['checked', 1], ['committed', 1], ['answered', 1],
])('a cut when a close is %s loses the answer, and the node commits %i closes', (moment, closes) => {
  const { node, client, id, sendClose, received } = createFaultRig([{ kind: 'cut', at: close(moment) }])
  sendClose()
  expect(client.closed).toEqual([[1006, '']])
  expect(received()).not.toContain(`answer ${CLOSE}`)
  expect(judge(node, id)).toMatchObject({ closes, isOverpaid: false })
  expect(node.history().map(({ method }) => method)).toEqual(closes ? [CLOSE] : [])
  expect(node.faults.hits()).toEqual({ cut: { hits: 1, duringClose: 1, afterLoss: 0 } })
})

it('a cut drops the messages that wait behind a stalled one', async () => {
  const { time, node, client, id, sendClose } = createFaultRig([
    { kind: 'stall', at: { moment: 'received', method: 'ping' }, ms: 100 }, { kind: 'cut', at: close('delivered') },
  ])
  client.send('ping', {})
  sendClose()
  await time.runUntilIdle()
  expect(judge(node, id)).toMatchObject({ closes: 0, status: 'open' })
})

it('a cut at the first push ends a connection that is still opening', () => {
  const { node } = createFaultRig([{ kind: 'cut', at: { moment: 'pushed', method: 'assets' } }])
  const closed: number[] = []
  const texts: string[] = []
  const connection = node.connect({ onMessage: text => texts.push(text), onClose: code => closed.push(code) })
  connection.receive('{"req":[1,"ping",{},1]}')
  expect([closed, texts]).toEqual([[1006], []])
})

it('a cut at a time ends every connection', async () => {
  const { time, node, client, connect } = createFaultRig([{ kind: 'cut', at: { after: 5_000 } }])
  const other = connect()
  await time.advance(4_999)
  expect(client.closed).toEqual([])
  await time.advance(1)
  expect([client.closed, other.closed]).toEqual([[[1006, '']], [[1006, '']]])
  expect(node.faults.hits()).toEqual({ cut: { hits: 1, duringClose: 0, afterLoss: 0 } })
})

it('a delayed request still reaches the node after its client has left', async () => {
  const { time, node, client, id, sendClose } = createFaultRig([{ kind: 'delay', at: close('sent'), ms: 3_000 }])
  sendClose()
  client.connection.close()
  await time.advance(2_999)
  expect(node.session(id)?.status).toBe('open')
  await time.advance(1)
  expect(node.session(id)?.status).toBe('closed')
})

it('a delay holds up the frames behind it in the same direction', async () => {
  const { time, client, sendClose, received } = createFaultRig([
    { kind: 'delay', at: close('sent'), ms: 1_000 }, { kind: 'delay', at: close('answered'), ms: 500 },
  ])
  sendClose()
  client.send('ping', {})
  await time.advance(1_000)
  expect(received()).toEqual(['push bu', 'push bu'])
  await time.advance(500)
  expect(received()).toEqual(['push bu', 'push bu', `answer ${CLOSE}`, 'answer pong'])
})

it('a reordered push arrives after the next frame, or after a second at the latest', async () => {
  const { time, client, sendClose, received } = createFaultRig([
    { kind: 'reorder', at: { moment: 'pushed', method: 'bu', nth: 2 } }, { kind: 'reorder', at: { moment: 'pushed', method: 'bu', nth: 3 } },
  ])
  sendClose()
  expect(received()).toEqual(['push bu', `answer ${CLOSE}`, 'push bu'])
  client.frames.length = 0
  sendClose()
  expect(received()).toEqual(['answer error', 'push bu'])
  client.frames.length = 0
  const quiet = createFaultRig([{ kind: 'reorder', at: { moment: 'pushed', method: 'assets' } }])
  const texts: string[] = []
  quiet.node.connect({ onMessage: text => texts.push(text), onClose: () => {} })
  expect(texts).toEqual([])
  await quiet.time.advance(1_000)
  expect(texts).toHaveLength(1)
  await time.runUntilIdle()
})

it('the fault `duplicate` delivers an answer and a push twice', () => {
  const { client, sendClose, received } = createFaultRig([
    { kind: 'duplicate', at: close('answered') }, { kind: 'duplicate', at: { moment: 'pushed', method: 'bu', nth: 2 } },
  ])
  sendClose()
  expect(received()).toEqual(['push bu', 'push bu', 'push bu', `answer ${CLOSE}`, `answer ${CLOSE}`])
  expect(client.raw.at(-1)).toBe(client.raw.at(-2))
})

it.each([true, false])('garbage and oversize frames arrive before the answer, or instead of it (replaces: %s)', (replaces) => {
  const { node } = createFaultRig([])
  const texts: string[] = []
  const connection = node.connect({ onMessage: text => texts.push(text), onClose: () => {} })
  texts.length = 0
  node.faults.add({ kind: 'garbage', at: { moment: 'answered', method: 'ping' }, replaces })
  node.faults.add({ kind: 'oversize', at: { moment: 'answered', method: 'get_config' }, replaces, characters: 200_000 })
  connection.receive('{"req":[11,"ping",{},1]}')
  connection.receive('{"req":[12,"get_config",{},1]}')
  const [garbage = '', ...others] = texts.filter(text => !text.includes('"pong"'))
  expect(() => JSON.parse(garbage) as unknown).toThrow(SyntaxError)
  expect(others[0]).toHaveLength(200_000)
  expect(JSON.parse(others[0] ?? '')).toMatchObject({ res: [0, 'padding', {}, 0] })
  expect(others).toHaveLength(replaces ? 1 : 2)
  expect(texts).toHaveLength(replaces ? 2 : 4)
})

it('a replaced answer counts as lost until a later close of the session is answered', () => {
  const { node, client, sendClose } = createFaultRig([
    { kind: 'wrong-id', at: close('answered'), by: 9_999 }, { kind: 'clock', at: { moment: 'received', method: 'ping', times: 2 }, by: 5 },
  ])
  sendClose()
  client.send('ping', {})
  sendClose()
  client.send('ping', {})
  expect(node.faults.hits()).toEqual({
    'wrong-id': { hits: 1, duringClose: 1, afterLoss: 0 }, 'clock': { hits: 2, duringClose: 0, afterLoss: 1 },
  })
})

it.each([5, -1_000])('the node signs an answer whose id the fault `wrong-id` changes by %i', (by) => {
  const { client, sendClose } = createFaultRig([{ kind: 'wrong-id', at: close('answered'), by }])
  const id = sendClose()
  expect(client.answerTo(id)).toBeUndefined()
  const answer = client.frames.at(-1)
  expect(answer).toMatchObject({ method: CLOSE, params: { status: 'closed' }, id: id + Math.abs(by) })
})
