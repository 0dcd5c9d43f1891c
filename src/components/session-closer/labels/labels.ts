import type { ClosingRecovery, ClosingState, ClosingStep, ClosingStepName, Receipt } from '../../../core/closing/types'
import type { NitroliteErrorInfo } from '../../../core/errors/errors'
import type { ConnectionStatus } from '../../../core/connection/types'
import type { SessionStatus } from '../../../core/sessions/types'

/** What one participant receives, ready to be put into a sentence. */
export interface NamedShare {
  /** Shortened address; null for the connected wallet. */
  readonly name: string | null
  /** For example `0.7 usdc`; several assets are joined by commas. */
  readonly amounts: string
}

/** By how much the connected wallet's share of an asset differs from how the session stands. */
export interface ShareChange {
  readonly asset: string
  /** Absolute difference, decimal text. */
  readonly amount: string
  readonly direction: 'more' | 'less' | 'same'
}

/** A participant whose signature is at hand. */
export interface NamedWeight {
  /** Shortened address; null for the connected wallet. */
  readonly name: string | null
  readonly weight: number
}

/** Every text of `<SessionCloser>`. Replace any of them through its `labels` prop. */
export interface SessionCloserLabels {
  readonly title: string
  readonly sessionStatus: (status: SessionStatus) => string
  readonly copySessionId: string
  readonly empty: string
  readonly loading: string

  /** Marks the connected wallet. */
  readonly you: string
  /** Field label with two participants. */
  readonly yourAllocation: string
  /** Field label with two participants. */
  readonly counterpartyAllocation: string
  /** Field label with more than two participants, or while it is not known who looks. */
  readonly allocationOf: (name: string, isYou: boolean) => string
  readonly total: (amount: string) => string
  /** Stands under the total. */
  readonly totalHint: string
  /** Marks the row that receives whatever the others leave. */
  readonly remainder: string
  readonly remainderHint: string
  readonly makeRemainder: string
  readonly makeRemainderOf: (name: string, asset: string) => string
  /** Name of the slider. */
  readonly share: (asset: string) => string
  /** Value of the slider, for screen readers. */
  readonly shareValue: (percent: string, amount: string, asset: string) => string
  readonly percent: (percent: string) => string

  readonly presets: (asset: string) => string
  readonly allToMe: string
  readonly allToThem: string
  readonly half: string
  readonly equalShares: string
  readonly asItStands: string
  readonly backToFunders: string

  readonly signatures: (have: number, need: number, signers: readonly NamedWeight[]) => string
  readonly close: string
  /** The session's own split changed while somebody was editing; the total did not. */
  readonly moved: string
  /** Button that drops every edit for the session as it stands now. */
  readonly startAgain: string
  readonly disabledReasons: DisabledReasonLabels

  readonly confirmTitle: string
  readonly confirmShares: (shares: readonly NamedShare[]) => string
  /** Empty where the connected wallet has no share. */
  readonly confirmChanges: (changes: readonly ShareChange[]) => string
  readonly confirmFinal: string
  /** The new split is agreed with the node before the session is closed. */
  readonly twoSteps: string
  /** Another tab works on the closing. */
  readonly elsewhere: string
  /** Nothing is stored, so the closing will not survive a reload. */
  readonly notDurable: string
  /** Row of the list of receivers that is the connected wallet. */
  readonly receiver: (address: string, isYou: boolean) => string
  readonly confirmClose: string
  readonly back: string

  readonly progressTitle: string
  readonly progress: (state: ClosingState) => string
  /** The new split is agreed, and the session still open; `why` may be empty. */
  readonly agreed: (why: string) => string
  /** Button that goes on with closing then. */
  readonly resume: string
  /** Button that does not. */
  readonly leaveAgreed: string
  /** While nobody can say yet whether the node has closed the session. */
  readonly unknown: string
  /** Added where the closing survives a reload. */
  readonly safeToLeave: string
  /** Button that ends the session key, where waiting takes unusually long. */
  readonly revokeKey: string
  readonly revokeHint: string
  /** What is being done about it. `time` is when it is expected to be through, by the clock on the wall. */
  readonly recovery: (phase: ClosingRecovery['phase'], time: string | null) => string
  /** Once the node has confirmed and the payout is being read. */
  readonly readingPayout: string
  readonly steps: Readonly<Record<ClosingStepName, string>>
  /** Steps of agreeing on a new split, where that comes first. */
  readonly agreeSteps: Readonly<Partial<Record<ClosingStepName, string>>>
  readonly stepStatus: Readonly<Record<ClosingStep['status'], string>>
  readonly cancel: string
  readonly cancelled: string

  readonly resultTitle: (result: Receipt['result']) => string
  readonly resultText: (result: Receipt['result']) => string
  readonly payouts: string
  readonly noPayouts: string
  /** Heading of the rows that were not paid as asked. */
  readonly differences: string
  readonly difference: (paid: string, expected: string, asset: string) => string
  readonly copyReceipt: string
  readonly copied: string
  /** The browser did not let the page copy. */
  readonly failed: string
  readonly downloadReceipt: string

  readonly notClosed: string
  readonly notRead: string
  /** Where the funds are after an error; stands in every error panel. */
  readonly funds: (info: NitroliteErrorInfo, during: 'reading' | 'closing') => string
  /** Translate errors here, by their code. */
  readonly error: (info: NitroliteErrorInfo) => Pick<NitroliteErrorInfo, 'what' | 'why' | 'fix'>
  readonly tryAgain: string
  readonly reconnect: string
  readonly connect: string
  readonly readAgain: string
  readonly backToEditing: string
}

/** Why the session cannot be closed at the moment. */
export interface DisabledReasonLabels {
  readonly byApp: string
  readonly notConnected: string
  readonly connecting: (status: ConnectionStatus) => string
  readonly notLoggedIn: string
  readonly notOpen: (status: SessionStatus) => string
  readonly noAssets: string
  /** `isMarked` when the field says itself what is wrong. */
  readonly invalid: (what: string, isMarked: boolean) => string
  /** What the session holds is not what the fields were begun with. */
  readonly stale: string
}

/** What `<SessionCloser>` takes as `labels`. */
export type SessionCloserLabelOverrides = Partial<
  Omit<SessionCloserLabels, 'disabledReasons' | 'steps' | 'stepStatus'>
> & {
  readonly disabledReasons?: Partial<DisabledReasonLabels>
  readonly steps?: Partial<SessionCloserLabels['steps']>
  readonly stepStatus?: Partial<SessionCloserLabels['stepStatus']>
}
