import { expect, it, vi } from 'vitest'
import { sentOnce, start } from '../../../test/helpers/scriptedClosings'
import { createScriptedNode, landed, payouts, SESSION_ID } from '../../../test/helpers/scriptedProtocol'
import { describeError, NitroliteError } from '../errors/errors'
import { journalKey } from '../journal/journal'
import { createMemoryJournal } from '../journal/memoryJournal'
import type { ClosingState } from './types'

const KEY = journalKey('ws://node.test', SESSION_ID)
const stampRefused = { kind: 'refused', error: describeError('NODE_STAMP_REFUSED') } as const

it.each<[string, (cancel: () => void) => void]>([
  ['in a microtask after the state submitting', (cancel) => { queueMicrotask(cancel) }],
  ['two microtasks after the state submitting', (cancel) => { queueMicrotask(() => { queueMicrotask(cancel) }) }],
])('a closing cannot be cancelled %s, because its bytes are out', async (_, later) => {
  const { node, close, states } = start()
  const closing = close()
  const answers: boolean[] = []
  closing.subscribe(({ state }) => { if (state === 'submitting') later(() => { answers.push(closing.cancel()) }) })
  await sentOnce(node)
  node.booked = payouts('0.7', '0.3')
  node.answer(landed)
  expect(await closing).toMatchObject({ result: 'closed' })
  expect(answers).toContain(false)
  expect(answers).not.toContain(true)
  expect(states()).not.toContain('cancelled')
})

it('a listener that cancels at the state submitting keeps the bytes from being sent', async () => {
  const { node, close } = start()
  const closing = close()
  closing.subscribe(({ state }) => { if (state === 'submitting') closing.cancel() })
  await expect(closing).rejects.toMatchObject({ code: 'CLOSING_CANCELLED' })
  expect(node.sent).toEqual([])
  expect(await node.context.journal.list()).toEqual([])
})

it('outcomes that arrive during a slow write keep the new attempt in the record', async () => {
  const journal = createMemoryJournal()
  const node = createScriptedNode({ journal: { ...journal, replace: (key, record, revision) => new Promise((resolve) => {
    setTimeout(() => { resolve(journal.replace(key, record, revision)) }, 5)
  }) } })
  const { close } = start(node)
  const closing = close()
  for (let sent = 1; sent <= 3; sent++) {
    await vi.waitFor(() => { expect(node.sent).toHaveLength(sent) })
    if (sent < 3) node.answer(stampRefused)
  }
  const stored = (await journal.read(KEY))?.record.attempts.map(({ attempt }) => attempt.requestId)
  expect(stored).toEqual([1, 2, 3])
  node.booked = payouts('0.7', '0.3')
  node.answer(landed)
  expect(await closing).toMatchObject({ result: 'closed' })
})

it('a login that the wallet declines during a renewal is asked for once and cancels the closing', async () => {
  const renew = vi.fn(() => Promise.reject(new NitroliteError('WALLET_REJECTED')))
  const node = createScriptedNode()
  Object.assign(node.context, { renew })
  const closing = start(node).close()
  await sentOnce(node)
  node.answer({ kind: 'refused', error: describeError('AUTH_REQUIRED') })
  await expect(closing).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
  expect(closing.state).toBe('cancelled')
  expect(renew).toHaveBeenCalledTimes(1)
})

/** A closing with two attempts on a node that can pay both; the second one landed. */
async function closeWithTwoAttempts(booked = payouts('0.7', '0.3')) {
  const rig = start()
  const closing = rig.close()
  await sentOnce(rig.node)
  rig.node.late()
  rig.node.isFenced = true
  await rig.node.time.runUntil(() => rig.node.sent.length === 2, 200_000)
  rig.node.booked = booked
  rig.node.answer(landed)
  return { ...rig, closing }
}

const isPaid = (state: ClosingState): boolean => state === 'closed' || state === 'superseded' || state === 'overpaid'

it('a closing with two attempts is announced as closed and watched, and its record is removed when the watch is over', async () => {
  const { closing, node } = await closeWithTwoAttempts()
  await node.time.runUntil(() => isPaid(closing.state), 10_000)
  const { state, watchedUntil } = closing.snapshot()
  expect([state, watchedUntil]).toEqual(['closed', node.time.now() + 60_000])
  expect(await closing).toMatchObject({ result: 'closed' })
  expect(await node.context.journal.list()).toHaveLength(1)
  await node.time.runUntil(() => closing.snapshot().watchedUntil === null, 70_000)
  expect(closing.state).toBe('closed')
  expect(await node.context.journal.list()).toEqual([])
})

it('a watched closing that is paid a second time becomes overpaid', async () => {
  const { closing, node, states } = await closeWithTwoAttempts()
  await node.time.runUntil(() => isPaid(closing.state), 10_000)
  node.booked = [...payouts('0.7', '0.3'), ...payouts('0.7', '0.3', 3)]
  await node.time.runUntil(() => closing.snapshot().watchedUntil === null, 70_000)
  expect(states().slice(-2)).toEqual(['closed', 'overpaid'])
  expect(closing.receipt?.result).toBe('overpaid')
})

it('a closing whose payouts stay incomplete stops being watched, and its record is removed', async () => {
  const { closing, node } = await closeWithTwoAttempts(payouts('0.7', '0.3').slice(0, 1))
  closing.then(() => {}, () => {})
  await node.time.runUntil(() => isPaid(closing.state) && closing.snapshot().watchedUntil === null, 1_000_000)
  expect(closing.state).toBe('superseded')
  expect(await node.context.journal.list()).toEqual([])
})
