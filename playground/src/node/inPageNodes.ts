import { NODE_KINDS } from './nodeKind'
import type { OwnNode } from './ownNode'
import type { PlaygroundNodes } from './playgroundNodes'

/** The nodes that run in the page and forget everything when it is reloaded. */
export const inPageNodes = (nodes: PlaygroundNodes): OwnNode[] => NODE_KINDS.map((kind) => {
  const { node, control } = nodes[kind]
  return { kind, place: 'page', id: kind, url: `ws://${kind}.in-page/`, WebSocket: node.WebSocket, control }
})
