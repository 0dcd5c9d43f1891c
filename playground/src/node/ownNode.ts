import type { WebSocketConstructor } from 'vue-nitrolite/core'
import type { NodeControl } from './nodeControl'
import type { NodeKind } from './nodeKind'

/** One of the nodes that the playground brings along. */
export interface OwnNode {
  readonly kind: NodeKind
  /** Where it runs: inside of the page, or in the process that serves the page. */
  readonly place: 'page' | 'machine'
  /** What the address of the page calls it: its kind inside of the page, its URL elsewhere. */
  readonly id: string
  /** Address under which clients and receipts know it. */
  readonly url: string
  readonly WebSocket: WebSocketConstructor
  readonly control: NodeControl
}

/** The same kind in the other place, or the other kind in the same place, where there is such a node. */
export const findOwnNode = (nodes: readonly OwnNode[], kind: NodeKind, place: OwnNode['place']): OwnNode | undefined =>
  nodes.find(each => each.kind === kind && each.place === place)
