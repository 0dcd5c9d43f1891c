import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { panelHtml } from './html'

/** What this file uses of Vite. */
interface PanelServer {
  readonly middlewares: {
    use(route: string, handle: (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void): void
  }
}

/**
 * A plugin for Vite that serves the panel in development.
 * @param route where it is served, with a slash at the end
 * @param script path of the panel's script
 */
export const servePanel = (route: string, script: string) => ({
  name: 'vue-nitrolite:panel',
  apply: 'serve' as const,
  configureServer({ middlewares }: PanelServer) {
    middlewares.use(route, (request, response, next) => {
      const send = (type: string, content: string): void => {
        response.setHeader('Content-Type', `${type}; charset=utf-8`)
        response.setHeader('Cache-Control', 'no-store')
        response.end(content)
      }
      if (request.url === '/') send('text/html', panelHtml(route))
      else if (request.url === '/page.js') readFile(script, 'utf8').then(content => { send('text/javascript', content) }, next)
      else next()
    })
  },
})
