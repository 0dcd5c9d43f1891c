import type { Address, Balance } from 'vue-nitrolite/core'
import type { Fault, FaultControl, SessionSeed } from 'vue-nitrolite/testing'

export type FaultCount = ReturnType<FaultControl['hits']>

/** Path of the development server under which the node beside it is controlled. */
export const CONTROL_PATH = '/embedded-node'

/** What can be done to an embedded node beside talking to it, wherever it runs. */
export interface NodeControl {
  /** Unified balances of the wallets, in the order asked. */
  balances(wallets: readonly Address[]): Promise<readonly (readonly Balance[])[]>
  /** Opens a funded session. @returns its id */
  createSession(seed: SessionSeed): Promise<string>
  /** How long the node takes for a close, in milliseconds; the other calls take a part of it. */
  setDelay(milliseconds: number): Promise<void>
  /** Lets something go wrong. */
  addFault(fault: Fault): Promise<void>
  /** Ends what was let go wrong; what it changed for good stays. */
  clearFaults(): Promise<void>
  /** How often each kind took effect. */
  faultHits(): Promise<FaultCount>
  /** Stops and starts the node: its tables stay, its connections end. */
  restart(): Promise<void>
}
