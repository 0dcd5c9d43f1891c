import { APPLICATION } from './playgroundNode'

/** Which node the page talks to; without a URL it is the one inside of the page. */
export interface NodeChoice {
  readonly url: string | null
  readonly application: string
}

/** Reads `?node=wss://…&application=…`; `node=in-page` asks for the node inside of the page. */
export function readNodeChoice(search: string, defaultUrl: string | null): NodeChoice {
  const query = new URLSearchParams(search)
  const node = query.get('node')?.trim() || null
  return {
    url: node === null ? defaultUrl : node === 'in-page' ? null : node,
    application: query.get('application')?.trim() || APPLICATION,
  }
}

/** The query that leads to the same choice; other parameters stay. */
export function writeNodeChoice(search: string, { url, application }: NodeChoice): string {
  const query = new URLSearchParams(search)
  query.set('node', url ?? 'in-page')
  if (application === APPLICATION) query.delete('application')
  else query.set('application', application)
  // Addresses are easier to read with their colons and slashes, which a query may hold as they are.
  return `?${query.toString().replaceAll('%3A', ':').replaceAll('%2F', '/')}`
}

/** Test keys are offered only where a node runs on this very machine. */
export function isLocalNode(url: string | null): boolean {
  if (url === null) return true
  try {
    return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
  }
  catch {
    return false
  }
}

/** Why an address cannot be that of a node; null where it can. */
export function checkNodeUrl(url: string): string | null {
  if (!URL.canParse(url)) return 'This is no address. It looks like wss://node.example/ws.'
  const { protocol } = new URL(url)
  return protocol === 'ws:' || protocol === 'wss:' ? null : `A node is reached by ws:// or wss://, not by ${protocol}//.`
}
