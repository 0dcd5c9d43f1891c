import { expect, it } from 'vitest'
import { FAULT_PROFILES, type Moment, type NodeKind } from '../../../src/testing'
import { startSchedule } from '../../helpers/scheduleRig'

const CASES = (['clearnode', 'nitronode'] as const).flatMap((kind): [NodeKind, Moment][] =>
  [[kind, 'sent'], [kind, 'delivered'], [kind, 'answered']])

it.each(CASES)('%s: a closing ends although its connection passes no more data when the close is %s', async (kind, moment) => {
  const method = FAULT_PROFILES[kind].closeMethod
  const { connect, close, finish, verdict, node } = await startSchedule(kind, {
    faults: [{ kind: 'half-open', at: { moment, method } }],
  })
  const client = await connect()
  const sent: string[] = []
  client.on('frame', ({ direction, text }) => { if (direction === 'sent' && text.includes(`"${method}"`)) sent.push(text) })
  const { closing } = close(client)
  expect(await finish(closing)).toEqual(['closed'])
  expect(verdict()).toMatchObject({ closes: 1, isOverpaid: false })
  expect(node.faults.hits()).toMatchObject({ 'half-open': { hits: 1, duringClose: 1 } })
  // A ClearNode could pay a second attempt, so there is one only if the first one never arrived.
  if (kind === 'clearnode') expect(sent).toHaveLength(moment === 'sent' ? 2 : 1)
})

it.each<NodeKind>(['clearnode', 'nitronode'])('%s: a close that is stuck in a half-open connection and arrives three minutes later does not pay a second time', async (kind) => {
  const method = FAULT_PROFILES[kind].closeMethod
  const { connect, close, finish, verdict } = await startSchedule(kind, {
    faults: [{ kind: 'half-open', at: { moment: 'sent', method }, ms: 180_000 }],
  })
  const { closing } = close(await connect())
  expect(await finish(closing)).toEqual(['closed'])
  expect(verdict()).toMatchObject({ closes: 1, isOverpaid: false })
})
