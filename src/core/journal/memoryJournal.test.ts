import { expect, it } from 'vitest'
import { describeJournal } from '../../../test/helpers/journalContract'
import { createMemoryJournal } from './memoryJournal'

describeJournal('memory', async () => createMemoryJournal())

it('says that it does not survive', () => {
  expect(createMemoryJournal().isDurable).toBe(false)
})
