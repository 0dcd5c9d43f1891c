export { createNitroliteClient } from './client/createNitroliteClient'
export { NitroliteError, describeError } from './errors/errors'
export { ERROR_TABLE } from './errors/table'
export { explainNodeText } from './protocols/explainNodeText'
export { createMemoryJournal } from './journal/memoryJournal'
export { createStoreJournal } from './journal/storeJournal'
export { historyToCsv, historyToJson } from './history/exports'
export { createMemoryHistory } from './history/memoryHistory'
export { verifyReceipt } from './receipts/verifyReceipt'
export { createRelayTransport } from './cosigning/relayTransport'
export { createStatementSigner } from './cosigning/statementSigner'
export { isFinal, isOver } from './closing/states'
export { formatAmount, parseAmount } from './sessions/amounts'
export { numberStyleOf } from './sessions/numberStyle'
export { readTypedAmount } from './sessions/typedAmount'
export { completeAllocations, validateAllocations } from './sessions/validation'
export type { AllocationFinding } from './sessions/validation'
export type { AmountContext } from './sessions/amounts'
export type { CallOptions } from './client/abortable'
export type { NumberStyle } from './sessions/numberStyle'
export type { TypedReading } from './sessions/typedAmount'
export type { NitroliteClient } from './client/types'
export type { ErrorData, NitroliteErrorCode, NitroliteErrorInfo } from './errors/errors'
export type { ErrorText, ErrorTexts, Remedy } from './errors/errorText'
export type { AllErrors, CheckedErrors, ErrorTranslations, TranslatedErrors } from './errors/translation'
export type { NitroliteEvents, PushEvent } from './client/events'
export type { KeepOptions } from './client/keepOptions'
export type { RelayTransportOptions } from './cosigning/relayTransport'
export type { RoomSubject } from './cosigning/roomName'
export type { Statement, StatementPurpose } from './cosigning/statements'
export type { StatementSigner } from './cosigning/statementSigner'
export type { RoomPresence, Transport } from './cosigning/transport'
export type {
  NitroliteClientOptions, RecoveryOptions, SessionKeyOptions, TimeoutOptions,
} from './client/options'
export type { ReceiptClaim, ReceiptVerification, VerifyReceiptOptions } from './receipts/verifyReceipt'
export type { ClosingHistory, HistoryEntry, HistoryQuery } from './history/types'
export type { Peer, PeerMessage, Peers } from './peers/peers'
export type { EndedMark, Journal, JournalAttempt, JournalEntry, JournalRecord, MarkingJournal, UnusableRecord } from './journal/journal'
export type { MemoryJournalOptions } from './journal/memoryJournal'
export type { StoreJournalOptions } from './journal/storeJournal'
export type { JournalStore, SetAsideText, StoredText, UnreadableText } from './journal/journalStore'
export type {
  Attempt, AttemptOutcome, CloseRequest, Closing, ClosingLogEntry, ClosingPlan, ClosingRecovery, ClosingSnapshot, ClosingState, ClosingStep, ClosingStepName, FinalClosingState, Proposal,
} from './closing/types'
export type { PayoutDifference, Receipt } from './receipts/types'
export type { ReconnectHints, ReconnectOptions } from './connection/reconnectOptions'
export type {
  ConnectionStatus, FrameEvent, Presence, Timers, UnmatchedFrame, WebSocketConstructor, WebSocketLike,
} from './connection/types'
export type { Login, NodeInfo } from './protocols/protocol'
export type { ProtocolMemory, ProtocolName } from './protocols/protocolMemory'
export type {
  Allocation, AppSession, AppSessionSummary, Balance, Participant, Payout, SessionAsset, SessionQuery,
  SessionStatus,
} from './sessions/types'
export type { Address, Hex, Unsubscribe } from './types'
export type { KeptLogin, LoginStore } from './wallet/loginStore'
export type {
  AdoptedLogin, Eip1193ProviderLike, EthersBrowserProviderLike, EthersSignerLike, RequestSigner, SessionKeyPolicy, SignatureEngine, SignerInput,
  TypedDataTypes, ViemWalletClientLike,
} from './wallet/types'
