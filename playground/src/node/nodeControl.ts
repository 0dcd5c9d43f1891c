import type { Address, Balance } from 'vue-nitrolite/core'
import type { Fault, FaultControl, SessionSeed } from 'vue-nitrolite/testing'

export type FaultCount = ReturnType<FaultControl['hits']>

/** Path of the development server under which the nodes beside it are controlled, each under its kind. */
export const CONTROL_PATH = '/embedded-node'

/** What can be done to an embedded node beside talking to it, wherever it runs. */
export interface NodeControl {
  /** Balances of the wallets outside of sessions, in the order asked. */
  balances(wallets: readonly Address[]): Promise<readonly (readonly Balance[])[]>
  /** Opens a funded session. @returns its id */
  createSession(seed: SessionSeed): Promise<string>
  /** How long the node takes for each step of a closing, in milliseconds; the other calls take a part of it. */
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
