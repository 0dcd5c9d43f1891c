import { beforeAll, describe, expect, it } from 'vitest'
import { verifyReceipt } from '../../src/core'
import { loadNitronode } from '../helpers/loadNitronode'
import { run, setUp } from '../helpers/nitronodeFlow'
import { CLOSE, OPERATE, startNitronodeTogether, SUBMIT } from '../helpers/nitronodeTogetherRig'
import { split } from '../helpers/people'
import { ALICE, ALICE_KEY, BOB, BOB_KEY } from '../helpers/togetherRig'
import { resultOf, sign } from '../helpers/togetherSteps'

beforeAll(loadNitronode)

/** What others do while a closing of everything for Bob is under way. */
interface Interruption {
  /** The submission that they come before. */
  readonly before: number
  /** Who gets everything, one update after the other: 0 is Alice, 1 is Bob. */
  readonly to: readonly number[]
  /** Bob has everything already. @default false */
  readonly isSplitAlready?: boolean
}

/** Closes a session with everything for Bob, while others agree splits. */
async function closeDuring({ before, to, isSplitAlready = false }: Interruption) {
  const world = setUp({ reconnect: { jitter: 0 } })
  const { time, node, id, make, journal } = world
  const agree = (receivers: readonly number[]): void => receivers.forEach((to) => { node.faults.add({ kind: 'agree-by-others', at: { after: 0 }, to }) })
  if (isSplitAlready) agree([1])
  await time.advance(10)
  let hasHappened = false
  const Socket = class extends node.WebSocket {
    override send(text: string): void {
      if (!text.includes(SUBMIT) || !text.includes(`"intent":${before}`) || hasHappened) return super.send(text)
      hasHappened = true
      agree(to)
      time.setTimeout(() => { super.send(text) }, 50)
    }
  }
  const client = make({ WebSocket: Socket as never })
  await run(time, client.connect())
  const closing = client.close({ sessionId: id, allocations: world.split('0', '1') })
  /** What the client has sent. */
  const submissions = (): number[] => world.sent.filter(text => text.includes(SUBMIT)).map(text => Number(/"intent":(\d)/.exec(text)?.[1]))
  const end = await run(time, Promise.resolve(closing).then(receipt => ({ receipt, error: null }), (error: unknown) => ({ receipt: null, error })))
  return {
    ...world, client, closing, ...end,
    records: await journal.list(),
    paid: world.released().filter(([, amount]) => amount !== '0'),
    submitted: submissions(),
    submissions,
  }
}

it('a closing on nitronode continues with the close if others agree the requested split before its first step', async () => {
  const { receipt, submitted, paid, records } = await closeDuring({ before: OPERATE, to: [1] })
  expect(receipt).toMatchObject({ result: 'closed', by: 'this request' })
  expect(submitted).toEqual([OPERATE, CLOSE])
  expect([paid.length, records]).toEqual([1, []])
})

it.each<[string, Interruption, readonly number[]]>([
  ['before its first step, after another split', { before: OPERATE, to: [0, 1] }, [OPERATE]],
  ['before its first step, twice', { before: OPERATE, to: [1, 1] }, [OPERATE]],
  ['between its two steps', { before: CLOSE, to: [1] }, [OPERATE, CLOSE]],
  ['between its two steps, after another split', { before: CLOSE, to: [0, 1] }, [OPERATE, CLOSE]],
  ['before a close alone', { before: CLOSE, to: [1], isSplitAlready: true }, [CLOSE]],
])('a closing on nitronode fails and pays nothing if others agree the requested split %s, and the next closing sends the close alone', async (_, interruption, submitted) => {
  const { error, records, ...first } = await closeDuring(interruption)
  expect(error).toMatchObject({ code: 'SESSION_CHANGED', info: { data: { node: expect.stringMatching(/^version \d, open, .*\b1 usdc/) } } })
  expect(first.submitted).toEqual(submitted)
  expect([first.paid, records]).toEqual([[], []])

  const receipt = await run(first.time, first.client.close({ sessionId: first.id, allocations: first.split('0', '1') }))
  expect(receipt).toMatchObject({ result: 'closed', by: 'this request' })
  expect(verifyReceipt(receipt, { broker: first.node.nodeAddress }).isValid).toBe(true)
  expect(first.submissions()).toEqual([...submitted, CLOSE])
  expect(first.released().filter(([, amount]) => amount !== '0')).toHaveLength(1)
})

describe('two participants sign together', () => {
  /** Alice and Bob sign that Bob gets everything, and others agree the same before a submission. */
  async function signDuring(nth: number) {
    const rig = await startNitronodeTogether({ faults: [{ kind: 'agree-by-others', at: { moment: 'sent', method: SUBMIT, nth }, to: 1 }] })
    const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
    const shared = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: split([ALICE, '0'], [BOB, '1']) }))
    await rig.settled(alice.client.addSignature((await sign(rig, bob, shared.text)).reply))
    return { rig, result: await resultOf(rig, shared.closing), intents: rig.sent.map(({ intent }) => intent) }
  }

  it('a proposal on nitronode is paid with the signatures of its close if others agree its split before the first step', async () => {
    const { rig, intents } = await signDuring(1)
    expect(intents).toEqual([OPERATE, CLOSE])
    expect(rig.paid()).toEqual([[BOB, 'usdc', '1']])
  })

  it('a proposal on nitronode fails if others agree its split once more between the two steps, because the participants have signed the close for another version', async () => {
    const { rig, result, intents } = await signDuring(2)
    expect(result).toBe('SESSION_CHANGED')
    expect(intents).toEqual([OPERATE, CLOSE])
    expect(rig.paid()).toEqual([])
  })
})
