import { expect, it } from 'vitest'
import { attemptOf, createWrittenRecord, KEY, recordWith, REFUSED, SECOND, storedIn, writeAsOther, writeOutcomes } from '../../../test/helpers/closingRecords'
import { attemptIn, known, knownAtOnce, looked, NOW, planOf, verdictOf } from '../../../test/helpers/knownClosing'
import { refusal, sentOnce, start } from '../../../test/helpers/scriptedClosings'
import { createScriptedNode, landed, ledgerOf, payouts } from '../../../test/helpers/scriptedProtocol'
import { createVirtualTime } from '../../testing'
import { NitroliteError } from '../errors/errors'
import { createMemoryJournal } from '../journal/memoryJournal'
import { isWaiting } from './policy/action'
import { learn } from './policy/learn'
import { next } from './policy/next'
import { show } from './policy/show'
import { Scheduler } from './scheduler'

it('a closing that is cancelled in a microtask while its attempt is handed to the socket is either not sent or not cancelled', async () => {
  const { node, close } = start()
  const closing = close()
  let isCancelled: boolean | null = null
  closing.subscribe(({ state }) => {
    if (state === 'submitting' && isCancelled === null) queueMicrotask(() => { isCancelled = closing.cancel() })
  })
  await sentOnce(node)
  expect(isCancelled).toBe(false)
  node.booked = payouts('0.7', '0.3')
  node.answer(landed)
  await node.time.runUntilIdle()
  expect(closing.state).toBe('closed')
})

it('a closing that is cancelled by its signal in a microtask while its attempt is handed to the socket is not shown as cancelled', async () => {
  const abort = new AbortController()
  const { node, close } = start(createScriptedNode(), { signal: abort.signal })
  const closing = close()
  closing.subscribe(({ state }) => { if (state === 'submitting') queueMicrotask(() => { abort.abort() }) })
  await sentOnce(node)
  expect(closing.state).not.toBe('cancelled')
})

it('payouts that were read right behind an attempt whose answer was lost do not decide how the closing ends', async () => {
  let funded = '1'
  const node = createScriptedNode({ protocol: { readLedger: async () => ledgerOf(node.booked, funded) } })
  const { close } = start(node)
  // Another participant has withdrawn everything and paid in again.
  node.booked = payouts('1', '0')
  const closing = close()
  await sentOnce(node)
  await node.time.advance(0)
  node.late()
  node.booked = [...payouts('1', '0'), ...payouts('0.7', '0.3', 3)]
  funded = '2'
  node.status = 'closed'
  await node.time.runUntilIdle()
  expect(closing.state).toBe('closed')
})

it('a superseded closing with two attempts whose payouts stay incomplete ends', () => {
  let at = NOW.at
  let k = known({ attempts: [attemptIn('void'), attemptIn('landed', { id: 2 })] })
  let steps = 0
  let action = next(k, { ...NOW, at })
  for (; action.do !== 'end' && at < NOW.at + 24 * 3_600_000 && steps < 10_000; steps++) {
    if (isWaiting(action)) at = 'until' in action ? action.until : Infinity
    else if (action.do === 'read payouts') k = learn(k, { kind: 'payouts', verdict: verdictOf('incomplete') }, at)
    else if (action.do === 'read record') k = learn(k, { kind: 'failed', action, error: new NitroliteError('JOURNAL_UNAVAILABLE') }, at)
    else if (action.do === 'keep ending') k = learn(k, { kind: 'ending kept', result: action.result }, at)
    else if (action.do === 'remove record') k = learn(k, { kind: 'removed', how: 'removed' }, at)
    else throw new Error(action.do)
    action = next(k, { ...NOW, at })
  }
  expect(action).toMatchObject({ do: 'end', as: { state: 'paid' } })
})

it('outcomes of earlier attempts that became known during a slow write never remove the written attempt from the journal', async () => {
  const { record, memory, time } = await createWrittenRecord({ faults: [{ write: 2, kind: 'late', ms: 1_000 }, { write: 3, kind: 'late', ms: 2_000 }] })
  const write = record.write(SECOND)
  writeOutcomes(record, new Map([[1, { kind: 'unknown', error: refusal }]]))
  writeOutcomes(record, new Map([[1, REFUSED]]))
  await time.runUntilIdle()
  expect(await write).toBe('written')
  await record.read()
  expect((await storedIn(memory))?.attempts.map(({ attempt }) => attempt.requestId)).toEqual([1, 2])
})

it('outcomes that became known while the record was read never remove an attempt of another client', async () => {
  const { record, memory, time } = await createWrittenRecord({
    replaced: journal => ({ read: async (key) => {
      const entry = await journal.read(key)
      if (key === KEY) await new Promise<void>((resolve) => { time.after(1_000, resolve) })
      return entry
    }, replace: async (...parameters) => {
      const result = await journal.replace(...parameters)
      await new Promise<void>((resolve) => { time.after(1_500, resolve) })
      return result
    } }),
  })
  await writeAsOther(memory, recordWith(attemptOf(1), attemptOf(77)))
  const read = record.read()
  writeOutcomes(record, new Map([[1, { kind: 'unknown', error: refusal }]]))
  writeOutcomes(record, new Map([[1, REFUSED]]))
  await time.runUntilIdle()
  await read
  expect((await storedIn(memory))?.attempts.map(({ attempt }) => attempt.requestId)).toEqual([1, 77])
})

it('a refused closing keeps the error of the refusal when the answer to the removal of its record was lost', async () => {
  const journal = createMemoryJournal()
  const remove = journal.remove
  let removals = 0
  const { node, close } = start(createScriptedNode({ journal: { ...journal, remove: async (key, revision) => {
    const isRemoved = await remove(key, revision)
    if (++removals === 1) throw new Error('connection to the store lost')
    return isRemoved
  } } }))
  const closing = close()
  await sentOnce(node)
  node.answer({ kind: 'refused', error: refusal })
  await node.time.runUntilIdle()
  expect(closing.error?.code).toBe('ALLOCATION_SUM_MISMATCH')
})

it('a sleeper that is forgotten while another one is woken is not woken', async () => {
  const time = createVirtualTime()
  const scheduler = new Scheduler(time)
  const woken: string[] = []
  const b = { wake: () => { woken.push('b') } }
  scheduler.wakeAt({ wake: () => { woken.push('a'); scheduler.forget(b) } }, 100)
  scheduler.wakeAt(b, 100)
  await time.advance(200)
  expect(woken).toEqual(['a'])
})

it('a sleeper whose time is replaced while another one is woken sleeps until the new time', async () => {
  const time = createVirtualTime()
  const scheduler = new Scheduler(time)
  const woken: string[] = []
  const b = { wake: () => { woken.push(`b at ${time.elapsed()}`) } }
  scheduler.wakeAt({ wake: () => { woken.push(`a at ${time.elapsed()}`); scheduler.wakeAt(b, 300) } }, 100)
  scheduler.wakeAt(b, 100)
  await time.advance(1_000)
  expect(woken).toEqual(['a at 100', 'b at 300'])
})

it('the recovery and the offer to revoke the key stay while the node is looked at again during fencing', () => {
  const looks = { count: 3, failures: 0, misses: 0, endedAt: NOW.at, isReached: true, isProbed: true, expectedAt: -Infinity, canRevoke: true }
  const k = known({ attempts: [attemptIn('doubtful')], node: { session: { isClosed: false, isOpenAgain: false, closedSince: 0, begunAt: 0, endedAt: 0 }, looks } })
  const waiting = next(k, NOW)
  const looking = next(k, { ...NOW, at: NOW.at + 10_000 })
  expect([waiting.do, looking.do]).toEqual(['wait', 'look'])
  expect(show(k, waiting).recovery).toMatchObject({ phase: 'fencing', canRevoke: true })
  expect(show(k, looking).recovery).toMatchObject({ phase: 'fencing', canRevoke: true })
})

it('an agreed closing that the person leaves is not shown as signing until it is cancelled', () => {
  const held = { error: new NitroliteError('WALLET_REJECTED'), at: 0, leaveAt: NOW.at, isContinuing: false }
  const k = knownAtOnce({ plan: planOf('operate', 'close'), attempts: [attemptIn('landed', { submission: 'operate' })], person: { held }, node: looked(false, { ago: 1 }) })
  const action = next(k, NOW)
  expect(action.do).toBe('look')
  expect(show(k, action).state).not.toBe('signing')
})
