import { beforeAll, describe, expect, it } from 'vitest'
import { loadNitronode } from '../helpers/loadNitronode'
import { ALICE, BOB, createBlockingSocket, freshUrl, run, setUp } from '../helpers/nitronodeFlow'

beforeAll(loadNitronode)

describe('a refusal between the two steps', () => {
  it('a closing on nitronode is agreed when the second step is refused, and closes after resume()', async () => {
    const blocked = { is: true }
    const { time, node, id, make, split, released } = setUp()
    const client = make({ WebSocket: createBlockingSocket(node, blocked) })
    await run(time, client.connect())
    const closing = client.close({ sessionId: id, allocations: split('0.5', '0.5') })
    await time.advance(10_000)
    expect(closing.state).toBe('agreed')
    expect(closing.error?.code).toBe('PARTICIPANT_BLOCKS')
    expect(node.session(id)).toMatchObject({ version: 2, status: 'open' })
    expect(released()).toEqual([])
    blocked.is = false
    expect(closing.resume()).toBe(true)
    expect(await run(time, closing)).toMatchObject({ result: 'closed' })
    expect(closing.resume()).toBe(false)
  })

  it('a closing on nitronode that is agreed continues when close() repeats its allocations, and rejects other allocations with CLOSING_SPLIT_AGREED', async () => {
    const blocked = { is: true }
    const { time, node, id, make, split } = setUp()
    const client = make({ WebSocket: createBlockingSocket(node, blocked) })
    await run(time, client.connect())
    const closing = client.close({ sessionId: id, allocations: split('0.5', '0.5') })
    await time.advance(10_000)
    const other = client.close({ sessionId: id, allocations: split('0.2', '0.8') })
    expect(other.error).toMatchObject({ code: 'CLOSING_SPLIT_AGREED', data: { split: `${ALICE.address} 0.5 usdc, ${BOB.address} 0.5 usdc` } })
    expect(closing.state).toBe('agreed')
    blocked.is = false
    const again = client.close({ sessionId: id, allocations: split('0.50', '0.5') })
    expect(again).toBe(closing)
    expect(await run(time, again)).toMatchObject({ result: 'closed' })
    expect(node.updates()).toHaveLength(2)
  })

  it('a closing on nitronode that is agreed is shown again after a reload, and closes from there after resume()', async () => {
    const blocked = { is: true }
    const { time, node, id, make, split, released } = setUp()
    const url = freshUrl()
    const first = make({ url, WebSocket: createBlockingSocket(node, blocked) })
    await run(time, first.connect())
    first.close({ sessionId: id, allocations: split('0.5', '0.5') })
    await time.advance(10_000)
    first.dispose()
    const later = make({ url })
    await run(time, later.connect())
    await time.advance(10_000)
    const closing = later.closings.get(id)
    expect(closing?.snapshot()).toMatchObject({ state: 'agreed', isResumed: true, allocations: split('0.5', '0.5') })
    expect(closing?.steps.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done', 'done', 'done', 'failed', 'waiting'])
    expect(closing?.resume()).toBe(true)
    await run(time, Promise.resolve(closing))
    expect(closing?.state).toBe('closed')
    expect(released()).toHaveLength(2)
  })

  it('a closing on nitronode that is agreed can be cancelled, and the session can be closed with other allocations later', async () => {
    const blocked = { is: true }
    const { time, node, id, make, split, journal } = setUp()
    const client = make({ WebSocket: createBlockingSocket(node, blocked) })
    await run(time, client.connect())
    const closing = client.close({ sessionId: id, allocations: split('0.5', '0.5') })
    await time.advance(10_000)
    expect(closing.cancel()).toBe(true)
    await expect(run(time, closing)).rejects.toMatchObject({
      code: 'CLOSING_SPLIT_AGREED', info: { data: { split: `${ALICE.address} 0.5 usdc, ${BOB.address} 0.5 usdc` } },
    })
    expect(await journal.list()).toEqual([])
    blocked.is = false
    expect(await run(time, client.close({ sessionId: id, allocations: split('0.2', '0.8') }))).toMatchObject({ result: 'closed' })
    expect(node.updates().map(({ intent }) => intent)).toEqual([0, 0, 3])
  })
})
