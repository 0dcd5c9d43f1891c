// The core brings the libraries along. Bundled ahead of all else, they leave our own modules side by side, where a
// compressor finds what those have in common.
export { createNitroliteClient, describeError, formatAmount, NitroliteError, parseAmount } from './core'
export { createNitrolite } from './plugin'
export { nitroliteKey } from './context'
export { useNitroliteStore } from './store'
export { useNitrolite } from './composables/useNitrolite'
export { useAppSessions } from './composables/useAppSessions'
export { useAppSession } from './composables/useAppSession'
export { useAllocations } from './composables/useAllocations'
export { useCloseSession } from './composables/useCloseSession'
export { useClosingHistory } from './composables/useClosingHistory'
export { default as SessionCloser } from './components/SessionCloser.vue'

export type { SessionCloserEmits, SessionCloserProps, SessionCloserSlots } from './components/sessionCloserTypes'
export type { SessionCloserLabelOverrides, SessionCloserLabels } from './components/labels'
export type { NextStep } from './components/nextStep'
export type { Deposits, PresetName } from './components/presetChoices'
export type { NitroliteStorage } from './activeSession'
export type { NitroliteContext } from './context'
export type { NitroliteClientGiven, NitroliteOptions, NitrolitePlugin, NitroliteVueOptions } from './plugin'
export type { NitroliteStore } from './store'
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
