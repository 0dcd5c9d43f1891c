export { createEmbeddedClearnode } from './clearnode/clearnode'
export { serveEmbeddedNode, type EmbeddedServer, type ServerOptions } from './embedded/server'
export type {
  EmbeddedAsset,
  EmbeddedClearnode,
  EmbeddedClearnodeOptions,
  EmbeddedClose,
  EmbeddedHistoryEntry,
  EmbeddedLedgerRow,
  EmbeddedTransaction,
} from './clearnode/types'
export type {
  ConnectionHandlers,
  EmbeddedAmount,
  EmbeddedCall,
  EmbeddedConnection,
  EmbeddedDeposit,
  EmbeddedNode,
  EmbeddedPayment,
  EmbeddedSession,
  EmbeddedSessionLedger,
  JudgedNode,
  Latency,
  LatencyPoint,
  SessionSeed,
} from './embedded/types'
export type { MistakeChoice } from './embedded/refusal'
export type { EmbeddedWebSocket, EmbeddedWebSocketConstructor } from './embedded/webSocket'
export { describeSchedule } from './faults/describeSchedule'
export { failingJournal, type FailingJournal, type FailingJournalOptions, type JournalFault } from './faults/failingJournal'
export {
  failingStore, STORE_FAULT_KINDS, type FailingStore, type FailingStoreOptions, type StoreChange, type StoreFault, type StoreFaultKind,
} from './faults/failingStore'
export { judge, type Judgement } from './faults/judge'
export { createMemoryStore } from './faults/memoryStore'
export { FAULT_KINDS } from './faults/moments'
export { FAULT_PROFILES, type FaultProfile, type NodeKind } from './faults/profiles'
export { randomSchedule, type RandomScheduleOptions } from './faults/randomSchedule'
export { seededRandom, shrinkSchedule } from './faults/randomSchedule'
export type {
  AtMessage,
  AtTime,
  Fault,
  FaultControl,
  FaultHits,
  FaultKind,
  FaultSchedule,
  Moment,
} from './faults/types'
export { createEmbeddedNitronode } from './nitronode/nitronode'
export type {
  EmbeddedNitronode,
  EmbeddedNitronodeOptions,
  EmbeddedRelease,
  EmbeddedUpdate,
  NitronodeAsset,
} from './nitronode/types'
export { createVirtualTime, type VirtualTime } from './time/virtualTime'
