import { describe, expect, it } from 'vitest'
import { createVirtualTime } from '../../../testing'
import { createPacer } from './pacing'

const SECOND = 1_000

/** Messages of one socket: when each of them got its turn. */
function start() {
  const time = createVirtualTime()
  const pacer = createPacer({ ...time, after: time.after })
  const turns = (count: number, socket = 'one') => {
    const at: number[] = []
    for (let number = 0; number < count; number++) void pacer.turn(socket).then(() => { at.push(time.elapsed()) })
    return at
  }
  /** Many messages at once, after which the socket ends without a word; then it is quiet for so long. */
  async function overdo(socket: string, quiet: number, code: number | string = 1006) {
    turns(10, socket)
    await time.advance(SECOND)
    pacer.lost(socket, code)
    await time.advance(quiet)
  }
  /** How many of 100 messages go out on a new socket within its first ten seconds. */
  async function measure(socket: string): Promise<number> {
    const at = turns(100, socket)
    await time.advance(10 * SECOND)
    return at.length
  }
  return { time, pacer, turns, overdo, measure }
}

/** The most messages that any window of the given length has. */
const most = (at: readonly number[], within: number): number =>
  Math.max(...at.map(from => at.filter(each => each >= from && each < from + within).length))

describe('the usual pace', () => {
  it('keeps below 20 at once and 10 a second, and lets nobody wait who is within', async () => {
    const { time, turns } = start()
    const at = turns(200)
    await time.advance(0)
    expect(at).toHaveLength(16)
    await time.advance(60 * SECOND)
    expect(at).toHaveLength(200)
    for (const seconds of [1, 2, 5, 10]) expect(most(at, seconds * SECOND)).toBeLessThanOrEqual(20 + 10 * seconds - 4)
  })

  it('is each socket’s own', async () => {
    const { time, turns } = start()
    const [one, other] = [turns(16, 'one'), turns(16, 'other')]
    await time.advance(0)
    expect([one.length, other.length]).toEqual([16, 16])
  })

  it('is kept where timers fire late and together, as those of a hidden page do', async () => {
    const { time } = start()
    const due: (() => void)[] = []
    const late = createPacer({ ...time, after: (_ms, callback) => { due.push(callback); return () => {} } })
    const at: number[] = []
    for (let number = 0; number < 100; number++) void late.turn('one').then(() => { at.push(time.elapsed()) })
    await time.advance(60 * SECOND)
    for (const callback of due.splice(0)) callback()
    await time.advance(0)
    expect(at).toHaveLength(32)
    expect(most(at, SECOND)).toBeLessThanOrEqual(16)
  })

  it('lets what is urgent go first', async () => {
    const { time, turns, pacer } = start()
    const at = turns(40)
    let urgent = Infinity
    void pacer.turn('one', true).then(() => { urgent = time.elapsed() })
    await time.advance(10 * SECOND)
    expect(at.filter(each => each < urgent)).toHaveLength(16)
    expect(at.filter(each => each > urgent)).toHaveLength(24)
  })
})

describe('a socket that ends without a word', () => {
  it('soon after many messages makes everything slower, on later sockets', async () => {
    const { overdo, measure } = start()
    const usual = await measure('before')
    await overdo('one', 0)
    const slower = await measure('two')
    expect(slower).toBeLessThan(usual * 0.6)
    await overdo('three', 0)
    expect(await measure('four')).toBeLessThan(slower)
  })

  it('never stops anything, however often it happens', async () => {
    const { overdo, measure } = start()
    for (let number = 0; number < 30; number++) await overdo(`${number}`, 0)
    expect(await measure('last')).toBeGreaterThanOrEqual(5)
  })

  it.each([[1000], [1001], ['closed here'], ['timeout']])('means nothing of the pace with the code %s', async (code) => {
    const { overdo, measure } = start()
    const usual = await measure('before')
    await overdo('one', 0, code)
    expect(await measure('two')).toBe(usual)
  })

  it('means nothing of the pace when it was quiet', async () => {
    const { time, turns, pacer, measure } = start()
    const usual = await measure('before')
    turns(1, 'one')
    await time.advance(SECOND)
    pacer.lost('one', 1006)
    expect(await measure('two')).toBe(usual)
  })

  it('is one lesson, however many messages were on their way', async () => {
    const once = start()
    await once.overdo('one', 0)
    const several = start()
    several.turns(10, 'one')
    await several.time.advance(SECOND)
    for (let number = 0; number < 10; number++) several.pacer.lost('one', 1006)
    expect(await several.measure('two')).toBe(await once.measure('two'))
  })

  it('is forgiven after a while, and later each time that trying again fails', async () => {
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
