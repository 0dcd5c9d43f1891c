import type { IncomingMessage } from 'node:http'
import type { Plugin } from 'vite'
import { CONTROL_PATH, type NodeControl } from './src/node/nodeControl'
import { NODE_KINDS, type NodeKind } from './src/node/nodeKind'

/** What the page may call on a served node: the methods of `NodeControl`, and `url` for its WebSocket URL. */
export type ServedControl = NodeControl & { url(): Promise<string> }

export type ServedControls = Readonly<Record<NodeKind, ServedControl>>

const CALLS: readonly string[] = ['url', 'balances', 'createSession', 'setDelay', 'addFault', 'clearFaults', 'faultHits', 'restart'] satisfies (keyof ServedControl)[]

async function readArguments(request: IncomingMessage): Promise<unknown[]> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text) as unknown[]
}

/**
 * Lets the page control the nodes that run beside the development server. It accepts only requests of type
 * `application/json`, because browsers let pages of other origins send those only after a successful preflight.
 * @param getControls returns null until the nodes are up
 */
export function nodeControlPlugin(getControls: () => ServedControls | null): Plugin {
  return {
    name: 'embedded-node-control',
    configureServer(server) {
      server.middlewares.use(CONTROL_PATH, (request, response) => {
        const [kindName, name = ''] = (request.url ?? '').slice(1).split('/')
        const kind = NODE_KINDS.find(candidate => candidate === kindName)
        const controls = getControls()
        const answer = async (): Promise<unknown> => {
          if (request.headers['content-type'] !== 'application/json' || !controls || !kind || !CALLS.includes(name)) {
            throw new RangeError('Unknown call.')
          }
          const method = controls[kind][name as keyof ServedControl] as (...args: unknown[]) => Promise<unknown>
          return method(...await readArguments(request))
        }
        answer().then(
          result => { response.setHeader('content-type', 'application/json').end(JSON.stringify(result ?? null)) },
          (error: unknown) => {
            response.statusCode = 400
            response.end(error instanceof Error ? error.message : String(error))
          },
        )
      })
    },
  }
}
