import type { NitrolitePlugin } from '../plugin/context'

/** The option that every composable has. */
export interface NitroliteComposableOptions {
  /** An installed plugin, for use outside of components. @default the plugin of the current app */
  readonly plugin?: NitrolitePlugin | undefined
}
