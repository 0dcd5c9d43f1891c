import type { BrowserPersistenceOptions } from '../browser/browserPersistence'
import type { NitroliteClientOptions } from '../core/client/options'
import type { NitroliteClient } from '../core/client/types'
import type { NitroliteStorage } from './activeSession'
import type { TextsOption } from './appTexts'
import type { KeepOptions } from '../core/client/keepOptions'

/** Options of the Vue layer. */
export interface NitroliteVueOptions {
  /**
   * Connect as soon as the app is mounted. A function is called in the browser with the function that connects, to choose a later
   * moment: hydration of asynchronous components, for example, ends after the app was mounted.
   * @default false
   */
  readonly autoConnect?: boolean | ((connect: () => void) => void)
  /**
   * Where closings, logins, the history and the active session are kept, so that they survive a reload and are shared by all
   * tabs; `false` for in memory only. Each part can be given alone and replaces only this part of the default.
   * @default the browser's database, see `createBrowserPersistence`, and localStorage for the active session
   */
  readonly keep?: NitroliteKeepOptions | false
  /** @deprecated Use `keep.activeSession`. This name works until 1.0. */
  readonly storage?: NitroliteStorage | false
  /**
   * @deprecated Use `keep`, which takes the same `name` and `allowMemory`; `keep: false` also stops remembering the active
   * session. This name works until 1.0.
   */
  readonly persistence?: BrowserPersistenceOptions | false
  /**
   * The texts that people see: a shipped language such as `german` of `vue-nitrolite/locales/de`, or texts of the app. A ref
   * or getter changes the language while the app runs, and a promise, for example of `loadTexts`, loads it on demand: until
   * it is there, the earlier texts stay. If it cannot be loaded, they stay as well, and the error is `PAGE_OUTDATED`.
   * @default English
   */
  readonly texts?: TextsOption | undefined
}

/** Takes a client that the app made itself. The plugin does not dispose it with the app. */
export interface NitroliteClientOption {
  readonly client: NitroliteClient
}

/** Options of `createNitrolite`: the options of a client, or a client. */
export type NitroliteOptions =
  | (NitroliteVueOptions & NitroliteClientOptions & { readonly client?: never })
  | (NitroliteVueOptions & NitroliteClientOption & { readonly [K in Exclude<keyof NitroliteClientOptions, 'keep'>]?: never } & {
    // The other parts of `keep` are options of the client.
    readonly keep?: { readonly [K in Exclude<keyof NitroliteKeepOptions, 'activeSession'>]?: never } | false
  })

/**
 * What the plugin keeps. A part that is not given is kept in the browser's database, which `name` and `allowMemory` configure.
 * A part that is `false` is kept in memory only.
 */
export interface NitroliteKeepOptions extends KeepOptions, BrowserPersistenceOptions {
  /** Where the id of the active session is remembered; `false` for nowhere. @default localStorage, where the page may use it */
  readonly activeSession?: NitroliteStorage | false
}
