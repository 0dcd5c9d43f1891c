import { expect, it } from 'vitest'
import { ALICE, BOB, gateCloses, paidOut, split } from '../helpers/flow'
import { startCachedTabs } from '../helpers/cachedTabs'

const REQUESTED = split([ALICE, '0.7'], [BOB, '0.3'])
const OTHER = split([ALICE, '0.2'], [BOB, '0.8'])
const PAID = [[ALICE, 'usdc', '0.7'], [BOB, 'usdc', '0.3']]
const LOST_REQUEST = { faults: { faults: [{ kind: 'cut', at: { moment: 'sent', method: 'close_app_session' } }] } } as const

/** A page with a closing of unknown outcome, which another tab sees, is put into the back-forward cache. */
async function leaveUnknown() {
  const tabs = await startCachedTabs(LOST_REQUEST)
  const { tab, openOther, leave, until, sessionId } = tabs
  const other = await openOther()
  const closing = tab.client.close({ sessionId, allocations: REQUESTED })
  closing.then(() => {}, () => {})
  const seen = () => other.client.closings.get(sessionId)?.snapshot()
  await until(() => seen()?.state === 'confirming')
  leave()
  return { ...tabs, other, closing, seen }
}

it('another tab continues at once with the closing of a page in the back-forward cache, and the page shows the result when it returns', async () => {
  const { tab, other, closing, seen, comeBack, until, node, sessionId } = await leaveUnknown()
  // Without the lock, the other tab would first ask three times in vain: 45 seconds.
  await until(() => seen()?.isElsewhere === false, 5_000)
  await until(() => seen()?.state === 'closed')
  expect(closing.state).not.toBe('closed')
  comeBack()
  await until(() => closing.state === 'closed')
  expect([tab.closesSent(), other.closesSent()]).toEqual([1, 1])
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('a page that returns from the back-forward cache while another tab works on its closing leaves it to that tab, and shows it', async () => {
  const { tab, other, closing, seen, comeBack, until, node, sessionId } = await leaveUnknown()
  await until(() => seen()?.isElsewhere === false, 5_000)
  comeBack()
  await until(() => closing.snapshot().isElsewhere, 5_000)
  await until(() => closing.state === 'closed')
  expect(seen()).toMatchObject({ state: 'closed', isElsewhere: false })
  expect([tab.closesSent(), other.closesSent()]).toEqual([1, 1])
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('a closing continues when its page returns from the back-forward cache before any other tab has taken it over', async () => {
  const { tab, leave, comeBack, until, time, node, sessionId } = await startCachedTabs(LOST_REQUEST)
  const closing = tab.client.close({ sessionId, allocations: REQUESTED })
  closing.then(() => {}, () => {})
  await until(() => closing.state === 'confirming')
  leave()
  await time.advance(1_800_000)
  expect(closing.state).toBe('confirming')
  comeBack()
  await until(() => closing.state === 'closed')
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('a page that was in the back-forward cache while the node paid shows the receipt, and sends nothing again', async () => {
  const gate = gateCloses('checked')
  const { tab, leave, comeBack, until, time, node, sessionId } = await startCachedTabs({ latency: gate.latency })
  const closing = tab.client.close({ sessionId, allocations: REQUESTED })
  closing.then(() => {}, () => {})
  await until(() => gate.held === 1)
  leave()
  gate.open()
  await time.advance(60_000)
  comeBack()
  expect(closing.state).not.toBe('closed')
  await until(() => closing.state === 'closed')
  expect(tab.closesSent()).toBe(1)
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('a closing that had sent nothing when its page was put into the back-forward cache never claims that its outcome is unknown', async () => {
  const { tab, leave, comeBack, until, node, sessionId } = await startCachedTabs()
  const closing = tab.client.close({ sessionId, allocations: REQUESTED })
  closing.then(() => {}, () => {})
  leave()
  expect(tab.closesSent()).toBe(0)
  comeBack()
  await until(() => closing.state === 'closed')
  expect(tab.shown.map(({ state }) => state)).not.toContain('confirming')
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('a closing that had sent nothing sends nothing after another tab has closed the session while its page was in the back-forward cache', async () => {
  const { tab, openOther, leave, comeBack, until, node, sessionId } = await startCachedTabs()
  const other = await openOther()
  const closing = tab.client.close({ sessionId, allocations: REQUESTED })
  closing.then(() => {}, () => {})
  leave()
  const closed = other.client.close({ sessionId, allocations: OTHER })
  await until(() => closed.state === 'closed', 10_000)
  comeBack()
  await until(() => closing.state === 'failed')
  expect(tab.closesSent()).toBe(0)
  expect(paidOut(node, sessionId)).toEqual([[ALICE, 'usdc', '0.2'], [BOB, 'usdc', '0.8']])
})

it('a paid closing that is still watched stays closed when its page returns from the back-forward cache', async () => {
  const { tab, leave, comeBack, until, time, sessionId } = await startCachedTabs()
  const closing = tab.client.close({ sessionId, allocations: REQUESTED })
  closing.then(() => {}, () => {})
  await until(() => closing.state === 'closed')
  expect(closing.snapshot().watchedUntil).not.toBeNull()
  leave()
  await time.advance(1_000)
  const before = tab.shown.length
  comeBack()
  await until(() => closing.snapshot().watchedUntil === null)
  expect([...new Set(tab.shown.slice(before).map(({ state }) => state))]).toEqual(['closed'])
})
