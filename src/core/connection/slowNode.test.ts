import { describe, expect, it, vi } from 'vitest'
import { outcomeOf, ScriptedSocket, sleep, startEachTestAnew, TIMEOUTS } from '../../../test/helpers/connectionRig'
import { openQuietRig } from '../../../test/helpers/quietRig'
import { MOST_IN_FLIGHT } from './requestLimit'
import { GIVEN_UP_BOUND } from './requests'

startEachTestAnew()

describe('a slow node', () => {
  it('a slow node is asked less often: after timeouts, fewer requests are in flight', async () => {
    const rig = await openQuietRig()
    rig.startMany(2 * MOST_IN_FLIGHT, 'read')
    await sleep(TIMEOUTS.request)
    // All of them are given up, and still count, because the node may be working on them.
    expect(rig.methods()).toHaveLength(MOST_IN_FLIGHT)
    rig.answer(...Array.from({ length: MOST_IN_FLIGHT / 2 }, (_, place) => place))
    expect(rig.methods()).toHaveLength(MOST_IN_FLIGHT)
    rig.answer(MOST_IN_FLIGHT / 2)
    expect(rig.methods()).toHaveLength(MOST_IN_FLIGHT + 1)
  })

  it('a request that was given up counts as in flight until it is answered or a bound has passed', async () => {
    const rig = await openQuietRig()
    rig.startMany(MOST_IN_FLIGHT, 'read')
    const waiting = rig.issueMany(MOST_IN_FLIGHT, 'waiting')
    await sleep(TIMEOUTS.request + GIVEN_UP_BOUND - 1)
    expect(rig.methods()).toHaveLength(MOST_IN_FLIGHT)
    await sleep(1)
    // The limit is halved, so only half as many leave together.
    expect(rig.methods()).toHaveLength(MOST_IN_FLIGHT * 1.5)
    expect(await outcomeOf(waiting[0] ?? Promise.resolve())).toBe('pending')
  })

  it('an aborted request counts as in flight, but does not lower the limit', async () => {
    const rig = await openQuietRig()
    const abort = new AbortController()
    rig.start('aborted', { signal: abort.signal, deadline: Infinity })
    rig.startMany(MOST_IN_FLIGHT - 1, 'slow', { deadline: Infinity })
    rig.startMany(2, 'read', { deadline: Infinity })
    abort.abort()
    await sleep(GIVEN_UP_BOUND - 1)
    expect(rig.methods()).toHaveLength(MOST_IN_FLIGHT)
    await sleep(1)
    expect(rig.methods().slice(MOST_IN_FLIGHT)).toEqual(['read0'])
  })

  it('the lowered limit also holds on the next socket', async () => {
    const rig = await openQuietRig()
    rig.startMany(MOST_IN_FLIGHT, 'read')
    await sleep(TIMEOUTS.request)
    rig.socket.drop()
    await sleep(100)
    ScriptedSocket.last.open()
    await rig.connection.whenReady()
    rig.startMany(MOST_IN_FLIGHT, 'read')
    expect(ScriptedSocket.last.sent).toHaveLength(MOST_IN_FLIGHT / 2)
    rig.connection.disconnect()
  })

  it('hundreds of reads of a node that answers one every 400 ms all end, and none times out after the first round', async () => {
    const rig = await openQuietRig({ request: 15_000 })
    const results: string[] = []
    for (const answer of rig.issueMany(300, 'read')) {
      answer.then(() => results.push('answered'), (error: { code: string }) => results.push(error.code))
    }
    for (let place = 0; place < 300; place += 1) {
      await sleep(400)
      rig.answer(place)
    }
    await sleep(0)
    expect(results).toHaveLength(300)
    expect(results.filter(result => result === 'REQUEST_TIMEOUT')).toHaveLength(MOST_IN_FLIGHT)
    expect(results.slice(-150).every(result => result === 'answered')).toBe(true)
    rig.connection.disconnect()
    expect(vi.getTimerCount()).toBe(0)
  })
})
