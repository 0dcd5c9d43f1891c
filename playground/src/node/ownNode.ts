import type { WebSocketConstructor } from 'vue-nitrolite/core'
import type { NodeControl } from './nodeControl'
import type { NodeKind } from './nodeKind'

/** A node that the playground runs. */
export interface OwnNode {
  readonly kind: NodeKind
  /** Whether it runs in the page or in the process that serves the page. */
  readonly place: 'page' | 'machine'
  /** How the URL of the page names it: by its kind if it runs in the page, otherwise by its URL. */
  readonly id: string
  /** The URL that clients connect to and that receipts mention. */
  readonly url: string
  readonly WebSocket: WebSocketConstructor
  readonly control: NodeControl
}

/** Finds a node by its kind and by the place where it runs. */
export const findOwnNode = (nodes: readonly OwnNode[], kind: NodeKind, place: OwnNode['place']): OwnNode | undefined =>
  nodes.find(node => node.kind === kind && node.place === place)
