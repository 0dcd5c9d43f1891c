import { FAULT_KINDS } from './moments'
import type { FaultKind } from './types'

/** What kind of node faults happen to. */
export type FaultyNode = 'clearnode' | 'nitronode'

/** What faults have to know of a node to aim at what matters. */
export interface FaultProfile {
  /** Kinds that can happen to it. */
  readonly kinds: readonly FaultKind[]
  /** Method that pays sessions out, or agrees how. */
  readonly closeMethod: string
  /** Requests of that method that a closing needs at most. */
  readonly steps: number
  /** Other methods of a client that closes and looks what became of it. */
  readonly methods: readonly string[]
  /** Methods of pushes, common ones more often. */
  readonly pushes: readonly string[]
  /** Methods that get refused now and then, and texts that do not say why. */
  readonly refused: readonly string[]
  readonly refusals: readonly string[]
}

/** Without pushes, stamps that grow old, or anything that one of several nodes knew alone. */
const NOT_ON_NITRONODE: readonly FaultKind[] = ['reorder', 'expiry', 'fronts']

export const FAULT_PROFILES: Readonly<Record<FaultyNode, FaultProfile>> = {
  clearnode: {
    kinds: FAULT_KINDS.filter(kind => kind !== 'agree-elsewhere'),
    closeMethod: 'close_app_session',
    steps: 1,
    methods: [
      'auth_request', 'auth_verify', 'ping', 'get_app_sessions', 'get_app_definition', 'get_ledger_entries',
      'get_ledger_transactions', 'get_rpc_history',
    ],
    pushes: ['bu', 'bu', 'bu', 'bu', 'bu', 'bu', 'bu', 'assets', 'channels'],
    refused: ['auth_request', 'auth_verify', 'auth_verify', 'close_app_session'],
    refusals: ['authentication failed', 'failed to generate challenge', 'invalid JWT token', 'internal server error'],
  },
  nitronode: {
    kinds: FAULT_KINDS.filter(kind => !NOT_ON_NITRONODE.includes(kind)),
    closeMethod: 'app_sessions.v1.submit_app_state',
    steps: 2,
    methods: [
      'node.v1.ping', 'node.v1.get_config', 'node.v1.get_assets', 'app_sessions.v1.get_app_sessions',
      'app_sessions.v1.get_app_sessions', 'user.v1.get_transactions', 'app_sessions.v1.get_last_key_states',
      'app_sessions.v1.submit_session_key_state',
    ],
    pushes: [],
    refused: [
      'node.v1.get_assets', 'app_sessions.v1.get_app_sessions', 'app_sessions.v1.get_last_key_states',
      'app_sessions.v1.submit_session_key_state', 'app_sessions.v1.submit_app_state', 'app_sessions.v1.submit_app_state',
    ],
    refusals: [
      'failed to process app state update', 'failed to get current allocations: timeout', 'internal server error',
      // One of the checks: what is refused with it can never land.
      'failed to issue release state for participant: cannot issue release receiver state: escrow lock is still ongoing',
    ],
  },
}
