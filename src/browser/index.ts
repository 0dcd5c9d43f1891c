export { browserHints } from './browserHints'
export { createBrowserPersistence } from './browserPersistence'
export type { BrowserHintTargets } from './browserHints'
export type { BrowserPersistence, BrowserPersistenceOptions } from './browserPersistence'
