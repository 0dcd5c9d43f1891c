import { beforeAll, expect, it } from 'vitest'
import type { Allocation, Hex, NitroliteClient } from '../../src/core'
import { ALICE, BOB, paidOut, recordSocket, seedSession, split, startClient, startNode } from '../helpers/flow'
import { loadNitronode } from '../helpers/loadNitronode'
import { run, setUp } from '../helpers/nitronodeFlow'

beforeAll(loadNitronode)

const upper = (hex: string): Hex => `0x${hex.slice(2).toUpperCase()}`
const spellings: [string, (hex: string) => string][] = [
  ['in lower case', hex => hex.toLowerCase()], ['in upper case', upper], ['with 0X', hex => hex.toUpperCase()],
]
const idSpellings: typeof spellings = [...spellings, ['without 0x', id => id.slice(2)], ['with a line break at its end', id => `${id}\n`]]
const rowsOf = (allocations: readonly Allocation[]) => allocations.map(({ participant, amount }) => [participant, amount])

it.each(spellings)('a ClearNode session is closed with addresses %s, which are sent as the session stores them', async (_, spell) => {
  const node = startNode()
  const { WebSocket, sent } = recordSocket(node)
  const client = startClient(node, { WebSocket })
  await client.connect()
  const sessionId = seedSession(node)
  await client.close({ sessionId: spell(sessionId), allocations: split([spell(ALICE), '0.4'], [spell(BOB), '0.6']) })
  const close = sent.find(({ method }) => method === 'close_app_session')
  expect(close?.params).toMatchObject({ app_session_id: sessionId })
  expect(rowsOf(close?.params.allocations as Allocation[])).toEqual([[ALICE, '0.4'], [BOB, '0.6']])
  expect(paidOut(node, sessionId)).toEqual([[ALICE, 'usdc', '0.4'], [BOB, 'usdc', '0.6']])
})

it('a ClearNode session that stores an address in lower case is closed with the checksummed one', async () => {
  const node = startNode()
  const client = startClient(node)
  await client.connect()
  const sessionId = seedSession(node, { participants: [ALICE, BOB.toLowerCase()] })
  await client.close({ sessionId, allocations: split([ALICE, '0.4'], [BOB, '0.6']) })
  expect(node.session(sessionId)?.status).toBe('closed')
})

it.each(spellings)('a nitronode session is closed with addresses and an id %s', async (_, spell) => {
  const { time, id, make, released, split: rows } = setUp()
  const client = make()
  await run(time, client.connect())
  const allocations = rows('0.4', '0.6').map(row => ({ ...row, participant: spell(row.participant) }))
  await run(time, client.close({ sessionId: spell(id), allocations }))
  expect(new Map(released() as [string, string][])).toEqual(new Map(rows('0.4', '0.6').map(({ participant, amount }) => [participant.toLowerCase(), amount])))
})

/** Everything by which a session id enters, apart from `close`. */
async function useId(client: NitroliteClient, sessionId: string) {
  const stop = client.sessions.watch(sessionId)
  stop()
  const session = await client.sessions.get(sessionId)
  const history = await client.closings.history({ sessionId })
  return { session: session.id, closing: client.closings.get(sessionId)?.state, history: history.map(entry => entry.sessionId) }
}

it.each(idSpellings)('a ClearNode session is read, watched and found in the history by its id %s', async (_, spell) => {
  const node = startNode()
  const client = startClient(node)
  await client.connect()
  const sessionId = seedSession(node)
  await client.close({ sessionId, allocations: split([ALICE, '1'], [BOB, '0']) })
  expect(await useId(client, spell(sessionId))).toEqual({ session: sessionId, closing: 'closed', history: [sessionId] })
})

it.each(idSpellings)('a nitronode session is read, watched and found in the history by its id %s', async (_, spell) => {
  const { time, id, make, split: rows } = setUp()
  const client = make()
  await run(time, client.connect())
  await run(time, client.close({ sessionId: id, allocations: rows('1', '0') }))
  expect(await run(time, useId(client, spell(id)))).toEqual({ session: id, closing: 'closed', history: [id] })
})

it.each(spellings)('the sessions of a ClearNode participant are listed by the address %s', async (_, spell) => {
  const node = startNode()
  const client = startClient(node)
  await client.connect()
  const ids = [seedSession(node), seedSession(node, { participants: [ALICE, BOB.toLowerCase()] })]
  expect((await client.sessions.list({ participant: spell(BOB) })).map(({ id }) => id).sort()).toEqual(ids.sort())
})

it('a second request that differs only in the case of its addresses joins the closing of the first', async () => {
  const node = startNode()
  const client = startClient(node)
  await client.connect()
  const sessionId = seedSession(node)
  const one = client.close({ sessionId, allocations: split([ALICE, '0.4'], [BOB, '0.6']) })
  const other = client.close({ sessionId: upper(sessionId), allocations: split([ALICE.toLowerCase(), '0.4'], [upper(BOB), '0.6']) })
  expect(other).toBe(one)
  await one
})
