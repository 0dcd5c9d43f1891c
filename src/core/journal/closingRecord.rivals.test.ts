import { expect, it } from 'vitest'
import { createClosingRecord, FIRST, KEY, recordWith, SESSION_ID, storedIn, unavailable } from '../../../test/helpers/closingRecords'
import { sampleRecord } from '../../../test/helpers/sampleRecord'
import { ALICE, BOB } from '../../../test/helpers/sampleSession'
import type { Address } from '../types'
import { ClosingRecord } from './closingRecord'
import { coSignerKey, keyOfRecord, rivalKeyOf, type Journal, type JournalRecord } from './journal'
import { createMemoryJournal } from './memoryJournal'

const NODE = 'wss://node.example/ws'

/** A record of a wallet that signs for a submitter. */
function ofCoSigner(wallet: Address = ALICE): JournalRecord {
  const { plan } = recordWith()
  return sampleRecord(SESSION_ID, {
    closingId: `co-signed by ${wallet}`, attempts: [], plan: { ...plan, wallet, together: { role: 'co-signer', spelling: 'checksum', proposalText: 'nlp1.' } },
  })
}

const recordIn = (journal: Journal, record: JournalRecord): ClosingRecord =>
  new ClosingRecord({ url: NODE, journal, report: () => {} }, keyOfRecord(NODE, record), record.closingId, null)

it('a co-signer has a key of its own, in lower case, and everybody else has the key of the session', () => {
  expect(keyOfRecord(NODE, FIRST)).toBe(KEY)
  expect(keyOfRecord(NODE, ofCoSigner())).toBe(`${KEY}/${ALICE.toLowerCase()}`)
  expect(rivalKeyOf(NODE, FIRST)).toBe(keyOfRecord(NODE, ofCoSigner()))
  expect(rivalKeyOf(NODE, ofCoSigner())).toBe(KEY)
})

it.each([
  ['a closing while the wallet co-signs', ofCoSigner(), FIRST],
  ['a signature while the wallet closes', FIRST, ofCoSigner()],
])('the record of %s is contested, and the earlier one is confirmed again', async (_, earlier, later) => {
  const journal = createMemoryJournal()
  const [first, second] = [recordIn(journal, earlier), recordIn(journal, later)]
  expect(await first.write(earlier)).toBe('written')
  expect(await second.write(later)).toBe('contested')
  expect(await second.remove()).toBe('removed')
  expect((await journal.list()).map(({ record }) => record)).toEqual([earlier])
  expect(await first.write({ ...earlier, startedAt: 2 })).toBe('written')
})

it('two records that one wallet writes at the same moment are both contested', async () => {
  const journal = createMemoryJournal()
  const both = [FIRST, ofCoSigner()].map(record => ({ record, own: recordIn(journal, record) }))
  expect(await Promise.all(both.map(({ record, own }) => own.write(record)))).toEqual(['contested', 'contested'])
  await Promise.all(both.map(({ own }) => own.remove()))
  expect(await journal.list()).toEqual([])
})

it('a wallet co-signs while another wallet of the same journal closes the session', async () => {
  const journal = createMemoryJournal()
  for (const record of [FIRST, ofCoSigner(BOB)]) expect(await recordIn(journal, record).write(record)).toBe('written')
  expect(await recordIn(journal, FIRST).write({ ...FIRST, closingId: 'another' })).toBe('taken')
})

it('a record whose rival cannot be read may not be used, and is removed afterwards', async () => {
  const rival = coSignerKey(NODE, SESSION_ID, ALICE)
  const { record, memory } = createClosingRecord({
    replaced: journal => ({ read: async key => key === rival ? unavailable() : journal.read(key) }),
  })
  await expect(record.write(FIRST)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  expect(await storedIn(memory)).toEqual(FIRST)
  expect(await record.remove()).toBe('removed')
  expect(await storedIn(memory)).toBeNull()
})

it('a record whose rival is damaged may not be used, because nobody can say whose it is', async () => {
  const journal = createMemoryJournal()
  const unusable = [{ kind: 'damaged', key: KEY, place: 'records/1', reason: 'the checksum does not match' }] as const
  await expect(recordIn({ ...journal, unusable }, ofCoSigner()).write(ofCoSigner())).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
})
