import { expect, it } from 'vitest'
import { createVirtualTime } from '../testing'
import { Arrivals, networkOf } from './arrivals'
import { DEFAULT_LIMITS } from './limits'
import { createMetricsBook } from './metrics'

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['2001:DB8:1:2::', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:db8::1:2:3:4', '2001:db8:0:0'],
  ['2001::4:5:6:7:8', '2001:0:0:4'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  ['not an address', 'not an address'],
  ['', ''],
])('the address %j belongs to the network %j', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

/** Networks that connect once, each of which spends something of its share. */
function visitedBy(count: number) {
  const timers = createVirtualTime()
  const arrivals = new Arrivals({ origins: [], limits: { ...DEFAULT_LIMITS, sockets: 10 }, metrics: createMetricsBook(), timers })
  for (let number = 0; number < count; number += 1) {
    const admitted = arrivals.admit({ origin: undefined, address: `10.0.${number >> 8}.${number & 255}` })
    if (typeof admitted === 'number') throw new Error('There is room.')
    admitted.share.entries.take(1)
    admitted.leave()
    admitted.leave()
  }
  return { arrivals, timers }
}

it('a network is remembered until its share is whole again', async () => {
  const { arrivals, timers } = visitedBy(3)
  arrivals.removeUnused()
  expect(arrivals.networks).toBe(3)
  await timers.advance(1_000)
  arrivals.removeUnused()
  expect(arrivals.networks).toBe(0)
})

it('however many networks come and go, only a limited number of them is remembered', () => {
  expect(visitedBy(1_000).arrivals.networks).toBe(20)
})
