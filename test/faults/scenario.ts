import type { FaultSchedule, JournalFault, NodeKind } from '../../src/testing'

/** What a person does in one of the tabs. `wait` is the time since the previous action, in milliseconds. */
export type Action =
  | { readonly wait: number, readonly kind: 'close', readonly tab: number, readonly share: string }
  | {
    readonly wait: number
    readonly kind: 'cancel' | 'reload' | 'connect' | 'disconnect' | 'switch' | 'reject' | 'suspend' | 'wake' | 'resume'
    readonly tab: number
  }

/** A whole run, as plain JSON. */
export interface Scenario {
  readonly node: NodeKind
  readonly schedule: FaultSchedule
  readonly actions: readonly Action[]
  readonly journal: readonly JournalFault[]
  /** True where the clients hear of each other, as tabs do. False where they share only the journal, as processes do. */
  readonly areTabs: boolean
  /** True where the wallet itself signs every submission. @default false, a session key signs */
  readonly isWalletSigning?: boolean
}
