import { describe, expect, it } from 'vitest'
import { createVirtualTime } from '../../../testing'
import { createPacer } from './pacing'

const SECOND = 1_000

/** A pacer, and messages that wait for their turns on its sockets. */
function start() {
  const time = createVirtualTime()
  const pacer = createPacer({ ...time, after: time.after })
  /** Lets messages wait for their turns; returns a list of the times at which they get them. */
  const turns = (count: number, socket = 'one') => {
    const at: number[] = []
    for (let number = 0; number < count; number++) void pacer.waitForTurn(socket).then(() => { at.push(time.elapsed()) })
    return at
  }
  /** Sends ten messages at once, ends the socket a second later, and then waits. */
  async function overdo(socket: string, pause: number, code: number | string = 1006) {
    turns(10, socket)
    await time.advance(SECOND)
    pacer.noteFailure(socket, code)
    await time.advance(pause)
  }
  /** Counts how many of 100 messages get their turns on a new socket within ten seconds. */
  async function measure(socket: string): Promise<number> {
    const at = turns(100, socket)
    await time.advance(10 * SECOND)
    return at.length
  }
  return { time, pacer, turns, overdo, measure }
}

/** The highest number of messages within any time window of the given length. */
const highestCount = (at: readonly number[], within: number): number =>
  Math.max(...at.map(from => at.filter(time => time >= from && time < from + within).length))

describe('the usual pace', () => {
  it('stays below 20 messages at once and 10 a second, and delays no message within these limits', async () => {
    const { time, turns } = start()
    const at = turns(200)
    await time.advance(0)
    expect(at).toHaveLength(16)
    await time.advance(60 * SECOND)
    expect(at).toHaveLength(200)
    for (const seconds of [1, 2, 5, 10]) expect(highestCount(at, seconds * SECOND)).toBeLessThanOrEqual(20 + 10 * seconds - 4)
  })

  it('paces each socket separately', async () => {
    const { time, turns } = start()
    const [one, other] = [turns(16, 'one'), turns(16, 'other')]
    await time.advance(0)
    expect([one.length, other.length]).toEqual([16, 16])
  })

  it('keeps the pace when timers fire late and all at once, as on a hidden page', async () => {
    const { time } = start()
    const pendingTimers: (() => void)[] = []
    const late = createPacer({ ...time, after: (_ms, callback) => { pendingTimers.push(callback); return () => {} } })
    const at: number[] = []
    for (let number = 0; number < 100; number++) void late.waitForTurn('one').then(() => { at.push(time.elapsed()) })
    await time.advance(60 * SECOND)
    for (const callback of pendingTimers.splice(0)) callback()
    await time.advance(0)
    expect(at).toHaveLength(32)
    expect(highestCount(at, SECOND)).toBeLessThanOrEqual(16)
  })

  it('sends urgent messages before all others that wait', async () => {
    const { time, turns, pacer } = start()
    const at = turns(40)
    let urgent = Infinity
    void pacer.waitForTurn('one', true).then(() => { urgent = time.elapsed() })
    await time.advance(10 * SECOND)
    expect(at.filter(time => time < urgent)).toHaveLength(16)
    expect(at.filter(time => time > urgent)).toHaveLength(24)
  })
})

describe('a socket that the node drops', () => {
  it('slows later sockets down after a socket is dropped soon after many messages', async () => {
    const { overdo, measure } = start()
    const usual = await measure('before')
    await overdo('one', 0)
    const slower = await measure('two')
    expect(slower).toBeLessThan(usual * 0.6)
    await overdo('three', 0)
    expect(await measure('four')).toBeLessThan(slower)
  })

  it('never stops sending, however often sockets are dropped', async () => {
    const { overdo, measure } = start()
    for (let number = 0; number < 30; number++) await overdo(`${number}`, 0)
    expect(await measure('last')).toBeGreaterThanOrEqual(5)
  })

  it.each([[1000], [1001], ['closed here'], ['timeout']])('keeps the pace when a socket ends with the code %s', async (code) => {
    const { overdo, measure } = start()
    const usual = await measure('before')
    await overdo('one', 0, code)
    expect(await measure('two')).toBe(usual)
  })

  it('keeps the pace when a quiet socket is dropped', async () => {
    const { time, turns, pacer, measure } = start()
    const usual = await measure('before')
    turns(1, 'one')
    await time.advance(SECOND)
    pacer.noteFailure('one', 1006)
    expect(await measure('two')).toBe(usual)
  })

  it('slows down once per dropped socket, however many messages were in flight', async () => {
    const once = start()
    await once.overdo('one', 0)
    const several = start()
    several.turns(10, 'one')
    await several.time.advance(SECOND)
    for (let number = 0; number < 10; number++) several.pacer.noteFailure('one', 1006)
    expect(await several.measure('two')).toBe(await once.measure('two'))
  })

  it('returns to the usual pace after a while, and waits longer each time that this fails', async () => {
    const { time, turns, overdo, measure } = start()
    const usual = await measure('before')
    await overdo('one', 601 * SECOND)
    turns(1, 'two')
    await time.advance(SECOND)
    expect(await measure('three')).toBeGreaterThanOrEqual(usual - 8)
    await overdo('four', 601 * SECOND)
    turns(1, 'five')
    await time.advance(SECOND)
    expect(await measure('six')).toBeLessThan(usual * 0.6)
  })
})
