import { beforeAll, expect, it } from 'vitest'
import { createMemoryHistory } from '../../src/core'
import { createEmbeddedClearnode } from '../../src/testing'
import { ALICE, BOB, freshUrl, run, setUp } from '../helpers/nitronodeFlow'
import { loadNitronode } from '../helpers/loadNitronode'

beforeAll(loadNitronode)

/** A closing whose request was lost on a ClearNode that has become a nitronode since. `become` changes the node back, or again. */
async function cutOffClosing() {
  const { time, node, id, make, journal, sent, split } = setUp()
  const old = createEmbeddedClearnode({ clock: time.now, timers: time, faults: { faults: [
    { kind: 'cut', at: { moment: 'sent', method: 'close_app_session' } },
  ] } })
  const participants = [ALICE.address, BOB.address]
  const { id: lostId } = old.createSession({
    participants, weights: [100, 0], quorum: 100, application: 'test-app', allocations: [{ participant: ALICE.address, asset: 'usdc', amount: '1' }],
  })
  let present: { WebSocket: unknown } = old
  const WebSocket = function open(url: string) { return new (present.WebSocket as new (url: string) => object)(url) } as never
  const history = createMemoryHistory()
  const url = freshUrl()
  const reload = () => make({ url, WebSocket, history })
  const client = reload()
  await run(time, client.connect())
  const closing = client.close({ sessionId: lostId, allocations: split('1', '0') })
  expect(closing.archive()).toBe(false)
  const stop = closing.subscribe(({ state }) => {
    if (state !== 'confirming') return
    present = node
    stop()
  })
  await time.advance(120_000)
  expect(closing.error?.code).toBe('PROTOCOL_CHANGED')
  const closes = () => sent.filter(text => text.includes('close_app_session') || text.includes('submit_app_state')).length
  return { time, node, old, id, lostId, client, closing, journal, history, closes, split, reload, become: (now: { WebSocket: unknown }) => { present = now } }
}

it('a person can archive a closing whose node speaks another protocol, after which it is in the history and its session is free again', async () => {
  const { time, lostId, client, closing, journal, history, closes, split } = await cutOffClosing()
  expect(closing.cancel()).toBe(false)
  expect(closing.archive()).toBe(true)
  await expect(run(time, closing)).rejects.toMatchObject({ code: 'CLOSING_ARCHIVED', message: expect.stringContaining('may still be paid') })
  expect(closing.state).toBe('failed')
  expect(await journal.list()).toEqual([])
  expect(await history.find()).toMatchObject([{ closingId: closing.id, sessionId: lostId, state: 'failed', attempts: 1, receipt: null, error: { code: 'CLOSING_ARCHIVED' } }])
  expect(closing.archive()).toBe(false)

  const again = client.close({ sessionId: lostId, allocations: split('0', '1') })
  await expect(run(time, again)).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
  await time.advance(600_000)
  expect(closes()).toBe(1)
  expect(client.closings.list()).toMatchObject([{ state: 'failed' }, { state: 'failed', error: { code: 'CLOSING_ARCHIVED' } }])
})

it('a closing of an earlier page can be archived, and does not come back after the next reload', async () => {
  const { time, lostId, client, journal, closes, reload } = await cutOffClosing()
  client.dispose()
  const later = reload()
  await run(time, later.connect())
  await time.advance(60_000)
  expect(later.closings.get(lostId)?.archive()).toBe(true)
  await time.advance(1_000)
  expect(await journal.list()).toEqual([])
  later.dispose()
  const last = reload()
  await run(time, last.connect())
  await time.advance(60_000)
  expect(last.closings.list()).toEqual([])
  expect(closes()).toBe(1)
})

it('a closing whose node speaks its protocol again can no longer be archived, and is closed once', async () => {
  const { time, old, lostId, client, closing, closes, become, node } = await cutOffClosing()
  become(old)
  node.restart()
  await time.advance(300_000)
  expect(client.protocol).toBe('nitrorpc/0.5')
  expect(closing.state).toBe('closed')
  expect(closing.archive()).toBe(false)
  expect(old.sessionLedger(lostId).closes).toHaveLength(1)
  expect(closes()).toBe(2)
})

it('archiving a closing that another client has found to be paid ends with the receipt of that client', async () => {
  const { time, closing, journal, history, lostId } = await cutOffClosing()
  const [entry] = await journal.list()
  if (!entry) throw new Error('There is no record.')
  const receipt = { result: 'closed', session: { id: lostId } } as never
  await history.put({
    version: 1, closingId: closing.id, sessionId: lostId, node: 'ws://node.test', protocol: 'nitrorpc/0.5', application: 'test-app', wallet: ALICE.address,
    requested: [], attempts: 1, isResumed: false, startedAt: 0, endedAt: time.now(), state: 'closed', receipt, error: null,
  })
  expect(closing.archive()).toBe(true)
  await time.advance(1_000)
  expect(closing.state).toBe('closed')
  expect(await journal.list()).toEqual([])
  expect(await history.find()).toMatchObject([{ state: 'closed' }])
})
