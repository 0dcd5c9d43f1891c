import type { IncomingMessage } from 'node:http'
import type { Plugin } from 'vite'
import { CONTROL_PATH, type NodeControl } from './src/node/nodeControl'

/** What the page may call, by the names of `NodeControl`, and the address of the node. */
export type ServedControl = NodeControl & { url(): Promise<string> }

const CALLS: readonly string[] = ['url', 'balances', 'createSession', 'setDelay', 'addFault', 'clearFaults', 'faultHits', 'restart'] satisfies (keyof ServedControl)[]

async function readArguments(request: IncomingMessage): Promise<unknown[]> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text) as unknown[]
}

/**
 * Lets the page control the node that runs beside the development server. Only JSON is taken, which pages of
 * other origins cannot send without being asked for it first.
 */
export function nodeControlPlugin(control: () => ServedControl | null): Plugin {
  return {
    name: 'embedded-node-control',
    configureServer(server) {
      server.middlewares.use(CONTROL_PATH, (request, response) => {
        const name = (request.url ?? '').slice(1)
        const present = control()
        const answer = async (): Promise<unknown> => {
          if (request.headers['content-type'] !== 'application/json' || !present || !CALLS.includes(name)) {
            throw new RangeError('There is no such call.')
          }
          const method = present[name as keyof ServedControl] as (...args: unknown[]) => Promise<unknown>
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
