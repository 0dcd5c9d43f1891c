import { expect, it } from 'vitest'
import { describeHistory } from '../../../test/helpers/historyContract'
import { sampleEntry } from '../../../test/helpers/sampleHistory'
import { createMemoryHistory } from './memoryHistory'

describeHistory('memory', async () => createMemoryHistory())

it('createMemoryHistory keeps the latest 1,000 closings', async () => {
  const history = createMemoryHistory()
  for (let number = 1; number <= 1_002; number++) await history.put(sampleEntry(number))
  const all = await history.find({ limit: Infinity })
  expect([all.length, all.at(0)?.closingId, all.at(-1)?.closingId]).toEqual([1_000, 'closing-1002', 'closing-3'])
})
