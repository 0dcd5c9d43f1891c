import type { GoValue } from '../formats/goJson'
import type { CallFrame } from './frames'
import type { ClearnodeState } from './state'
import type { Policy } from './tokens'

/** What a method works with. */
export interface CallContext {
  readonly node: ClearnodeState
  readonly call: CallFrame
  /** The wallet that is logged in on the connection; empty if none is. */
  readonly wallet: string
}

/** What a method returns. */
export interface Answer {
  /** @default the method of the request */
  readonly method?: string
  readonly params: GoValue
  /** The policy of a login, set by the methods that log in. */
  readonly login?: Policy
}
