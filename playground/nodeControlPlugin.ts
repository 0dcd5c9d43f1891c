import type { IncomingMessage } from 'node:http'
import type { Plugin } from 'vite'
import { CONTROL_PATH, type NodeControl } from './src/node/nodeControl'
import { NODE_KINDS, type NodeKind } from './src/node/nodeKind'

/** What the page may call of a node, by the names of `NodeControl`, and the node's address. */
export type ServedControl = NodeControl & { url(): Promise<string> }

export type ServedControls = Readonly<Record<NodeKind, ServedControl>>

const CALLS: readonly string[] = ['url', 'balances', 'createSession', 'setDelay', 'addFault', 'clearFaults', 'faultHits', 'restart'] satisfies (keyof ServedControl)[]

async function readArguments(request: IncomingMessage): Promise<unknown[]> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text) as unknown[]
}

/**
 * Lets the page control the nodes that run beside the development server. Only JSON is taken, which pages of
 * other origins cannot send without being asked for it first.
 * @param controls gives null until the nodes are up
 */
export function nodeControlPlugin(controls: () => ServedControls | null): Plugin {
  return {
    name: 'embedded-node-control',
    configureServer(server) {
      server.middlewares.use(CONTROL_PATH, (request, response) => {
        const [kindName, name = ''] = (request.url ?? '').slice(1).split('/')
        const kind = NODE_KINDS.find(each => each === kindName)
        const present = controls()
        const answer = async (): Promise<unknown> => {
          if (request.headers['content-type'] !== 'application/json' || !present || !kind || !CALLS.includes(name)) {
            throw new RangeError('There is no such call.')
          }
          const method = present[kind][name as keyof ServedControl] as (...args: unknown[]) => Promise<unknown>
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
