import { expect, it } from 'vitest'
import { describeJournal, keyOf, recordOf } from '../../../test/helpers/journalContract'
import { createVirtualTime } from '../../testing'
import { createMemoryJournal } from './memoryJournal'

describeJournal('memory', async () => createMemoryJournal())

it('a journal in memory says that its records do not survive a reload', () => {
  expect(createMemoryJournal().isDurable).toBe(false)
})

it('a journal in memory forgets after a day that a closing was removed', async () => {
  const time = createVirtualTime()
  const journal = createMemoryJournal({ now: time.now })
  await journal.remove(keyOf(1), String(await journal.create(keyOf(1), recordOf(1))))
  await time.advance(86_400_000)
  await journal.markEnded(keyOf(2), 'c0ffee')
  expect(await journal.markEnded(keyOf(1), 'c0ffee')).toBe('never written')
})

it('a journal in memory keeps the newest ten thousand markers of removed records', async () => {
  const journal = createMemoryJournal()
  for (let seed = 0; seed <= 10_000; seed += 1) await journal.markEnded(keyOf(seed), 'c0ffee')
  expect(await journal.markEnded(keyOf(1), 'c0ffee')).toBe('not there')
  expect(await journal.markEnded(keyOf(0), 'c0ffee')).toBe('never written')
})
