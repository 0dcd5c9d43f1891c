import type { ConnectionStatus } from '../core/connection/types'
import type { SessionStatus } from '../core/sessions/types'

/** Why the session cannot be closed at the moment. */
export interface DisabledReasonLabels {
  readonly byApp: string
  readonly notConnected: string
  /** While connecting or logging in; the wallet may be asking the person. */
  readonly connecting: (status: ConnectionStatus) => string
  readonly notLoggedIn: string
  /** The person declined in the wallet. */
  readonly declined: string
  /** The app has passed no wallet. */
  readonly noWallet: string
  readonly notOpen: (status: SessionStatus) => string
  readonly noAssets: string
  /** `isMarked` when the field itself shows what is wrong. */
  readonly invalid: (what: string, isMarked: boolean) => string
  /** A field is empty or holds the beginning of an amount. */
  readonly unfinished: string
  /** The session's totals are not those that the fields started with. */
  readonly stale: string
}

/** Dividing an asset by percentages or points that a person types. */
export interface DivisionLabels {
  /** Button that opens the fields for percentages. */
  readonly byPercent: string
  /** Button that opens the fields for points. */
  readonly byPoints: string
  readonly heading: (by: 'percent' | 'points', asset: string) => string
  /** What is divided, where some amounts are locked. */
  readonly onlyUnlocked: (amount: string, asset: string) => string
  /** Stands beside each percentage. */
  readonly percentSign: string
  /** Stands beside each number of points. */
  readonly pointsUnit: string
  /** A text is not a number of zero or more. */
  readonly notNumber: string
  /** The numbers cannot be applied, because one of them is not a number. */
  readonly correctFirst: string
  readonly belowHundred: (sum: string, missing: string) => string
  readonly aboveHundred: (sum: string, tooMuch: string) => string
  readonly exactlyHundred: string
  readonly noPoints: string
  readonly sumOfPoints: (sum: string) => string
  /** Who gets the smallest units that are left over. */
  readonly rounding: string
  readonly apply: string
}
