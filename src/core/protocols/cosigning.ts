import type { NodeCosigning } from '../cosigning/nodeCosigning'
import { nitronodeCosigning } from './nitronode/cosigning'
import { nitroRpcCosigning } from './nitrorpc/cosigning'

const NODES: Readonly<Record<string, NodeCosigning>> = { 'nitrorpc/0.5': nitroRpcCosigning, 'nitronode/1': nitronodeCosigning }

/** How participants sign together on nodes of a protocol; null if this version cannot do that. */
export const cosigningOf = (protocol: string): NodeCosigning | null =>
  Object.hasOwn(NODES, protocol) ? NODES[protocol] ?? null : null
