export { createEmbeddedClearnode } from './clearnode/clearnode'
export { serveEmbeddedClearnode, type EmbeddedServer, type ServerOptions } from './clearnode/server'
export type {
  ConnectionHandlers,
  EmbeddedAsset,
  EmbeddedCall,
  EmbeddedClearnode,
  EmbeddedClearnodeOptions,
  EmbeddedConnection,
  EmbeddedHistoryEntry,
  EmbeddedLedgerRow,
  EmbeddedSession,
  EmbeddedTransaction,
  LatencyPoint,
  SessionSeed,
} from './clearnode/types'
export type { EmbeddedWebSocket, EmbeddedWebSocketConstructor } from './clearnode/webSocket'
