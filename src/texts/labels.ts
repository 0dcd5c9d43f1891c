import type { ClosingRecovery, ClosingState, ClosingStep, ClosingStepName } from '../core/closing/types'
import type { Receipt } from '../core/receipts/types'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { SessionStatus } from '../core/sessions/types'
import type { DisabledReasonLabels, DivisionLabels } from './labelGroups'
import type { TogetherLabelOverrides } from './togetherLabels'

/** What one participant receives, for a sentence. */
export interface ReceiverShare {
  /** Name or shortened address; null for the connected wallet. */
  readonly name: string | null
  /** For example `0.7 usdc`; several assets are separated by commas. */
  readonly amounts: string
  /** The same with one text for each asset. */
  readonly amountsByAsset: readonly string[]
}

/** How much the connected wallet's share of an asset differs from the session's current allocations. */
export interface ShareChange {
  readonly asset: string
  /** Absolute difference, decimal text. */
  readonly amount: string
  readonly direction: 'more' | 'less' | 'same'
}

/** A participant whose signature is available. */
export interface SignerWeight {
  /** Name or shortened address; null for the connected wallet. */
  readonly name: string | null
  readonly weight: number
}

/** States of a closing that one sentence describes; the others have texts of their own. */
export type DescribedClosingState = Extract<ClosingState, 'planning' | 'signing' | 'collecting' | 'submitting' | 'paying'>

/**
 * Every text of `<SessionCloser>`. The `labels` prop replaces any of them. A text that depends on a state is a record by
 * state, and a text that contains values is a function of them.
 */
export interface SessionCloserLabels {
  /** Title while the session is open. It names the session; the button `close` says what can be done. */
  readonly title: string
  /** Title once the session has ended. */
  readonly titleEnded: string
  readonly sessionStatus: (status: SessionStatus) => string
  readonly copySessionId: string
  /** There is no open session. Shown only when the node has said so. */
  readonly empty: string
  /** There are open sessions, and none is chosen. */
  readonly chooseSession: string
  /** It is not known yet whether there are open sessions. */
  readonly lookingForSessions: string
  readonly loading: string

  /** Marks the connected wallet. */
  readonly you: string
  /** Label of the wallet's own field in a session of two. */
  readonly yourAllocation: string
  /** Label of the other field in a session of two. */
  readonly counterpartyAllocation: string
  /** Label of a field in a session of more than two, or while no wallet of the session is connected. */
  readonly allocationOf: (name: string, isYou: boolean) => string
  readonly total: (amount: string) => string
  /** Shown beside the total. */
  readonly totalHint: string
  /** Marks the row that receives what the other rows leave. */
  readonly remainder: string
  readonly remainderHint: string
  /** Button that makes a row the remainder. */
  readonly makeRemainder: string
  /** Accessible name of that button. It should contain the text of `makeRemainder`. */
  readonly makeRemainderOf: (name: string, asset: string) => string
  /** Button that is pressed while the amount of a row is locked. Its text is the same in both states. */
  readonly lock: string
  /** Accessible name of that button. It should contain the text of `lock`. */
  readonly lockOf: (name: string, asset: string) => string
  /** Below the field of a locked amount. */
  readonly lockedHint: string
  /** Button that chooses one of the two amounts that a text can mean. */
  readonly meantAmount: (amount: string, asset: string) => string
  /** Accessible name of the slider. */
  readonly share: (asset: string) => string
  /** Value of the slider, for screen readers. */
  readonly shareValue: (percent: string, amount: string, asset: string) => string
  readonly percent: (percent: string) => string

  /** Accessible name of the group of presets. */
  readonly presets: (asset: string) => string
  readonly allToMe: string
  readonly allToThem: string
  /** Button that gives everything to one of several other participants. */
  readonly allTo: (name: string) => string
  readonly half: string
  readonly equalShares: string
  readonly asItStands: string
  readonly backToFunders: string
  readonly division: DivisionLabels

  /** Why the connected wallet can only look: it is not a participant, or its signature has no weight. */
  readonly readOnly: (isParticipant: boolean) => string
  /** Who can close the session. `signers` are the participants whose signature has weight, the heaviest first. */
  readonly whoCanClose: (signers: readonly SignerWeight[], quorum: number) => string
  /** Heading of the current split, where it cannot be changed. */
  readonly currentSplit: string
  readonly signatures: (have: number, need: number, signers: readonly SignerWeight[]) => string
  readonly close: string
  /** The session's own allocations changed while somebody was editing, with the same totals. */
  readonly moved: string
  /** Button that drops every edit and starts again from the session as it is now. */
  readonly startAgain: string
  readonly disabledReasons: DisabledReasonLabels

  readonly confirmTitle: string
  readonly confirmShares: (shares: readonly ReceiverShare[]) => string
  /** Empty if the connected wallet has no share. */
  readonly confirmChanges: (changes: readonly ShareChange[]) => string
  readonly confirmFinal: string
  /**
   * The node agrees to the new allocations before the session is closed. Says how often the wallet may ask:
   * the exact number depends on the session keys of the wallet, which the node tells only when the closing signs.
   */
  readonly twoSteps: string
  /** Another tab works on the closing. */
  readonly elsewhere: string
  /** Nothing is stored, so the closing will not survive a reload. */
  readonly notDurable: string
  /** An address in a list of receivers. */
  readonly receiver: (address: string, isYou: boolean) => string
  readonly confirmClose: string
  readonly back: string

  readonly progressTitle: string
  readonly progress: Readonly<Record<DescribedClosingState, string>>
  /** The new allocations are agreed, and the session is still open. `why` may be empty. */
  readonly agreed: (why: string) => string
  /** Button that closes the session then. */
  readonly resume: string
  /** Button that leaves it open. */
  readonly leaveAgreed: string
  /** While it is not known whether the node has closed the session. */
  readonly unknown: string
  /** While it is not known whether the node has agreed to the new split. */
  readonly unknownSplit: string
  /** While it is not known who was paid, although the node lists the session as closed. */
  readonly unknownPayouts: string
  /** Added where the closing survives a reload. */
  readonly safeToLeave: string
  /** Button that revokes the session key, where waiting takes unusually long. */
  readonly revokeKey: string
  readonly revokeHint: string
  /** Button that asks whether to archive a closing whose node speaks another protocol now. */
  readonly archive: string
  readonly archiveTitle: string
  /** What archiving means: the session may have been paid, or may still be paid. */
  readonly archiveText: string
  /** Button that archives the closing. */
  readonly archiveConfirm: string
  /** Button that keeps waiting for the outcome. */
  readonly archiveKeep: string
  /** Title once a closing was archived. */
  readonly archived: string
  /** What the client is doing about an unknown outcome. `time` is the local time at which that should end, if known. */
  readonly recovery: (phase: ClosingRecovery['phase'], time: string | null) => string
  readonly steps: Readonly<Record<ClosingStepName, string>>
  /** The steps in which new allocations are agreed, where that comes first. A missing one is taken from `steps`. */
  readonly agreeSteps: Readonly<Partial<Record<ClosingStepName, string>>>
  readonly stepStatus: Readonly<Record<ClosingStep['status'], string>>
  readonly cancel: string
  readonly cancelled: string

  readonly resultTitle: Readonly<Record<Receipt['result'], string>>
  readonly resultText: Readonly<Record<Receipt['result'], string>>
  /** Shown with the result while a paid closing is watched for a second payment, until the local time `time`. */
  readonly watchedUntil: (time: string) => string
  /** Somebody else closed the session, with the split that was requested here. */
  readonly byOthers: string
  /** This page asked for a different split than the one that was paid. */
  readonly notAsAsked: string
  /** The node lists the session as open although it was paid out. */
  readonly openAgain: string
  /** The session is closed, and this browser has no receipt. */
  readonly endedByOthers: string
  /** A closing from here was refused, because the session was closed already. */
  readonly closedBefore: string
  /** While the payouts of a closed session are being read. */
  readonly readingEnd: string
  readonly payouts: string
  readonly noPayouts: string
  /** Heading of the rows that were not paid as requested. */
  readonly differences: string
  readonly difference: (paid: string, expected: string, asset: string) => string
  readonly copyReceipt: string
  readonly copied: string
  /** The browser did not allow the page to copy. */
  readonly copyFailed: string
  readonly downloadReceipt: string

  readonly notClosed: string
  readonly notRead: string
  /** Where the funds are after an error; part of every error panel. */
  readonly funds: (info: NitroliteErrorInfo, during: 'reading' | 'closing') => string
  /**
   * Replaces the texts of errors, by their code. `info` is in the language of the option `texts` of `createNitrolite`.
   */
  readonly error: (info: NitroliteErrorInfo) => Pick<NitroliteErrorInfo, 'what' | 'why' | 'fix'>
  readonly tryAgain: string
  readonly reconnect: string
  readonly connect: string
  /** Button for a closing that waits for its wallet. */
  readonly logIn: string
  readonly readAgain: string
  readonly backToEditing: string
  /** Button that reloads the page, when it is out of date. */
  readonly reload: string
}

/** The labels that a language consists of. Its error texts have a table of their own. */
export type TranslatedLabels = Omit<SessionCloserLabels, 'error'>

/** What the `labels` prop of `<SessionCloser>` takes: any of the texts, and any members of the groups. */
export type SessionCloserLabelOverrides = {
  readonly [K in keyof SessionCloserLabels]?: SessionCloserLabels[K] extends string | ((...values: never[]) => unknown)
    ? SessionCloserLabels[K]
    : Partial<SessionCloserLabels[K]>
} & {
  /** Texts of signing together, for sessions that this wallet cannot close alone. */
  readonly together?: TogetherLabelOverrides
}
