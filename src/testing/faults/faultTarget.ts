import type { EmbeddedCall } from '../embedded/types'

/** The message that a fault may hit. */
export interface FaultTarget extends EmbeddedCall {
  /** Id of the session in the params of the message, or null. */
  readonly sessionId: string | null
}
