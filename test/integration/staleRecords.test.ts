import { expect, it } from 'vitest'
import { createMemoryHistory, createMemoryJournal, describeError, type Closing, type Journal, type JournalRecord } from '../../src/core'
import { startSchedule } from '../helpers/scheduleRig'

const CLOSE = 'close_app_session'

/** A journal that cannot remove records while its disk is full. */
function createFillingJournal() {
  const journal = createMemoryJournal()
  let isFull = false
  return {
    journal: {
      ...journal,
      remove: async (key, revision) => isFull ? Promise.reject(new Error('The disk is full.')) : journal.remove(key, revision),
    } satisfies Journal,
    setFull: (full: boolean) => { isFull = full },
  }
}

/** A journal that remembers every record as it was first written. */
function createArchivingJournal() {
  const journal = createMemoryJournal()
  const written: { readonly key: string, readonly record: JournalRecord }[] = []
  return {
    written,
    journal: { ...journal, create: (key, record) => { written.push({ key, record }); return journal.create(key, record) } } satisfies Journal,
  }
}

/** What a closing has sent. */
const sentBy = (closing: Closing | null) => closing?.log().filter(({ name }) => name === 'sent')

it('a client that finds the record of a closing which was announced as superseded does not send it again', async () => {
  const { connect, close, finish, until, sessionId, verdict } = await startSchedule('clearnode', { faults: [
    // While the outcome of the attempt is unknown, another participant takes everything out, and pays it in again.
    { kind: 'wrong-id', at: { moment: 'answered', method: CLOSE }, by: -428 },
    { kind: 'withdraw-by-others', at: { after: 10_000 }, to: 0, amount: '1' },
    { kind: 'deposit-by-others', at: { after: 11_000 }, to: 0, amount: '1' },
  ] })
  const { journal, setFull } = createFillingJournal()
  const history = createMemoryHistory()
  const first = await connect({ journal, history })
  // The login of another device ends the session key of the first one, so the node refuses the attempt.
  await connect()
  setFull(true)
  expect(await finish(close(first).closing)).toEqual(['superseded'])
  expect(await journal.list()).toMatchObject([{ record: { sessionId } }])
  first.dispose()
  setFull(false)

  const second = await connect({ journal, history })
  const resumed = second.closings.get(sessionId)
  expect(resumed?.state).toBe('confirming')
  await until(() => resumed?.state !== 'confirming')
  expect(resumed?.state).toBe('superseded')
  expect(sentBy(resumed)).toEqual([])
  expect(verdict()).toMatchObject({ status: 'open', closes: 0 })
  expect(await journal.list()).toEqual([])
})

it('a client whose journal was restored from a backup looks at the session before it sends again', async () => {
  const { connect, close, finish, until, sessionId } = await startSchedule('clearnode')
  const { journal, written } = createArchivingJournal()
  const first = await connect({ journal })
  expect(await finish(close(first).closing)).toEqual(['closed'])
  first.dispose()

  // The backup is from before the attempt that was paid. An earlier one had reached no socket.
  const restored = createMemoryJournal()
  for (const { key, record } of written) {
    await restored.create(key, { ...record, attempts: record.attempts.map(each => ({ ...each, outcome: { kind: 'refused', error: describeError('NOT_CONNECTED') } })) })
  }
  const second = await connect({ journal: restored })
  const resumed = second.closings.get(sessionId)
  await until(() => resumed?.state === 'closed')
  expect(resumed?.state).toBe('closed')
  expect(sentBy(resumed)).toEqual([])
  expect(await restored.list()).toEqual([])
})
