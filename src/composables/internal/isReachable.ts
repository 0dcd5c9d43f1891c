import type { ConnectionStatus } from '../../core/connection/types'

const REACHABLE: ReadonlySet<ConnectionStatus> = new Set(['open', 'authenticating', 'ready'])

/** Whether public data can be read from the node in this state. */
export const isReachable = (status: ConnectionStatus): boolean => REACHABLE.has(status)
