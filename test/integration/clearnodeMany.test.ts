import { expect, it } from 'vitest'
import type { NitroliteClient } from '../../src/core'
import { startManySessions } from '../helpers/manyClosings'

const HOUR = 3_600_000
const COUNT = 100

/** Starts to close a hundred sessions at once; there is one session more. */
async function closeHundred() {
  const { connect, closeAll, ids, time } = await startManySessions('clearnode', COUNT + 1)
  const client: NitroliteClient = await connect()
  closeAll(client, 0, COUNT)
  const stateOf = (index: number) => client.closings.list().find(({ sessionId }) => sessionId === ids[index])?.state
  return { client, time, stateOf, other: ids[COUNT] ?? '' }
}

it('of a hundred closings that start together on ClearNode, the first one is closed while the last one is still planned', async () => {
  const { time, stateOf } = await closeHundred()
  await time.runUntil(() => stateOf(0) === 'closed', HOUR)
  expect(stateOf(COUNT - 1)).toBe('planning')
  await time.runUntil(() => stateOf(COUNT - 1) === 'closed', HOUR)
  expect(stateOf(COUNT - 1)).toBe('closed')
})

it('a session that a screen reads on ClearNode does not wait until a hundred closings that started before are planned', async () => {
  const { client, time, stateOf, other } = await closeHundred()
  const reading = client.sessions.get(other)
  let isRead = false
  void reading.then(() => { isRead = true })
  await time.runUntil(() => isRead, HOUR)
  expect(stateOf(COUNT - 1)).toBe('planning')
  expect(await reading).toMatchObject({ id: other, status: 'open' })
})
