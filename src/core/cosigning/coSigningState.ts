import type { ClosingSnapshot } from '../closing/types'
import { isSignatureOver } from '../errors/groups'
import type { CoSigningState } from './api'

const STATES: Readonly<Partial<Record<ClosingSnapshot['state'], CoSigningState>>> = {
  planning: 'signing', signing: 'signing', collecting: 'signed', confirming: 'signed', paying: 'signed',
  closed: 'landed', superseded: 'superseded', overpaid: 'overpaid',
}

/**
 * What has become of a signature, from the closing that gave it.
 * @param isWithdrawn whether the person has withdrawn the signature
 */
export function coSigningStateOf({ state, error }: Pick<ClosingSnapshot, 'state' | 'error'>, isWithdrawn: boolean): CoSigningState {
  const known = STATES[state]
  if (known) return known
  // The first step may have landed: the new split stands, and the session is open.
  if (error && isSignatureOver(error.code)) return isWithdrawn ? 'withdrawn' : 'lapsed'
  return 'failed'
}
