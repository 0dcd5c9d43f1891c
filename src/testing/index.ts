export { createEmbeddedClearnode } from './clearnode/clearnode'
export { serveEmbeddedClearnode, type EmbeddedServer, type ServerOptions } from './clearnode/server'
export type {
  ConnectionHandlers,
  EmbeddedAsset,
  EmbeddedCall,
  EmbeddedClearnode,
  EmbeddedClearnodeOptions,
  EmbeddedClose,
  EmbeddedConnection,
  EmbeddedHistoryEntry,
  EmbeddedLedgerRow,
  EmbeddedSession,
  EmbeddedTransaction,
  LatencyPoint,
  SessionSeed,
} from './clearnode/types'
export type { EmbeddedWebSocket, EmbeddedWebSocketConstructor } from './clearnode/webSocket'
export { describeSchedule } from './faults/describeSchedule'
export { failingJournal, type FailingJournal, type FailingJournalOptions, type JournalFault } from './faults/failingJournal'
export { judge, type Judgement } from './faults/judge'
export { FAULT_KINDS } from './faults/moments'
export { randomSchedule, type RandomScheduleOptions } from './faults/randomSchedule'
export { seededRandom } from './faults/seededRandom'
export { shrinkSchedule } from './faults/shrinkSchedule'
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
export { createVirtualTime, type VirtualTime } from './time/virtualTime'
