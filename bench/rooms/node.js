import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Starts a node in a process of its own.
 * @param options.kind `clearnode` or `nitronode`
 * @param options.pace closes per second of a ClearNode, `perConnection` and `perNode`; null for as many as it can
 */
export async function startNode({ kind = 'clearnode', pace = null } = {}) {
  const child = fork(fileURLToPath(new URL('./nodeProcess.js', import.meta.url)), [JSON.stringify({ kind, pace })], { execArgv: [] })
  const waiting = new Map()
  let calls = 0
  child.on('message', ({ number, result }) => {
    waiting.get(number)(result)
    waiting.delete(number)
  })
  child.on('exit', (code) => { if (code !== 0) throw new Error(`The process of the node ended with code ${code}.`) })
  const call = (name, ...args) => new Promise((resolve) => {
    const number = ++calls
    waiting.set(number, resolve)
    child.send({ number, call: name, args })
  })
  return {
    kind,
    url: await call('url'),
    createSessions: count => call('createSessions', count),
    judge: ids => call('judge', ids),
    stop: () => { child.disconnect() },
  }
}
