import type { ConnectionStatus } from '../../core/connection/types'

const REACHABLE: readonly ConnectionStatus[] = ['open', 'authenticating', 'ready']

/** Whether the node can be asked public things in this state. */
export const isReachable = (status: ConnectionStatus): boolean => REACHABLE.includes(status)
