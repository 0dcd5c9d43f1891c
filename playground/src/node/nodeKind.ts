import type { NodeKind } from 'vue-nitrolite/testing'

export type { NodeKind }

export const NODE_KINDS: readonly NodeKind[] = ['clearnode', 'nitronode']

/** What the nodes are called. */
export const NODE_NAMES: Readonly<Record<NodeKind, string>> = { clearnode: 'ClearNode 0.5', nitronode: 'nitronode 1.x' }

const PROTOCOLS: Readonly<Record<string, NodeKind>> = { 'nitrorpc/0.5': 'clearnode', 'nitronode/1': 'nitronode' }

/** What a person calls the nodes that speak a protocol; the protocol itself where the playground has none of them. */
export function protocolName(protocol: string): string {
  const kind = PROTOCOLS[protocol]
  return kind ? NODE_NAMES[kind] : protocol
}
