import { setTimeout as pause } from 'node:timers/promises'
import { connectBare, connectLibrary } from './closers.js'
import { measureMany } from './manyClosings.js'
import { newAddress } from './nodes.js'
import { median } from './numbers.js'

/** On nitronode the rate limit decides, so the closings are those with the fewest messages. */
const hasNewSplit = node => node.kind === 'clearnode'

/** How many bare closes of a ClearNode are in flight at once. */
const IN_FLIGHT = 100

/** Messages per second that a nitronode accepts on one connection. It drops the socket of a faster client. */
const NITRONODE_RATE = 10

/** How often a screen reads a session while many closings run, in milliseconds. */
const SCREEN_INTERVAL = 3_000

/**
 * Reads a session again and again, as a screen does.
 * @returns a function that stops and returns all durations. A read that is still waiting counts with what it has waited
 */
function readAsScreen(client, sessionId) {
  const durations = []
  let startedAt = null
  const timer = setInterval(async () => {
    if (startedAt !== null) return
    startedAt = performance.now()
    await client.sessions.get(sessionId).catch(() => {})
    durations.push(performance.now() - startedAt)
    startedAt = null
  }, SCREEN_INTERVAL)
  return () => {
    clearInterval(timer)
    return startedAt === null ? durations : [...durations, performance.now() - startedAt]
  }
}

/** Starts all closings of a client at the same moment. */
export async function closeTogether(node, { count, limit }) {
  const closer = await connectLibrary(node, node.urls.delayed)
  const [shown, ...sessions] = await node.openSessions(closer.wallet, count + 1, newAddress())
  const stopReading = readAsScreen(closer.client, shown.id)
  const run = await measureMany(node, closer, {
    sessions, limit, ids: sessions.map(({ id }) => id),
    begin: () => { for (const session of sessions) Promise.resolve(closer.close(session, hasNewSplit(node))).catch(() => {}) },
  })
  const reads = stopReading()
  closer.dispose()
  return { ...run, screen: reads.length > 0 ? { median: median(reads), longest: Math.max(...reads) } : undefined }
}

/** Sends bare closes one behind the other, without waiting for answers: the most that the node can do on one connection. */
export async function closePipelined(node, { count }) {
  const closer = await connectBare(node, node.urls.delayed)
  const sessions = await node.openSessions(closer.wallet, count, newAddress())
  closer.traffic.restart()
  const cpuBefore = process.cpuUsage()
  const started = performance.now()
  if (node.kind === 'nitronode') {
    await Promise.all(sessions.map(async (session, index) => {
      await pause(index * 1000 / NITRONODE_RATE)
      await closer.close(session, hasNewSplit(node))
    }))
  } else {
    const waiting = sessions.values()
    await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
      for (const session of waiting) await closer.close(session, hasNewSplit(node))
    }))
  }
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  closer.dispose()
  return {
    seconds, perSecond: count / seconds, frames: closer.traffic.frames / count, cpu: (user + system) / 1000 / count,
    ...await node.countPaid(sessions),
  }
}
