import { NODE_KINDS } from './nodeKind'
import { APPLICATION } from './firstSession'

/** The node that the page uses. */
export interface NodeChoice {
  /** The URL of a node, or the kind of a node in the page. */
  readonly node: string
  readonly application: string
}

/** Reads `?node=wss://…&application=…`; `node=clearnode` and `node=nitronode` choose the nodes in the page. */
export function readNodeChoice(search: string, defaultNode: string): NodeChoice {
  const query = new URLSearchParams(search)
  return {
    node: query.get('node')?.trim() || defaultNode,
    application: query.get('application')?.trim() || APPLICATION,
  }
}

/** The query that `readNodeChoice` reads as this choice; it keeps other parameters. */
export function writeNodeChoice(search: string, { node, application }: NodeChoice): string {
  const query = new URLSearchParams(search)
  query.set('node', node)
  if (application === APPLICATION) query.delete('application')
  else query.set('application', application)
  // A query may contain colons and slashes, and URLs are easier to read with them.
  return `?${query.toString().replaceAll('%3A', ':').replaceAll('%2F', '/')}`
}

const isInPage = (node: string): boolean => NODE_KINDS.some(kind => kind === node)

/** Whether a node runs on this machine. Only such nodes may be used with the public test keys. */
export function isLocalNode(node: string): boolean {
  if (isInPage(node)) return true
  return URL.canParse(node) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(node).hostname)
}

/** Why this text is not a node; null if it is one. */
export function checkNode(node: string): string | null {
  if (isInPage(node)) return null
  if (!URL.canParse(node)) return 'This is not a URL. Enter one like wss://node.example/ws.'
  const { protocol } = new URL(node)
  return protocol === 'ws:' || protocol === 'wss:' ? null : `The URL of a node starts with ws:// or wss://, not with ${protocol}//.`
}
