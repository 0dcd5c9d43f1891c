import { beforeAll, expect, it } from 'vitest'
import { createMemoryJournal } from '../../src/core'
import { loadNitronode } from '../helpers/loadNitronode'
import { run, setUp } from '../helpers/nitronodeFlow'

beforeAll(loadNitronode)

it.each([
  ['one step', '1', '0'],
  ['two steps', '0.4', '0.6'],
])('of two devices that close a session on nitronode with the same split in %s, only the one whose close was paid says so', async (_, alice, bob) => {
  const { time, id, make, split, released } = setUp({ reconnect: { jitter: 0 } })
  const devices = [make(), make({ journal: createMemoryJournal() })]
  for (const device of devices) await run(time, device.connect())
  const closings = devices.map(device => device.close({ sessionId: id, allocations: split(alice, bob) }))
  const receipts = []
  for (const closing of closings) receipts.push(await run(time, closing))
  for (const device of devices) device.dispose()

  expect(receipts.map(({ result }) => result)).toEqual(['closed', 'closed'])
  expect(receipts.map(({ by }) => by).sort()).toEqual(['this request', 'unknown'])
  expect(released().filter(([, amount]) => amount !== '0').length).toBe(bob === '0' ? 1 : 2)
})
