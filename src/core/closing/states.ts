import { describeError, type NitroliteErrorInfo } from '../errors/errors'
import type { ClosingSnapshot, ClosingState, FinalClosingState } from './types'
import type { Receipt } from '../receipts/types'

const FINAL_STATES: ReadonlySet<ClosingState> = new Set<FinalClosingState>(['closed', 'superseded', 'overpaid', 'failed', 'cancelled'])

/** Whether the closing has ended. */
export const isFinal = (state: ClosingState): state is FinalClosingState => FINAL_STATES.has(state)

/** How a closing with this receipt differs from the request; null when it was paid exactly as requested. */
export function errorOf({ result }: Pick<Receipt, 'result'>): NitroliteErrorInfo | null {
  switch (result) {
    case 'closed': return null
    case 'superseded': return describeError('CLOSING_SUPERSEDED')
    case 'overpaid': return describeError('CLOSING_OVERPAID')
  }
}

/** Whether nothing about the closing changes any more. A `closed` one that is still watched may become `overpaid`. */
export const isOver = ({ state, watchedUntil }: Pick<ClosingSnapshot, 'state' | 'watchedUntil'>): boolean =>
  isFinal(state) && watchedUntil === null

const RECORDED_STATES: ReadonlySet<ClosingState> = new Set<ClosingState>(['collecting', 'submitting', 'confirming', 'paying', 'agreed'])

/** Whether the closing has written a record that another client could find. */
export const hasRecord = (state: ClosingState): boolean => RECORDED_STATES.has(state)
