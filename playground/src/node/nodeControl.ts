import type { Address, Balance } from 'vue-nitrolite/core'
import type { Fault, FaultControl, SessionSeed } from 'vue-nitrolite/testing'

export type FaultCount = ReturnType<FaultControl['hits']>

/** The development server accepts calls at `CONTROL_PATH/<kind of node>/<method>`. */
export const CONTROL_PATH = '/embedded-node'

/** Controls an embedded node, in the page or on the development server. */
export interface NodeControl {
  /** The balances of each wallet, without the funds in sessions. */
  balances(wallets: readonly Address[]): Promise<readonly (readonly Balance[])[]>
  /** Opens a funded session. @returns its id */
  createSession(seed: SessionSeed): Promise<string>
  /** Delays each step of a closing, in milliseconds, and other calls by a tenth of it. */
  setDelay(milliseconds: number): Promise<void>
  /** Adds a fault for the next matching message. */
  addFault(fault: Fault): Promise<void>
  /** Removes all faults. Their lasting effects remain. */
  clearFaults(): Promise<void>
  /** How often each kind of fault occurred. */
  faultHits(): Promise<FaultCount>
  /** Restarts the node: it keeps its tables and drops its connections. */
  restart(): Promise<void>
}
