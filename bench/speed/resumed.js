import { setTimeout as pause } from 'node:timers/promises'
import { createMemoryJournal } from 'vue-nitrolite/core'
import { createLibraryCloser } from './closers.js'
import { measureMany } from './manyClosings.js'
import { newAddress, newWallet } from './nodes.js'
import { idOf } from './traffic.js'

const CLOSE = /"(?:close_app_session|app_sessions\.v1\.submit_app_state)"/

/**
 * How many closings one client leaves behind, and how many of those clients work at once. On ClearNode a login of the same
 * wallet replaces the session key of the one before it; on nitronode each connection has a rate limit of its own. A client has at
 * most 32 closes without an answer in flight, so a wave is smaller.
 */
const WAVES = { clearnode: { size: 25, atOnce: 1 }, nitronode: { size: 20, atOnce: 50 } }

/** How long a client may take until all its closes are signed, in milliseconds. */
const WAVE_LIMIT = 120_000

/** How often something that cannot be awaited is looked at, in milliseconds. */
const POLL = 20

/**
 * Makes a WebSocket class that holds every close back, so that the client does not learn its outcome.
 * @returns `deliver`, which sends every second of them to the node; the client never gets the answers
 */
function createLosingSocket(WebSocket) {
  const held = []
  const lost = new Set()
  let answers = 0
  class LosingWebSocket extends WebSocket {
    send(data) {
      if (!CLOSE.test(data)) {
        super.send(data)
        return
      }
      lost.add(idOf(data))
      held.push(() => { super.send(data) })
    }

    emit(event, ...args) {
      if (event !== 'message' || !lost.has(idOf(args[0]))) return super.emit(event, ...args)
      answers += 1
      return true
    }
  }
  return {
    WebSocket: LosingWebSocket,
    get held() { return held.length },
    async deliver() {
      const delivered = held.filter((_, index) => index % 2 === 0)
      for (const send of delivered) send()
      for (let waited = 0; answers < delivered.length && waited < 10_000; waited += POLL) await pause(POLL)
    },
  }
}

/** Closes sessions with a client that ends before it knows any outcome. @returns the records that it leaves */
async function leaveUnknown(node, wallet, sessions) {
  const journal = createMemoryJournal()
  let socket = null
  const closer = createLibraryCloser(node, node.urls.direct, {
    wallet, keep: { closings: journal }, wrapSocket: WebSocket => (socket = createLosingSocket(WebSocket)).WebSocket,
  })
  await closer.client.connect()
  for (const session of sessions) Promise.resolve(closer.close(session, false)).catch(() => {})
  for (let waited = 0; socket.held < sessions.length && waited < WAVE_LIMIT; waited += POLL) await pause(POLL)
  await socket.deliver()
  const records = await journal.list()
  closer.dispose()
  return records
}

/** @returns a journal of closings of unknown outcome: half of them were paid, and the node never saw the others */
async function fillJournal(node, wallet, sessions) {
  const { size, atOnce } = WAVES[node.kind]
  const waves = Array.from({ length: Math.ceil(sessions.length / size) }, (_, wave) => sessions.slice(wave * size, (wave + 1) * size)).values()
  const journal = createMemoryJournal()
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const wave of waves) {
      for (const { key, record } of await leaveUnknown(node, wallet, wave)) {
        await journal.create(key.replace(node.urls.direct, node.urls.delayed), { ...record, node: node.urls.delayed })
      }
    }
  }))
  return journal
}

/** Resumes closings of unknown outcome with a new client. */
export async function resumeUnknown(node, { count, limit }) {
  const wallet = newWallet()
  const sessions = await node.openSessions(wallet.address, count, newAddress())
  const journal = await fillJournal(node, wallet, sessions)
  const ids = (await journal.list()).map(({ record }) => record.sessionId)
  const { paid: paidBefore } = await node.countPaid(sessions)
  const closer = createLibraryCloser(node, node.urls.delayed, { wallet, keep: { closings: journal } })
  const run = await measureMany(node, closer, { ids, sessions, limit, begin: () => closer.client.connect() })
  closer.dispose()
  return { ...run, records: ids.length, paidBefore }
}
