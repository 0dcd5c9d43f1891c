import { describe, expect, it } from 'vitest'
import { describeSchedule } from './describeSchedule'
import { checkFault, FAULT_KINDS } from './moments'
import { FAULT_PROFILES, type NodeKind } from './profiles'
import { randomSchedule, seededRandom, shrinkSchedule } from './randomSchedule'
import type { Fault, FaultSchedule } from './types'

const seeds = Array.from({ length: 1_000 }, (_, index) => index)

describe('randomSchedule', () => {
  it('a random schedule is the same for the same seed, even after conversion to JSON and back', () => {
    for (const seed of seeds.slice(0, 50)) {
      const schedule = randomSchedule(seed, 5)
      expect(JSON.parse(JSON.stringify(schedule))).toEqual(randomSchedule(seed, 5))
      expect(schedule).toEqual({ seed, faults: randomSchedule(seededRandom(seed), 5).faults })
      expect(schedule.faults).toHaveLength(5)
    }
    expect(randomSchedule(1)).not.toEqual(randomSchedule(2))
  })

  it.each<NodeKind>(['clearnode', 'nitronode'])('random schedules for a %s have only valid faults, and every kind of fault', (node) => {
    const faults = seeds.flatMap(seed => randomSchedule(seed, 4, { node }).faults)
    for (const fault of faults) expect(() => { checkFault(fault) }).not.toThrow()
    const counts = FAULT_KINDS.map(kind => [kind, faults.filter(fault => fault.kind === kind).length] as const)
    const { kinds } = FAULT_PROFILES[node]
    for (const [kind, count] of counts) expect(count > 100, `${kind}: ${count}`).toBe(kinds.includes(kind))
    const onPushes = faults.filter(fault => 'at' in fault && 'moment' in fault.at && fault.at.moment === 'pushed')
    expect(onPushes.length > 0).toBe(node === 'clearnode')
  })

  it.each<NodeKind>(['clearnode', 'nitronode'])('most random schedules for a %s lose an answer or a socket of a close', (node) => {
    const losing = seeds.filter((seed) => {
      const [first] = randomSchedule(seed, 3, { node }).faults
      return first && 'at' in first && 'method' in first.at && first.at.method === FAULT_PROFILES[node].closeMethod
        && ['cut', 'restart', 'stall', 'unconfirmed', 'garbage', 'wrong-id'].includes(first.kind)
    })
    expect(losing.length).toBeGreaterThan(600)
  })

  it('a random schedule keeps to the given kinds and the longest stall', () => {
    const faults = seeds.flatMap(seed => randomSchedule(seed, 3, { kinds: ['stall', 'clock'], longest: 40 }).faults)
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['stall', 'clock']))
    expect(Math.max(...faults.map(fault => fault.kind === 'stall' ? fault.ms : 0))).toBe(40)
  })
})

it('describeSchedule describes faults in English', () => {
  const faults: readonly Fault[] = [
    { kind: 'cut', at: { moment: 'checked', method: 'close_app_session', nth: 2 } },
    { kind: 'stall', at: { moment: 'received' }, ms: 1_500 },
    { kind: 'refuse', at: { moment: 'received', method: 'auth_verify', times: 3 }, text: 'no' },
    { kind: 'clock', at: { after: 500 }, by: -7_200_000 },
    { kind: 'reorder', at: { moment: 'pushed' } },
    { kind: 'several-nodes', clockOffsets: [0, -2_500] },
    { kind: 'half-open', at: { moment: 'sent' } },
    { kind: 'flapping', at: { after: 500 }, ms: 9_000, uptime: 40 },
    { kind: 'withdraw-by-others', at: { after: 500 }, to: 1, amount: '0.5', ms: 40 },
  ]
  expect(describeSchedule({ seed: 9, faults })).toEqual([
    'seed 9',
    '1. the socket dies, when close_app_session #2 has passed every check',
    '2. the node stalls for 1.5 s, before the node looks at message #1',
    '3. the node refuses with “no”, before the node looks at auth_verify #1 to #3',
    '4. the node\'s clock jumps 7200 s back, 500 ms after the start',
    '5. the push arrives after the next frame, before push #1 is delivered',
    '6. 2 nodes share the address, their clocks off by 0 ms, -2.5 s',
    '7. the connection stops passing data forever, when message #1 has left the client',
    '8. connections end 40 ms after they have opened, for 9 s, 500 ms after the start',
    '9. participant 1 withdraws 0.5, which the node writes 40 ms later, 500 ms after the start',
  ])
})

it('describeSchedule has words for every kind of fault', () => {
  const lines = seeds.flatMap(seed => describeSchedule(randomSchedule(seededRandom(seed))))
  expect(lines.filter(line => line.includes('undefined'))).toEqual([])
})

it('shrinkSchedule keeps only the faults that a failure needs', async () => {
  const schedule = randomSchedule(5, 8)
  const [, second, , , fifth] = schedule.faults
  let runs = 0
  const shortest = await shrinkSchedule(schedule, ({ faults }: FaultSchedule) => {
    runs += 1
    return second !== undefined && fifth !== undefined && faults.includes(second) && faults.includes(fifth)
  })
  expect(shortest).toEqual({ faults: [second, fifth] })
  expect(runs).toBeLessThan(50)
  expect(await shrinkSchedule(schedule, () => false)).toBe(schedule)
})
