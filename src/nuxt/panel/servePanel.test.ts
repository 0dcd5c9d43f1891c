import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { servePanel } from './servePanel'

const ROUTE = '/shop/__vue-nitrolite__/'

/** Asks the panel's server for a path below its route. @returns the content, or null if the server leaves the request to others */
async function ask(url: string, script = join(import.meta.dirname, 'page.ts')): Promise<string | null> {
  const use = vi.fn<Parameters<ReturnType<typeof servePanel>['configureServer']>[0]['middlewares']['use']>()
  servePanel(ROUTE, script).configureServer({ middlewares: { use } })
  const [route, handle] = use.mock.lastCall ?? []
  expect(route).toBe(ROUTE)
  return new Promise((resolve, reject) => {
    const response = { setHeader: () => {}, end: resolve } as unknown as ServerResponse
    handle?.({ url } as IncomingMessage, response, error => error ? reject(error as Error) : resolve(null))
  })
}

it('the development server serves the panel and its script', async () => {
  const html = await ask('/')
  expect(html).toContain('No client yet')
  expect(html).toContain(`src="${ROUTE}page.js"`)
  expect(await ask('/page.js')).toContain('new BroadcastChannel')
})

it('the development server leaves other paths to the app, and reports a script that it cannot read', async () => {
  expect(await ask('/other.js')).toBeNull()
  await expect(ask('/page.js', '/nowhere/page.js')).rejects.toThrow('ENOENT')
})
