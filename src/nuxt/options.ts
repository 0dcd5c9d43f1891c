import type { NitroliteClientOptions, NitroliteKeepOptions, NitroliteVueOptions } from 'vue-nitrolite'

type PluginOptions = NitroliteClientOptions & NitroliteVueOptions

/** The options of the plugin that survive JSON. */
type SerializableOptions = Pick<
  PluginOptions,
  'url' | 'application' | 'protocol' | 'broker' | 'timeouts' | 'reconnect' | 'recovery' | 'sessionKey' | 'limits' | 'persistence'
>

/** The parts of `keep` that survive JSON: settings of the browser's database, and `false` for what is not kept. */
type SerializableKeep = {
  readonly [Name in keyof NitroliteKeepOptions]?: Extract<NitroliteKeepOptions[Name], string | boolean>
}

/**
 * The options that reach the browser, as `runtimeConfig.public.nitrolite`. When the server starts, environment variables
 * such as `NUXT_PUBLIC_NITROLITE_URL` replace them. An empty text counts as not given.
 */
export interface NitroliteRuntimeConfig extends Partial<SerializableOptions> {
  /** Connect in the browser as soon as the page is hydrated. @default false */
  readonly autoConnect?: boolean
  /**
   * What is kept in the browser, as the option `keep` of `createNitrolite`; `false` for in memory only. Listeners of the hook
   * `nitrolite:options` can add the parts that no configuration can hold.
   * @default the browser's database, and localStorage for the active session
   */
  readonly keep?: SerializableKeep | false
}

/** Options under `nitrolite` in `nuxt.config`. */
export interface ModuleOptions extends NitroliteRuntimeConfig {
  /** Whether composables and components can be used without importing them. @default true */
  readonly autoImports?: boolean
  /** Whether the style sheet of the components is added to the app. @default true */
  readonly css?: boolean
}

/**
 * The options of the app's plugin before it is made. Listeners of the hook `nitrolite:options` may change them, and add
 * options that no configuration can hold, such as `signer` and `keep.activeSession`.
 */
export type NitroliteHookOptions = { -readonly [Name in keyof PluginOptions]?: PluginOptions[Name] }

declare module 'nuxt/app' {
  interface RuntimeNuxtHooks {
    /** Called before the plugin is made: for each request on the server, and once in the browser. */
    'nitrolite:options': (options: NitroliteHookOptions) => void | Promise<void>
  }
}
