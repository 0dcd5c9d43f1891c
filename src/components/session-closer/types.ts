import type { AllocationRow, UseAllocationsReturn } from '../../composables/types'
import type { ClosingState, ClosingStep, Receipt } from '../../core/closing/types'
import type { NitroliteErrorInfo } from '../../core/errors/errors'
import type { Allocation, AppSession } from '../../core/sessions/types'
import type { SessionCloserLabelOverrides } from './labels/labels'
import type { NextStep } from './model/nextStep'
import type { Deposits, PresetName } from './model/presetChoices'

/** Props of `<SessionCloser>`. */
export interface SessionCloserProps {
  /** The session to close; null for none. @default the store's active session */
  sessionId?: string | null | undefined
  /** Texts that replace the English ones. @default none */
  labels?: SessionCloserLabelOverrides | undefined
  /** Ask before closing, naming who receives what. @default true */
  confirm?: boolean | undefined
  /** Presets to offer, in this order; an empty list for none. @default all that fit */
  presets?: readonly PresetName[] | undefined
  /** What every participant paid in; offers “Back to the funders”. @default none */
  deposits?: Deposits | undefined
  /** Switches closing off; a text is shown as the reason. @default false */
  disabled?: boolean | string | undefined
}

/** Events of `<SessionCloser>`. */
export interface SessionCloserEmits {
  /** Paid exactly as asked. */
  closed: [receipt: Receipt]
  /** Refused, or closed in another way than asked. */
  failed: [error: NitroliteErrorInfo]
  /** Given up before anything was sent. */
  cancelled: []
  /** While editing: the full matrix after every edit. */
  update: [allocations: readonly Allocation[]]
  /** An edit is complete: a field was left, Enter was pressed, the slider let go, a preset chosen. */
  commit: [allocations: readonly Allocation[]]
}

/** Slots of `<SessionCloser>`; each replaces one part. */
export interface SessionCloserSlots {
  /** `headingId` must be the id of the heading that names the component. */
  header?: (props: { headingId: string, sessionId: string | null, session: AppSession | null }) => unknown
  /** The fields of one asset. */
  asset?: (props: { row: AllocationRow, allocations: UseAllocationsReturn, disabled: boolean }) => unknown
  /** Everything under the fields. `close` asks first, unless `confirm` is off. */
  actions?: (props: { close: () => void, disabled: boolean, reason: string | null, notice: string }) => unknown
  confirm?: (props: {
    session: AppSession, allocations: readonly Allocation[], confirm: () => void, back: () => void, disabled: boolean
  }) => unknown
  progress?: (props: {
    state: ClosingState | 'idle', steps: readonly ClosingStep[], unknown: boolean, text: string, cancel: (() => void) | null
  }) => unknown
  result?: (props: { receipt: Receipt }) => unknown
  empty?: () => unknown
  error?: (props: { info: NitroliteErrorInfo, during: 'reading' | 'closing', next: (step: NextStep) => void }) => unknown
}
