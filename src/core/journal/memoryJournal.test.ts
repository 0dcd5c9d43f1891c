import { expect, it } from 'vitest'
import { describeJournal } from '../../../test/helpers/journalContract'
import { createMemoryJournal } from './memoryJournal'

describeJournal('memory', async () => createMemoryJournal())

it('says that records in memory do not survive a reload', () => {
  expect(createMemoryJournal().isDurable).toBe(false)
})
