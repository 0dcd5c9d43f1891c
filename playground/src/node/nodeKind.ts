import type { NodeKind } from 'vue-nitrolite/testing'

/** The kinds of node that the playground can run. */
export type { NodeKind }

export const NODE_KINDS: readonly NodeKind[] = ['clearnode', 'nitronode']

/** Names for people. */
export const NODE_NAMES: Readonly<Record<NodeKind, string>> = { clearnode: 'ClearNode 0.5', nitronode: 'nitronode 1.x' }

const PROTOCOLS: Readonly<Record<string, NodeKind>> = { 'nitrorpc/0.5': 'clearnode', 'nitronode/1': 'nitronode' }

/** The name of the nodes with this protocol, or the protocol itself if it is unknown. */
export function protocolName(protocol: string): string {
  const kind = PROTOCOLS[protocol]
  return kind ? NODE_NAMES[kind] : protocol
}
