import type { ShownProposal, UseAllocationsReturn } from '../../composables/types'
import type { ClosingState, ClosingStep } from '../../core/closing/types'
import type { Transport } from '../../core/cosigning/transport'
import type { Receipt } from '../../core/receipts/types'
import type { NitroliteErrorInfo } from '../../core/errors/errors'
import type { AllocationRow } from '../../core/sessions/editing'
import type { Allocation, AppSession, Payout } from '../../core/sessions/types'
import type { SessionCloserLabelOverrides } from '../../texts/labels'
import type { NextStep } from './model/nextStep'
import type { ParticipantNames } from './model/accounts'
import type { Deposits, PresetName } from './model/presetChoices'

/** Props of `<SessionCloser>`. */
export interface SessionCloserProps {
  /** The session to close; null for none. @default the store's active session */
  sessionId?: string | null | undefined
  /** Labels that replace those of the language. @default none */
  labels?: SessionCloserLabelOverrides | undefined
  /**
   * Names of participants: by address in upper or lower case, or a function. They are shown beside the addresses.
   * @default none
   */
  names?: ParticipantNames | undefined
  /**
   * Address of the page of your app that shows `<SessionCoSigner>`, without a fragment: links to proposals lead there.
   * @default the page itself
   */
  signingPage?: string | undefined
  /**
   * Where participants meet, such as `await client.relay({ url })` or `createBroadcastTransport()`: proposals are then approved
   * there before anybody signs. The app closes the transport. @default none: proposals and replies travel by hand
   */
  transport?: Transport | null | undefined
  /** How numbers and times are written, as `UseAllocationsOptions.locale`. @default the language of the app's `texts` */
  locale?: string | undefined
  /** Ask before closing, and say who receives what. @default true */
  confirm?: boolean | undefined
  /** Presets to offer, in this order; an empty list for none. @default all that can be applied */
  presets?: readonly PresetName[] | undefined
  /** What every participant paid in; offers “Back to the funders”. @default none */
  deposits?: Deposits | undefined
  /** Switches closing off; a text is shown as the reason. @default false */
  disabled?: boolean | string | undefined
  /**
   * Lets an app write `v-model:allocations` to follow what the fields say. The component only writes this value and
   * never reads it: if an app could change amounts from outside, an amount could change between reading and clicking. To start from
   * other allocations, build a form with
   * `useAllocations`, or use the slot `asset`.
   * @default none
   */
  allocations?: readonly Allocation[] | undefined
}

/** Events of `<SessionCloser>`; see `ClosingCallbacks` for when `closed`, `failed` and `cancelled` are emitted. */
export interface SessionCloserEmits {
  /** The session was closed and paid exactly as requested. */
  closed: [receipt: Receipt]
  /** The closing was refused, or ended in another way than requested. */
  failed: [error: NitroliteErrorInfo]
  /** The closing was given up. */
  cancelled: []
  /**
   * The full matrix that the fields stand for has changed: a session was read, or an amount was edited. An edit that is
   * not complete is included, and a text that is not a valid amount changes nothing. Empty while there is no session.
   */
  'update:allocations': [allocations: readonly Allocation[]]
  /** An edit is complete: a field was left, Enter was pressed, the slider was released, or a preset was chosen. */
  commit: [allocations: readonly Allocation[]]
}

/** Slots of `<SessionCloser>`; each replaces one part. */
export interface SessionCloserSlots {
  /** `headingId` must be the id of the heading that names the component. */
  header?: (props: { headingId: string, sessionId: string | null, session: AppSession | null }) => unknown
  /** The fields of one asset. Edits made with `allocations` emit the same events as those of the fields. */
  asset?: (props: { row: AllocationRow, allocations: UseAllocationsReturn, disabled: boolean }) => unknown
  /**
   * Everything below the fields. `close` asks first, unless `confirm` is off. `isProposal`: this wallet cannot close the session
   * alone, so `close` proposes the split to the other participants.
   */
  actions?: (props: { close: () => void, disabled: boolean, reason: string | null, notice: string, isProposal: boolean }) => unknown
  confirm?: (props: {
    session: AppSession, allocations: readonly Allocation[], confirm: () => void, back: () => void, disabled: boolean, isProposal: boolean
  }) => unknown
  /** While the signatures of the other participants are collected. */
  collecting?: (props: { session: AppSession, shared: ShownProposal, cancel: () => void }) => unknown
  /** `isUnknown`: it is not known whether the node has closed the session. `cancel` is null once that is impossible. */
  progress?: (props: {
    state: ClosingState | 'idle', steps: readonly ClosingStep[], isUnknown: boolean, text: string, cancel: (() => void) | null
  }) => unknown
  /** `watchedUntil`: until when a second payment is looked for, Unix milliseconds, or null. */
  result?: (props: { receipt: Receipt, watchedUntil: number | null }) => unknown
  /** Shown to a wallet that cannot close the session: a stranger, or a participant whose signature has no weight. */
  readonly?: (props: { session: AppSession }) => unknown
  /** Shown for a closed session without a receipt of this page. `receipt` is from the history of this browser. */
  ended?: (props: { session: AppSession, receipt: Receipt | null, payouts: readonly Payout[] | null }) => unknown
  empty?: () => unknown
  error?: (props: { info: NitroliteErrorInfo, during: 'reading' | 'closing', next: (step: NextStep) => void }) => unknown
}
