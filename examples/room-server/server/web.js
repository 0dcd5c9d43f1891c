// The web server of the game. It closes no rooms: it stores them, and announces them to the workers.
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { NitroliteError } from 'vue-nitrolite/core'
import { addRoom } from 'vue-nitrolite/node'
import { players } from './people.js'
import { startSandbox } from './sandbox.js'
import { scenarios } from './scenarios.js'
import { openQueue, pool, rooms } from './setup.js'

const { DATABASE_URL, NODE_URL, RELAY_URL, PORT = '8080', HOST = '127.0.0.1' } = process.env
const sandbox = await startSandbox(NODE_URL)
const queue = await openQueue()
/** The session of each game that has not ended. A real server keeps it in its database. */
const games = new Map()
let batches = 0

const scenarioOf = wanted => scenarios.find(({ name }) => name === wanted)

/** Once the room is stored it will be closed. The announcement only makes that faster. */
async function endGame(roomId, result) {
  const room = await addRoom(rooms, roomId, { sessionId: games.get(roomId) ?? '', result })
  await queue.announce(roomId).catch(error => console.error(`The queue did not take ${roomId}: ${error.message}`))
  return room
}

/**
 * The server may close these games alone, and shares by rank. The batch runs in a process of its own, which draws its progress
 * bar in the same terminal.
 */
function startBatch(count) {
  const batch = `batch ${++batches}`
  const child = spawn(process.execPath, [fileURLToPath(new URL('batch.js', import.meta.url))], { stdio: ['pipe', 'inherit', 'inherit'] })
  const places = players.map(({ address }, index) => ({ participant: address, points: 3 - index }))
  const sessionIds = Array.from({ length: count }, () => sandbox.openSession([100, 0, 0, 0]))
  for (const [index, sessionId] of sessionIds.entries()) {
    child.stdin.write(`${JSON.stringify({ roomId: `${batch}, game ${index + 1}`, sessionId, result: { kind: 'ranking', places } })}\n`)
  }
  child.stdin.end()
  return { sessionIds }
}

const actions = {
  'GET /api/config': () => ({ nodeUrl: NODE_URL, relayUrl: RELAY_URL }),
  'POST /api/games': ({ scenario }) => {
    const roomId = `game ${games.size + 1}`
    games.set(roomId, sandbox.openSession(scenarioOf(scenario).weights))
    return { roomId, sessionId: games.get(roomId) }
  },
  // In this example the page says how the game has ended. A real server knows that itself.
  'POST /api/end': ({ roomId, scenario }) => endGame(roomId, scenarioOf(scenario).result),
  'POST /api/batch': () => startBatch(50),
  'POST /api/ledger': ({ sessionId }) => sandbox.ledger(sessionId),
}

/** What the workers report, to every page that watches. */
const watchers = new Set()
const reports = new pg.Client({ connectionString: DATABASE_URL })
reports.on('error', error => console.error(`Postgres: ${error.message}`))
reports.on('notification', ({ payload }) => { for (const watcher of watchers) watcher.write(`data: ${payload}\n\n`) })
await reports.connect()
await reports.query('LISTEN room_server')

function watch(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write(':\n\n')
  watchers.add(response)
  response.on('close', () => watchers.delete(response))
}

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
const dist = fileURLToPath(new URL('../dist', import.meta.url))

async function readBody(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  return text === '' ? {} : JSON.parse(text)
}

const http = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  if (pathname === '/api/watch') return watch(response)
  const answer = (status, content) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content ?? null))
  const act = actions[`${request.method} ${pathname}`]
  try {
    if (act) return answer(200, await act(await readBody(request)))
    const file = join(dist, normalize(pathname === '/' ? '/index.html' : pathname))
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(await readFile(file))
  }
  catch (error) {
    if (error instanceof NitroliteError) return answer(400, error.info)
    answer(act ? 500 : 404, { what: act ? error.message : 'There is no such page.' })
  }
})
http.listen(Number(PORT), HOST, () => {
  const { port } = http.address()
  console.log(`Watch the rooms: http://127.0.0.1:${port}/`)
  process.send?.('listening')
})

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, async () => {
    http.close()
    http.closeAllConnections()
    await queue.close()
    await reports.end()
    await pool.end()
    // The sandbox would keep the process alive.
    process.exit()
  })
}
