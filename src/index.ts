export { createNitrolite } from './plugin/createNitrolite'
export { useNitroliteStore } from './plugin/store'
export { useAllocations } from './composables/useAllocations'
export { useAppSession } from './composables/useAppSession'
export { useAppSessions } from './composables/useAppSessions'
export { useCloseSession } from './composables/useCloseSession'
export { useClosing } from './composables/useClosing'
export { useCoSign } from './composables/useCoSign'
export { useClosingHistory } from './composables/useClosingHistory'
export { useMissedClosings } from './composables/useMissedClosings'
export { useNitrolite } from './composables/useNitrolite'
export { useWallets } from './composables/useWallets'
export { default as SessionCloser } from './components/session-closer/SessionCloser.vue'
export { default as SessionCoSigner } from './components/session-co-signer/SessionCoSigner.vue'
export { default as WalletButton } from './components/wallet-button/WalletButton.vue'
export { english } from './texts/english'
export { loadTexts } from './texts/loadTexts'
export { defineTexts } from './texts/texts'
export { createNitroliteClient, describeError, formatAmount, isFinal, NitroliteError, parseAmount } from './core'

export type { NitroliteStorage } from './plugin/activeSession'
export type { NitrolitePlugin } from './plugin/context'
export type { NitroliteKeepOptions } from './plugin/options'
export type { NitroliteClientOption, NitroliteOptions, NitroliteVueOptions } from './plugin/options'
export type { NitroliteStore } from './plugin/store'
export type {
  CloseOptions, ClosingCallbacks, CoSignState, NitroliteComposableOptions, ProposeOptions, UseReadingOptions, UseReadingStatus, ReadonlyRef, SessionIdInput, ShownProposal,
  UseAllocationsOptions, UseAllocationsReturn, UseAppSessionReturn, UseAppSessionsReturn, UseCloseSessionOptions, UseCloseSessionReturn, UseClosingReturn,
  UseCoSignOptions, UseCoSignReturn,
  UseClosingHistoryReturn, UseMissedClosingsReturn, UseNitroliteReturn, UseReadingReturn,
} from './composables/types'
export type {
  DescribedClosingState, ReceiverShare, SessionCloserLabelOverrides,
  SessionCloserLabels, ShareChange, SignerWeight, TranslatedLabels,
} from './texts/labels'
export type { DisabledReasonLabels, DivisionLabels } from './texts/labelGroups'
export type { NitroliteTexts, PartialNitroliteTexts } from './texts/texts'
export type { TextsOption } from './plugin/appTexts'
export type { NextStep } from './components/session-closer/model/nextStep'
export type { ParticipantNames } from './components/session-closer/model/accounts'
export type { Deposits, PresetName } from './components/session-closer/model/presetChoices'
export type { WalletButtonLabels } from './texts/walletLabels'
export type { WalletButtonProps, WalletButtonSlots } from './components/wallet-button/types'
export type { UseWalletsOptions, UseWalletsReturn } from './composables/useWallets'
export type { InstalledWallet } from './browser/installedWallets'
export type { SessionCloserEmits, SessionCloserProps, SessionCloserSlots } from './components/session-closer/types'
export type { SessionCoSignerEmits, SessionCoSignerProps, SessionCoSignerSlots } from './components/session-co-signer/types'
export type { CoSignOutcome, TogetherLabelOverrides, TogetherLabels } from './texts/togetherLabels'
export type { BrowserPersistenceOptions } from './browser/browserPersistence'
export type { AllocationCell, AllocationCellId, AllocationRow, AmountReading } from './core/sessions/editing'
export type { AllocationPreset } from './core/sessions/presets'
export type {
  Address, Allocation, AllocationFinding, AppSession, AppSessionSummary, Balance, CallOptions, CloseRequest, Closing,
  ClosingHistory, ClosingRecovery, ClosingSnapshot, ClosingState, ClosingStep, ClosingStepName, ConnectionStatus, CoSigning,
  CoSigningState, DeclineReason, Eip1193ProviderLike, FinalClosingState, Hex, HistoryEntry, HistoryQuery, Journal, KeepOptions,
  LoginStore, NitroliteClient, NitroliteClientOptions, NitroliteErrorCode, NitroliteErrorInfo, NotedDecline, Participant, Payout,
  PayoutDifference, Presence, ProposalReview, ProposeRequest, QrCode, Receipt, ReconnectHints, ReconnectOptions, RecoveryOptions,
  ReviewParticipant, ReviewRow, RoomPeople, SessionAsset, SessionKeyOptions, SessionQuery, SessionStatus, SharedProposal,
  SignatureEngine, SignerInput, SigningSlot, TimeoutOptions, Transport, Unsubscribe, WebSocketConstructor,
} from './core'
