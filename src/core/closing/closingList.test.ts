import { expect, it } from 'vitest'
import { ClosingList } from './closingList'
import type { Closing, ClosingSnapshot } from './types'

const sessionOf = (id: string): string => `0x${id.padStart(64, '0')}`

/** A closing that is listed, and ends when the test says so. */
function createClosing(id: string, state: ClosingSnapshot['state'] = 'signing') {
  let snapshot = { id, sessionId: sessionOf(id), state, error: null } as unknown as ClosingSnapshot
  const listeners: ((snapshot: ClosingSnapshot) => void)[] = []
  const closing = {
    id, sessionId: snapshot.sessionId,
    get state() { return snapshot.state },
    snapshot: () => snapshot,
    subscribe: (listener: (snapshot: ClosingSnapshot) => void) => { listeners.push(listener) },
  } as unknown as Closing
  const become = (state: ClosingSnapshot['state'], error: unknown = null): void => {
    snapshot = { ...snapshot, state, error } as ClosingSnapshot
    for (const listener of listeners) listener(snapshot)
  }
  return { closing, become }
}

function createList() {
  const changes: string[] = []
  let found = 0
  const list = new ClosingList({ onChange: ({ id, state }) => { changes.push(`${id} ${state}`) }, onFound: () => { found++ } })
  return { list, changes, found: () => found, ids: () => list.snapshots().map(({ id }) => id) }
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at))

it('a list of closings shows the newest closing first, and finds the newest closing of a session', () => {
  const { list, ids } = createList()
  const [first, second] = [createClosing('a'), createClosing('b')]
  list.add(first.closing)
  list.add(second.closing)
  expect(ids()).toEqual(['b', 'a'])
  expect(list.find('a')).toBe(first.closing)
  expect(list.find('c')).toBeNull()
  const again = createClosing('a')
  list.add(again.closing)
  expect(list.of(sessionOf('A'))).toBe(again.closing)
  expect(list.of(sessionOf('c'))).toBeNull()
})

it('a list of closings keeps 200 ended closings and every running one', () => {
  const { list, ids } = createList()
  const running = createClosing('running')
  list.add(running.closing)
  for (const id of numbers(250)) {
    const { closing, become } = createClosing(id)
    list.add(closing)
    become('closed')
  }
  expect(ids()).toEqual([...numbers(250).slice(-200).reverse(), 'running'])
})

it('a list of closings drops the oldest ended closings when many running ones have ended', () => {
  const { list, ids } = createList()
  const all = numbers(300).map(id => createClosing(id))
  for (const { closing } of all) list.add(closing)
  expect(ids()).toHaveLength(300)
  // The closing that was listed first ends last.
  for (const { become } of [...all].reverse()) become('closed')
  list.add(createClosing('new').closing)
  expect(ids()).toEqual(['new', ...numbers(300).slice(-199).reverse()])
})

it('a list of closings counts a closing that has ended before it is listed', () => {
  const { list, ids } = createList()
  for (const id of numbers(250)) list.add(createClosing(id, 'cancelled').closing)
  expect(ids()).toEqual(numbers(250).slice(-200).reverse())
})

it('a list of closings reports the changes of a closing until it is dropped', () => {
  const { list, changes, ids } = createList()
  const { closing, become } = createClosing('a')
  list.add(closing)
  become('submitting')
  list.drop(closing)
  become('closed')
  expect(changes).toEqual(['a signing', 'a submitting'])
  expect(ids()).toEqual([])
})

it('a list of closings reports that the journal may hold the closing of another client', () => {
  const { list, found } = createList()
  const { closing, become } = createClosing('a')
  list.add(closing)
  become('failed', { code: 'CLOSING_CANCELLED' })
  expect(found()).toBe(0)
  become('failed', { code: 'CLOSING_IN_PROGRESS' })
  expect(found()).toBe(1)
})
