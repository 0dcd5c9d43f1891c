import { FAULT_KINDS } from './moments'
import type { FaultKind } from './types'

/** A kind of embedded node. */
export type NodeKind = 'clearnode' | 'nitronode'

/**
 * What random faults need to know about a kind of node. Random schedules draw from these lists, so their order decides
 * what a seed means.
 */
export interface FaultProfile {
  /** Kinds of faults that can happen to it. */
  readonly kinds: readonly FaultKind[]
  /** The method that closes sessions, and on nitronode also agrees new splits. */
  readonly closeMethod: string
  /** How many requests of that method a closing needs at most. */
  readonly submissions: number
  /** Other methods that a client uses to close a session and to find out the outcome. */
  readonly methods: readonly string[]
  /** Those of the other methods that name one session. */
  readonly sessionReads: readonly string[]
  /** Methods of pushes. Common ones are listed several times, so that they are drawn more often. */
  readonly pushes: readonly string[]
  /** Methods that a node sometimes refuses. */
  readonly refused: readonly string[]
  /** Texts of such refusals. */
  readonly refusals: readonly string[]
}

/**
 * A nitronode has no pushes, does not check timestamps, and keeps nothing that only one of several nodes would know. Deposits
 * and withdrawals need channels there, and an operate is `agree-by-others`.
 */
const NOT_ON_NITRONODE: readonly FaultKind[] = [
  'reorder', 'expiry', 'several-nodes', 'operate-by-others', 'deposit-by-others', 'withdraw-by-others',
]

export const FAULT_PROFILES: Readonly<Record<NodeKind, FaultProfile>> = {
  clearnode: {
    kinds: FAULT_KINDS.filter(kind => kind !== 'agree-by-others'),
    closeMethod: 'close_app_session',
    submissions: 1,
    methods: [
      'auth_request', 'auth_verify', 'ping', 'get_app_sessions', 'get_app_definition', 'get_ledger_entries',
      'get_ledger_transactions', 'get_rpc_history',
    ],
    sessionReads: ['get_app_definition', 'get_ledger_entries', 'get_ledger_transactions'],
    pushes: ['bu', 'bu', 'bu', 'bu', 'bu', 'bu', 'bu', 'assets', 'channels'],
    refused: ['auth_request', 'auth_verify', 'auth_verify', 'close_app_session'],
    refusals: ['authentication failed', 'failed to generate challenge', 'invalid JWT token', 'internal server error'],
  },
  nitronode: {
    kinds: FAULT_KINDS.filter(kind => !NOT_ON_NITRONODE.includes(kind)),
    closeMethod: 'app_sessions.v1.submit_app_state',
    submissions: 2,
    methods: [
      'node.v1.ping', 'node.v1.get_config', 'node.v1.get_assets', 'app_sessions.v1.get_app_sessions',
      'app_sessions.v1.get_app_sessions', 'user.v1.get_transactions', 'app_sessions.v1.get_last_key_states',
      'app_sessions.v1.submit_session_key_state',
    ],
    sessionReads: ['app_sessions.v1.get_app_sessions'],
    pushes: [],
    refused: [
      'node.v1.get_assets', 'app_sessions.v1.get_app_sessions', 'app_sessions.v1.get_last_key_states',
      'app_sessions.v1.submit_session_key_state', 'app_sessions.v1.submit_app_state', 'app_sessions.v1.submit_app_state',
    ],
    refusals: [
      'failed to process app state update', 'failed to get current allocations: timeout', 'internal server error',
      // The only one of these texts that comes from a check of the node, so such an attempt can never land.
      'failed to issue release state for participant: cannot issue release receiver state: escrow lock is still ongoing',
    ],
  },
}
