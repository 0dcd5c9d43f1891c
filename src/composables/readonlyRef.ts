import type { ShallowRef } from 'vue'

/** An output of a composable: reactive, shallow and read-only. */
export type ReadonlyRef<T> = Readonly<ShallowRef<T>>
