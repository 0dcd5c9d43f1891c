import { CONTROL_PATH, type NodeControl } from './nodeControl'

/** The node that `npm run play` serves. */
export interface ServedNode {
  readonly url: string
  readonly control: NodeControl
}

async function call(name: string, ...args: unknown[]): Promise<unknown> {
  const response = await fetch(`${CONTROL_PATH}/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(args),
  })
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}

/** The node beside the development server; null in a static build. */
export async function findServedNode(): Promise<ServedNode | null> {
  if (!import.meta.env.DEV) return null
  const url = await call('url').catch(() => null)
  if (typeof url !== 'string') return null
  return {
    url,
    control: {
      balances: wallets => call('balances', wallets) as ReturnType<NodeControl['balances']>,
      createSession: seed => call('createSession', seed) as Promise<string>,
      setDelay: async milliseconds => { await call('setDelay', milliseconds) },
      addFault: async fault => { await call('addFault', fault) },
      clearFaults: async () => { await call('clearFaults') },
      faultHits: () => call('faultHits') as ReturnType<NodeControl['faultHits']>,
      restart: async () => { await call('restart') },
    },
  }
}
