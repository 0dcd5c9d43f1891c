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

/** A journal with backups from before the last attempt of each closing: an earlier attempt had reached no socket. */
function createArchivingJournal() {
  const journal = createMemoryJournal()
  const written: { readonly key: string, readonly record: JournalRecord }[] = []
  return {
    journal: { ...journal, create: (key, record) => { written.push({ key, record }); return journal.create(key, record) } } satisfies Journal,
    async restore(): Promise<Journal> {
      const restored = createMemoryJournal()
      const refused = { kind: 'refused', error: describeError('NOT_CONNECTED') } as const
      for (const { key, record } of written) await restored.create(key, { ...record, attempts: record.attempts.map(each => ({ ...each, outcome: refused })) })
      return restored
    },
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
  const { journal, restore } = createArchivingJournal()
  const first = await connect({ journal })
  expect(await finish(close(first).closing)).toEqual(['closed'])
  first.dispose()

  const restored = await restore()
  const second = await connect({ journal: restored })
  const resumed = second.closings.get(sessionId)
  await until(() => resumed?.state === 'closed')
  expect(resumed?.state).toBe('closed')
  expect(sentBy(resumed)).toEqual([])
  expect(await restored.list()).toEqual([])
})

it('a closing that the history knows ends although the journal never answers the removal of its record', async () => {
  const { connect, close, finish, until, sessionId } = await startSchedule('nitronode')
  const { journal, restore } = createArchivingJournal()
  const history = createMemoryHistory()
  const first = await connect({ journal, history })
  expect(await finish(close(first).closing)).toEqual(['closed'])
  first.dispose()

  const second = await connect({ journal: { ...await restore(), remove: () => new Promise(() => {}) }, history })
  const resumed = second.closings.get(sessionId)
  expect(await until(() => resumed?.state === 'closed', 60_000)).toBe(true)
  expect(sentBy(resumed)).toEqual([])
})

it('a client that finds a paid closing in the history and its record in the journal watches for a second payment', async () => {
  const { connect, close, until, finish, sessionId } = await startSchedule('clearnode', { weights: [100, 100] })
  const { journal, restore } = createArchivingJournal()
  const history = createMemoryHistory()
  const first = await connect({ journal, history })
  const { closing } = close(first)
  await until(() => closing.snapshot().watchedUntil !== null)
  first.dispose()

  const restored = await restore()
  const second = await connect({ journal: restored, history })
  const resumed = second.closings.get(sessionId)
  await until(() => resumed?.state === 'closed')
  expect(resumed?.snapshot().watchedUntil).not.toBeNull()
  expect(await restored.list()).toHaveLength(1)
  expect(resumed && await finish(resumed)).toEqual(['closed'])
  expect(await restored.list()).toEqual([])
  expect(sentBy(resumed)).toEqual([])
})
