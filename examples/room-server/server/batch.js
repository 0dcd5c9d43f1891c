// Closes many rooms, and shows a progress bar. Reads one room a line, as JSON: npm run batch < rooms.jsonl
import { createInterface } from 'node:readline/promises'
import { createCloser, pool, report } from './setup.js'

const rooms = []
for await (const line of createInterface({ input: process.stdin })) rooms.push(JSON.parse(line))

const WIDTH = 30
function bar({ total, done, failed, unknown, left, rate, expectedEnd }) {
  const filled = Math.round((done + failed) / Math.max(1, total) * WIDTH)
  const end = expectedEnd === null ? '' : `, ends ${new Date(expectedEnd).toLocaleTimeString()}`
  return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done} done, ${failed} failed, ${unknown} unknown, ${left} left, ${rate.toFixed(1)} per second${end}`
}

const closer = createCloser()
await closer.start()
const progress = await closer.closeAll(rooms, {
  onProgress(now) {
    report('batch', now)
    // Without a terminal, each line would stay in a log file.
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${bar(now)}`)
  },
  onFailure: (roomId, error) => console.error(`\n${roomId}: ${error.message}`),
})
console.log(`${process.stdout.isTTY ? '\r\x1b[K' : ''}${bar(progress)}`)
await closer.stop()
await pool.end()
process.exitCode = progress.failed > 0 ? 1 : 0
