import { describe, expect, it } from 'vitest'
import { createVirtualTime } from '../../../testing'
import { NitroliteError } from '../../errors/errors'
import { createPacer, type Purpose } from './pacing'

const SECOND = 1_000

/** A pacer, and messages that wait for their turns on its sockets. */
function start() {
  const time = createVirtualTime()
  const pacer = createPacer({ ...time, after: time.after })
  const unanswered = new Map<string, ((closeCode: number | string) => void)[]>()
  /** Lets messages wait for their turns; returns a list of the times at which they get them. Each is answered at once. */
  const turns = (count: number, socket = 'one', purpose: Purpose = 'screen') => {
    const at: number[] = []
    for (let number = 0; number < count; number++) void pacer.send(socket, purpose, async () => { at.push(time.elapsed()) })
    return at
  }
  /** Like `turns`, but the messages are not answered. */
  const sendUnanswered = (count: number, socket = 'one') => {
    const at: number[] = []
    for (let number = 0; number < count; number++) {
      pacer.send(socket, 'screen', () => new Promise((_, reject) => {
        at.push(time.elapsed())
        unanswered.set(socket, [...unanswered.get(socket) ?? [], (closeCode) => {
          reject(new NitroliteError('CONNECTION_LOST', { method: 'any', closeCode }))
        }])
      })).catch(() => {})
    }
    return at
  }
  /** Ends a socket, and with it the messages that are not answered. */
  async function drop(socket: string, code: number | string = 1006) {
    for (const fail of unanswered.get(socket) ?? []) fail(code)
    await time.advance(0)
  }
  /** Sends ten messages at once, ends the socket a second later, and then waits. */
  async function overdo(socket: string, pause: number, code: number | string = 1006) {
    sendUnanswered(10, socket)
    await time.advance(SECOND)
    await drop(socket, code)
    await time.advance(pause)
  }
  /** Counts how many of 100 messages get their turns on a new socket within ten seconds. */
  async function measure(socket: string): Promise<number> {
    const at = turns(100, socket)
    await time.advance(10 * SECOND)
    return at.length
  }
  return { time, pacer, turns, sendUnanswered, drop, overdo, measure }
}

/** The highest number of messages within any time window of the given length. */
const highestCount = (at: readonly number[], within: number): number =>
  Math.max(...at.map(from => at.filter(time => time >= from && time < from + within).length))

describe('the usual pace', () => {
  it('the nitronode pacer stays below 20 messages at once and 10 a second, and delays no message within these limits', async () => {
    const { time, turns } = start()
    const at = turns(200)
    await time.advance(0)
    expect(at).toHaveLength(16)
    await time.advance(60 * SECOND)
    expect(at).toHaveLength(200)
    for (const seconds of [1, 2, 5, 10]) expect(highestCount(at, seconds * SECOND)).toBeLessThanOrEqual(20 + 10 * seconds - 4)
  })

  it('the nitronode pacer paces each socket separately', async () => {
    const { time, turns } = start()
    const [one, other] = [turns(16, 'one'), turns(16, 'other')]
    await time.advance(0)
    expect([one.length, other.length]).toEqual([16, 16])
  })

  it('the nitronode pacer keeps the pace when timers fire late and all at once, as on a hidden page', async () => {
    const { time } = start()
    const pendingTimers: (() => void)[] = []
    const late = createPacer({ ...time, after: (_ms, callback) => { pendingTimers.push(callback); return () => {} } })
    const at: number[] = []
    for (let number = 0; number < 100; number++) void late.send('one', 'screen', async () => { at.push(time.elapsed()) })
    await time.advance(60 * SECOND)
    for (const callback of pendingTimers.splice(0)) callback()
    await time.advance(0)
    expect(at).toHaveLength(32)
    expect(highestCount(at, SECOND)).toBeLessThanOrEqual(16)
  })

  it('the nitronode pacer sends a message of a closing before all messages for the screen that wait', async () => {
    const { time, turns } = start()
    const at = turns(40)
    const [urgent] = [turns(1, 'one', 'closing')]
    await time.advance(10 * SECOND)
    expect(at.filter(time => time < (urgent[0] ?? 0))).toHaveLength(16)
    expect(at.filter(time => time > (urgent[0] ?? 0))).toHaveLength(24)
  })

  it('the nitronode pacer sends submissions in their order, before everything that closings read', async () => {
    const { time, pacer, turns } = start()
    turns(16)
    const left: string[] = []
    for (const [purpose, name] of [['closing', 'read 1'], ['submission', 'state 1'], ['closing', 'read 2'], ['submission', 'state 2']] as const) {
      void pacer.send('one', purpose, async () => { left.push(name) })
    }
    await time.advance(10 * SECOND)
    expect(left).toEqual(['state 1', 'state 2', 'read 1', 'read 2'])
  })

  it('the nitronode pacer lets every fourth message be for the screen while closings send thousands of messages', async () => {
    const { time, turns } = start()
    turns(2_000, 'one', 'submission')
    turns(2_000, 'one', 'closing')
    await time.advance(10 * SECOND)
    const at = turns(2)
    await time.advance(SECOND)
    expect(at).toHaveLength(2)
    const many = turns(1_000)
    await time.advance(60 * SECOND)
    expect(many.length).toBeGreaterThanOrEqual(9 * 60 / 4 - 1)
  })

  it('the nitronode pacer lets every tenth message be a reading of a closing while thousands of submissions wait', async () => {
    const { time, turns } = start()
    turns(16)
    const submissions = turns(2_000, 'one', 'submission')
    const readings = turns(2_000, 'one', 'closing')
    await time.advance(60 * SECOND)
    expect(readings.length).toBeGreaterThanOrEqual(Math.floor(submissions.length / 10))
    expect(readings.length).toBeLessThanOrEqual(submissions.length / 9 + 1)
  })

  it('the nitronode pacer sends a message that another message adds while leaving, after that other message', async () => {
    const { pacer } = start()
    const left: string[] = []
    void pacer.send('one', 'closing', async () => {
      void pacer.send('one', 'submission', async () => { left.push('second') })
      left.push('first')
    })
    expect(left).toEqual(['first', 'second'])
  })
})

describe('unanswered messages', () => {
  it('the nitronode pacer never has more than 16 unanswered messages, which could all arrive at once after the network stalled', async () => {
    const { time, sendUnanswered } = start()
    const at = sendUnanswered(100)
    await time.advance(14 * SECOND)
    expect(at).toHaveLength(16)
  })

  it('the nitronode pacer sends at the usual pace, and not in a burst, once a stalled network delivers all answers', async () => {
    const { time, pacer } = start()
    let deliver = (): void => {}
    const stalled = new Promise<void>((resolve) => { deliver = resolve })
    for (let number = 0; number < 16; number++) void pacer.send('one', 'screen', () => stalled)
    await time.advance(10 * SECOND)
    deliver()
    const at: number[] = []
    for (let number = 0; number < 100; number++) void pacer.send('one', 'screen', async () => { at.push(time.elapsed()) })
    await time.advance(0)
    expect(at.length).toBeLessThanOrEqual(1)
    await time.advance(2 * SECOND)
    expect(at.length).toBeGreaterThan(16)
    expect(at.length).toBeLessThanOrEqual(19)
  })

  it('the nitronode pacer sends every message in the end, although the node answers none', async () => {
    const { time, sendUnanswered } = start()
    const at = sendUnanswered(100)
    await time.advance(120 * SECOND)
    expect(at).toHaveLength(100)
  })

  it('the nitronode pacer knows when the node last answered over a socket', async () => {
    const { time, pacer, turns, sendUnanswered } = start()
    sendUnanswered(1)
    await time.advance(5 * SECOND)
    expect(pacer.answeredAt('one')).toBeNull()
    turns(1)
    await time.advance(SECOND)
    expect([pacer.answeredAt('one'), pacer.answeredAt('other'), pacer.answeredAt(null)]).toEqual([5 * SECOND, null, null])
  })
})

describe('a socket that the node drops', () => {
  it('the nitronode pacer slows later sockets down after a socket is dropped soon after many messages', async () => {
    const { overdo, measure } = start()
    const usual = await measure('before')
    await overdo('one', 0)
    const slower = await measure('two')
    expect(slower).toBeLessThan(usual * 0.6)
    await overdo('three', 0)
    expect(await measure('four')).toBeLessThan(slower)
  })

  it('the nitronode pacer never stops sending, however often sockets are dropped', async () => {
    const { overdo, measure } = start()
    for (let number = 0; number < 30; number++) await overdo(`${number}`, 0)
    expect(await measure('last')).toBeGreaterThanOrEqual(5)
  })

  it.each([[1000], [1001], ['closed here'], ['timeout']])('the nitronode pacer keeps the pace when a socket ends with the code %s', async (code) => {
    const { overdo, measure } = start()
    const usual = await measure('before')
    await overdo('one', 0, code)
    expect(await measure('two')).toBe(usual)
  })

  it('the nitronode pacer keeps the pace when a quiet socket is dropped', async () => {
    const { time, sendUnanswered, drop, measure } = start()
    const usual = await measure('before')
    sendUnanswered(1, 'one')
    await time.advance(SECOND)
    await drop('one')
    expect(await measure('two')).toBe(usual)
  })

  it('the nitronode pacer slows down once per dropped socket, however many messages were in flight', async () => {
    const once = start()
    await once.overdo('one', 0)
    const several = start()
    several.turns(9, 'one')
    several.sendUnanswered(1, 'one')
    await several.time.advance(SECOND)
    await several.drop('one')
    expect(await once.measure('two')).toBe(await several.measure('two'))
  })

  it('the nitronode pacer returns to the usual pace after a while, and waits longer each time that the usual pace fails', async () => {
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
