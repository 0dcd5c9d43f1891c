import { setTimeout as pause } from 'node:timers/promises'
import { isFinal } from 'vue-nitrolite/core'
import { tally } from './numbers.js'

/**
 * Follows closings of a client.
 * @returns `ended(limit)`, which resolves when all of them have ended, or after `limit` seconds
 */
function follow(client, ids) {
  const states = new Map(ids.map(id => [id, 'unfinished']))
  const codes = new Map()
  const started = performance.now()
  const endedAt = []
  const stop = client.on('closing', ({ sessionId, state, error }) => {
    if (!isFinal(state) || !states.has(sessionId)) return
    if (!isFinal(states.get(sessionId))) endedAt.push((performance.now() - started) / 1000)
    states.set(sessionId, state)
    if (error !== null) codes.set(sessionId, error.code)
  })
  return async (limit) => {
    while (endedAt.length < ids.length && performance.now() - started < limit * 1000) await pause(100)
    stop()
    const seconds = endedAt.length < ids.length ? limit : endedAt.at(-1)
    return {
      seconds,
      /** When half of the closings had ended. */
      half: endedAt[Math.floor(ids.length / 2)] ?? null,
      /** Only those that were paid as requested. */
      perSecond: [...states.values()].filter(state => state === 'closed').length / seconds,
      results: tally([...states].map(([id, state]) => codes.has(id) ? `${state} (${codes.get(id)})` : state)),
    }
  }
}

/**
 * Measures many closings of one client from their beginning until all of them have ended.
 * @param options.ids the sessions whose closings are followed
 * @param options.begin starts the closings
 * @param options.limit seconds after which the closings that have not ended count as unfinished
 */
export async function measureMany(node, { client, traffic }, { ids, sessions, limit, begin }) {
  traffic.restart()
  const cpuBefore = process.cpuUsage()
  const ended = follow(client, ids)
  await begin()
  const run = await ended(limit)
  const { user, system } = process.cpuUsage(cpuBefore)
  return {
    ...run,
    timeouts: traffic.timeouts,
    sockets: traffic.sockets,
    frames: traffic.frames / ids.length,
    cpu: (user + system) / 1000 / ids.length,
    ...await node.countPaid(sessions),
  }
}
