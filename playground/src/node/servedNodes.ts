import { CONTROL_PATH, type NodeControl } from './nodeControl'
import { NODE_KINDS, type NodeKind } from './nodeKind'
import type { OwnNode } from './ownNode'

async function call(kind: NodeKind, name: string, ...args: unknown[]): Promise<unknown> {
  const response = await fetch(`${CONTROL_PATH}/${kind}/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(args),
  })
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}

const controlOf = (kind: NodeKind): NodeControl => ({
  balances: wallets => call(kind, 'balances', wallets) as ReturnType<NodeControl['balances']>,
  createSession: seed => call(kind, 'createSession', seed) as Promise<string>,
  setDelay: async milliseconds => { await call(kind, 'setDelay', milliseconds) },
  addFault: async fault => { await call(kind, 'addFault', fault) },
  clearFaults: async () => { await call(kind, 'clearFaults') },
  faultHits: () => call(kind, 'faultHits') as ReturnType<NodeControl['faultHits']>,
  restart: async () => { await call(kind, 'restart') },
})

async function findServedNode(kind: NodeKind): Promise<OwnNode[]> {
  const url = await call(kind, 'url').catch(() => null)
  return typeof url === 'string' ? [{ kind, place: 'machine', id: url, url, WebSocket, control: controlOf(kind) }] : []
}

/** The nodes that `npm run play` serves beside the page. A static build has none. */
export const findServedNodes = async (): Promise<OwnNode[]> =>
  import.meta.env.DEV ? (await Promise.all(NODE_KINDS.map(findServedNode))).flat() : []
