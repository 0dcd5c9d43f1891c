// The core brings the libraries along. Bundled ahead of all else, they leave our own modules side by side, where a
// compressor finds what those have in common.
export { createNitroliteClient, describeError, formatAmount, NitroliteError, parseAmount } from './core'
export { createNitrolite } from './plugin/createNitrolite'
export { nitroliteKey } from './plugin/context'
export { useNitroliteStore } from './plugin/store'
export { useNitrolite } from './composables/useNitrolite'
export { useAppSessions } from './composables/useAppSessions'
export { useAppSession } from './composables/useAppSession'
export { useAllocations } from './composables/useAllocations'
export { useCloseSession } from './composables/useCloseSession'
export { useClosingHistory } from './composables/useClosingHistory'
export { default as SessionCloser } from './components/session-closer/SessionCloser.vue'

export type { SessionCloserEmits, SessionCloserProps, SessionCloserSlots } from './components/session-closer/types'
export type { SessionCloserLabelOverrides, SessionCloserLabels } from './components/session-closer/labels/labels'
export type { NextStep } from './components/session-closer/model/nextStep'
export type { Deposits, PresetName } from './components/session-closer/model/presetChoices'
export type { NitroliteStorage } from './plugin/activeSession'
export type { NitroliteContext } from './plugin/context'
export type { NitroliteClientGiven, NitroliteOptions, NitrolitePlugin, NitroliteVueOptions } from './plugin/createNitrolite'
export type { NitroliteStore } from './plugin/store'
export type {
  AllocationCell, AllocationFinding, AllocationPreset, AllocationRow, CellName, CloseOptions, ReadingReturn,
  ReadingStatus, ReadonlyRef, SessionIdInput, UseAllocationsReturn, UseAppSessionReturn, UseAppSessionsReturn,
  UseCloseSessionReturn, UseClosingHistoryReturn, UseNitroliteReturn,
} from './composables/types'
export type {
  Address, AdoptedLogin, Allocation, AppSession, AppSessionSummary, Attempt, AttemptOutcome, Balance, CloseRequest,
  Closing, ClosingHistory, ClosingPlan, ClosingSnapshot, ClosingState, ClosingStep, ClosingStepName, ConnectionStatus,
  Eip1193ProviderLike, ErrorData, EthersSignerLike, FinalClosingState, FrameEvent, Hex, HistoryEntry,
  HistoryQuery, Journal, JournalAttempt,
  JournalEntry, JournalRecord, Login, NitroliteClient, NitroliteClientOptions, NitroliteErrorCode,
  NitroliteErrorInfo, NitroliteEvents, NodeInfo, Participant, Payout, PayoutDifference, Peer, PeerMessage, Peers, Proposal, PushEvent,
  Receipt, ReconnectHints, ReconnectOptions, SessionAsset, SessionKeyOptions, SessionKeyPolicy, SessionQuery,
  SessionStatus, SignerInput, TimeoutOptions, Unsubscribe, ViemWalletClientLike, WebSocketConstructor, WebSocketLike,
} from './core'
