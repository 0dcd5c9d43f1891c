import { expect, it } from 'vitest'
import { errorOf, hasRecord, isFinal, isOver } from './states'
import type { ClosingState } from './types'

/** For each state: whether it is final, and whether a record of it can be found by another client. */
const STATES: Readonly<Record<ClosingState, readonly [isFinal: boolean, hasRecord: boolean]>> = {
  planning: [false, false],
  signing: [false, false],
  collecting: [false, true],
  submitting: [false, true],
  confirming: [false, true],
  paying: [false, true],
  agreed: [false, true],
  closed: [true, false],
  superseded: [true, false],
  overpaid: [true, false],
  failed: [true, false],
  cancelled: [true, false],
}
const rows = Object.entries(STATES).map(([state, [final, record]]) => ({ state: state as ClosingState, final, record }))

it.for(rows)('isFinal says $final for a closing that is $state', ({ state, final }) => {
  expect(isFinal(state)).toBe(final)
})

it.for(rows)('isOver says $final for a closing that is $state and not watched', ({ state, final }) => {
  expect(isOver({ state, watchedUntil: null })).toBe(final)
})

it.for(rows)('isOver says false for a closing that is $state and watched for a second payment', ({ state }) => {
  expect(isOver({ state, watchedUntil: 1_800_000_000_000 })).toBe(false)
  expect(isOver({ state, watchedUntil: 0 })).toBe(false)
})

it.for(rows)('hasRecord says $record for a closing that is $state', ({ state, record }) => {
  expect(hasRecord(state)).toBe(record)
})

it('a receipt of a closing that was paid as requested gives no error', () => {
  expect(errorOf({ result: 'closed' })).toBeNull()
})

it.for([['superseded', 'CLOSING_SUPERSEDED'], ['overpaid', 'CLOSING_OVERPAID']] as const)('a receipt with the result %s gives the error %s', ([result, code]) => {
  expect(errorOf({ result })).toMatchObject({ code })
})
