import { startProcess } from '../processCalls.js'

/**
 * Starts a node in a process of its own.
 * @param options.kind `clearnode` or `nitronode`
 * @param options.pace closes per second of a ClearNode, `perConnection` and `perNode`; null for as many as it can
 */
export async function startNode({ kind = 'clearnode', pace = null } = {}) {
  const { call, stop } = startProcess(new URL('./nodeProcess.js', import.meta.url), { kind, pace })
  return {
    kind,
    url: await call('url'),
    createSessions: count => call('createSessions', count),
    judge: ids => call('judge', ids),
    stop,
  }
}
