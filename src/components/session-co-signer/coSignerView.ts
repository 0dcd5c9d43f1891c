import type { CoSignState } from '../../composables/types'

/**
 * What `<SessionCoSigner>` shows; its `data-state`.
 * - `empty`: the field for a proposal
 * - `waiting`: the proposal is read as soon as a wallet is logged in
 * - `opening`: the proposal is read and checked
 * - `refused`: the proposal cannot be signed, or could not be read
 * - `review`: what the proposal does, and the buttons
 * - `approved`: the person approves in a room, and nothing is signed yet
 * - `signing`: the signature is being made
 * - `declined`, `signed`: the text to give back
 * - `result`: the session was paid
 * - `lapsed`, `withdrawn`: the signature can no longer be used
 * - `failed`: nothing was signed
 */
export type CoSignerView =
  | 'empty' | 'waiting' | 'opening' | 'refused' | 'review' | 'approved' | 'signing' | 'declined' | 'signed' | 'result' | 'lapsed' | 'withdrawn' | 'failed'

/**
 * @param isRevising whether the person looks again at a proposal that they have declined or approved
 * @param isInRoom whether the client signs by itself after the person has approved
 */
export function viewOf(state: CoSignState, isRevising: boolean, isInRoom: boolean): CoSignerView {
  switch (state) {
    case 'idle': return 'empty'
    case 'reviewed': return 'review'
    case 'approved': return isInRoom && !isRevising ? 'approved' : 'review'
    case 'declined': return isRevising ? 'review' : 'declined'
    case 'landed':
    case 'superseded':
    case 'overpaid': return 'result'
    case 'waiting':
    case 'opening':
    case 'refused':
    case 'signing':
    case 'signed':
    case 'lapsed':
    case 'withdrawn':
    case 'failed': return state
  }
}
