import type { NitrolitePlugin } from '../plugin/context'
import type { ShallowRef } from 'vue'

/** The option that every composable has. */
export interface NitroliteComposableOptions {
  /** An installed plugin, for use outside of components. @default the plugin of the current app */
  readonly plugin?: NitrolitePlugin | undefined
}

/** An output of a composable: reactive, shallow and read-only. */
export type ReadonlyRef<T> = Readonly<ShallowRef<T>>
