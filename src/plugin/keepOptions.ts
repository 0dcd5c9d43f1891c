import type { BrowserPersistenceOptions } from '../browser/browserPersistence'
import type { KeepOptions } from '../core/client/keepOptions'
import type { NitroliteStorage } from './activeSession'

/**
 * What the plugin keeps. A part that is not given is kept in the browser's database, which `name` and `allowMemory` configure.
 * A part that is `false` is kept in memory only.
 */
export interface NitroliteKeepOptions extends KeepOptions, BrowserPersistenceOptions {
  /** Where the id of the active session is remembered; `false` for nowhere. @default localStorage, where the page may use it */
  readonly activeSession?: NitroliteStorage | false
}
