import type { Address } from '../../core/types'
import type { Allocation } from '../../core/sessions/types'

/**
 * Who receives the base units that are left over after every amount was rounded down.
 * - `largest remainder`: one unit for each of those who lost the most by rounding. Ties are decided by the order of the participants
 *   in the session. Each amount then differs from the exact share by less than one base unit
 * - `first ranked`: all units for the first participant of the list whose part is above zero
 */
export type RemainderRule = 'largest remainder' | 'first ranked'

/** A place in a ranking. */
export interface RoomPlace {
  /** In upper or lower case. */
  readonly participant: Address
  /** Whole points as a number or text, decimals as text. Zero or more. */
  readonly points: string | number
}

/** A share in percent. */
export interface RoomShare {
  /** In upper or lower case. */
  readonly participant: Address
  /** Whole percents as a number or text, decimals as text. Zero or more. */
  readonly percent: string | number
}

/**
 * How a room ended. Every participant of the session gets a row for every asset that the session holds. Participants that the
 * result does not name receive nothing, except that `rows` must name everybody who holds something now.
 * - `winner`: everything to one participant
 * - `ranking`: the first place first. Everybody receives the same amount for a point; at least one participant has points
 * - `shares`: percentages with a sum of exactly 100
 * - `refund`: back to those who paid in. The deposits of each participant and asset are added up, and must equal what the session
 *   holds. A ClearNode says who paid in. A nitronode does not tell deposits from later changes of the split, so the app names them
 * - `rows`: the amounts themselves
 */
export type RoomResult =
  | { readonly kind: 'winner', readonly participant: Address }
  | {
    readonly kind: 'ranking', readonly places: readonly RoomPlace[]
    /** @default 'largest remainder' */
    readonly remainder?: RemainderRule
  }
  | {
    readonly kind: 'shares', readonly shares: readonly RoomShare[]
    /** @default 'largest remainder' */
    readonly remainder?: RemainderRule
  }
  | {
    readonly kind: 'refund'
    /** @default what each participant has paid in and not taken out again, by the node's ledger */
    readonly deposits?: readonly Allocation[]
  }
  | { readonly kind: 'rows', readonly allocations: readonly Allocation[] }

/** What a room asks for. */
export interface RoomRequest {
  readonly sessionId: string
  readonly result: RoomResult
  /** Application data that the session keeps. @default the data stays as it is */
  readonly sessionData?: string
}
