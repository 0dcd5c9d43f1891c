import { NODE_KINDS } from './nodeKind'
import { APPLICATION } from './playgroundNodes'

/** Which node the page talks to. */
export interface NodeChoice {
  /** Address of a node, or the kind of one that runs inside of the page. */
  readonly node: string
  readonly application: string
}

/** Reads `?node=wss://…&application=…`; `node=clearnode` and `node=nitronode` ask for the nodes inside of the page. */
export function readNodeChoice(search: string, defaultNode: string): NodeChoice {
  const query = new URLSearchParams(search)
  return {
    node: query.get('node')?.trim() || defaultNode,
    application: query.get('application')?.trim() || APPLICATION,
  }
}

/** The query that leads to the same choice; other parameters stay. */
export function writeNodeChoice(search: string, { node, application }: NodeChoice): string {
  const query = new URLSearchParams(search)
  query.set('node', node)
  if (application === APPLICATION) query.delete('application')
  else query.set('application', application)
  // Addresses are easier to read with their colons and slashes, which a query may hold as they are.
  return `?${query.toString().replaceAll('%3A', ':').replaceAll('%2F', '/')}`
}

const isInPage = (node: string): boolean => NODE_KINDS.some(kind => kind === node)

/** Test keys are offered only where a node runs on this very machine. */
export function isLocalNode(node: string): boolean {
  if (isInPage(node)) return true
  return URL.canParse(node) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(node).hostname)
}

/** Why this cannot be a node; null where it can. */
export function checkNode(node: string): string | null {
  if (isInPage(node)) return null
  if (!URL.canParse(node)) return 'This is no address. It looks like wss://node.example/ws.'
  const { protocol } = new URL(node)
  return protocol === 'ws:' || protocol === 'wss:' ? null : `A node is reached by ws:// or wss://, not by ${protocol}//.`
}
