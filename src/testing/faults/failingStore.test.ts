import { expect, it } from 'vitest'
import { createVirtualTime } from '../time/virtualTime'
import { failingStore, STORE_FAULT_KINDS, type StoreFault } from './failingStore'
import { createMemoryStore } from './memoryStore'

const start = (...schedule: StoreFault[]) => {
  const time = createVirtualTime()
  const inner = createMemoryStore()
  return { time, inner, store: failingStore(inner, schedule, { timers: time }) }
}

/** What became of a promise so far. */
function follow<T>(promise: Promise<T>): { readonly state: 'pending' | 'rejected' | T } {
  const followed: { state: 'pending' | 'rejected' | T } = { state: 'pending' }
  promise.then((value) => { followed.state = value }, () => { followed.state = 'rejected' })
  return followed
}

it('a memory store compares and sets, and several journals can share it', async () => {
  const { inner } = start()
  expect([await inner.insert('a', '1'), await inner.insert('a', '2')]).toEqual([true, false])
  expect([await inner.update('a', '2', 'x'), await inner.update('a', '2', '1'), await inner.get('a')]).toEqual([false, true, '2'])
  expect([await inner.setAside('a', 'x', ''), await inner.setAside('a', '2', '')]).toEqual([false, true])
  expect(await inner.listSetAside()).toEqual([{ name: 'a', text: '2', place: 'set aside 1' }])
  expect([await inner.remove('a', '2'), await inner.get('a'), await inner.all()]).toEqual([false, null, []])
})

it.each<[StoreFault, unknown, string | null, unknown, string | null]>([
  [{ nth: 1, kind: 'rejected' }, 'rejected', null, 'rejected', null],
  [{ nth: 1, kind: 'unconfirmed' }, 'rejected', '1', 'rejected', '1'],
  [{ nth: 1, kind: 'unanswered' }, 'pending', '1', 'pending', '1'],
  [{ nth: 1, kind: 'confirmed-late', ms: 100 }, 'pending', '1', true, '1'],
  [{ nth: 1, kind: 'slow', ms: 100 }, 'pending', null, true, '1'],
  [{ nth: 1, kind: 'arrives-late', ms: 100 }, 'rejected', null, 'rejected', '1'],
  [{ nth: 1, kind: 'repeated', ms: 100, answer: 'first' }, true, '1', true, '1'],
  [{ nth: 1, kind: 'repeated', ms: 100, answer: 'second' }, 'pending', '1', false, '1'],
])('the store fault %j answers %s and holds %s at once, and later answers %s and holds %s', async (fault, answer, text, lateAnswer, lateText) => {
  const { time, inner, store } = start(fault)
  const followed = follow(store.insert('a', '1'))
  await time.advance(99)
  expect([followed.state, await inner.get('a')]).toEqual([answer, text])
  await time.advance(1)
  expect([followed.state, await inner.get('a')]).toEqual([lateAnswer, lateText])
  expect(store.hits()).toEqual({ [fault.kind]: 1 })
})

it('an insert that the failing store repeats brings back a text that was removed in the meantime', async () => {
  const { time, store } = start({ nth: 1, kind: 'repeated', ms: 100, answer: 'first' })
  await store.insert('a', '1')
  await store.remove('a', '1')
  await time.advance(100)
  expect(await store.get('a')).toBe('1')
})

it('a store fault can hit only removals, several in a row, until it is cleared', async () => {
  const { store } = start({ change: 'remove', nth: 2, times: 5, kind: 'rejected' })
  await store.insert('a', '1')
  expect(await store.remove('a', 'x')).toBe(false)
  await expect(store.remove('a', '1')).rejects.toThrow('lost')
  await expect(store.remove('a', '1')).rejects.toThrow('lost')
  store.clear()
  expect(await store.remove('a', '1')).toBe(true)
  expect(store.hits()).toEqual({ rejected: 2 })
})

it('every kind of store fault is listed once', () => {
  expect(new Set(STORE_FAULT_KINDS).size).toBe(7)
})
