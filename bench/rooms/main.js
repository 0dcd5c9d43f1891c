/**
 * `npm run bench:rooms` measures the room closer. `npm run bench:rooms -- --help` prints the usage, and `bench/README.md` explains the
 * figures. Build the package first.
 */
import { pathToFileURL } from 'node:url'
import { readCommandLine } from '../../scripts/commandLine.mjs'
import { startNode } from './node.js'
import * as parts from './parts.js'

const USAGE = `Usage: npm run bench:rooms -- [--part ${Object.keys(parts).join('|')}] [--rooms N] [--connections N] [--concurrency N]
                              [--curve native|javascript] [--kind clearnode|nitronode] [--store memory|postgres]
                              [--url URL --seed FILE]

Measures a room closer on an embedded node that runs in a process of its own.

  --part PART        load (all rooms at once), rate (beside bare close calls), cpu (processor time of a room), memory (the heap
                     while rooms pass through), startup (with many open rows), default all
  --rooms N          number of rooms, default 10000, and 100000 for memory
  --connections N    connections to the node, default 4
  --concurrency N    rooms that proceed at the same time, default 32
  --curve CURVE      native (where it is installed) or javascript, for the part cpu, default native
  --kind KIND        the node of the part load, or the one of --url, default clearnode
  --store STORE      where the part startup keeps the rooms: memory, or a Postgres of its own, default memory
  --url URL          measures a node that runs already. Needs --seed
  --seed FILE        a module that opens funded sessions on that node and reads its ledger, see bench/README.md
  --help             print this text`

const { values, reject } = readCommandLine(USAGE, {
  part: { type: 'string' }, rooms: { type: 'string' }, connections: { type: 'string', default: '4' },
  concurrency: { type: 'string', default: '32' }, curve: { type: 'string', default: 'native' },
  kind: { type: 'string', default: 'clearnode' }, store: { type: 'string', default: 'memory' },
  url: { type: 'string' }, seed: { type: 'string' },
})
const { part, rooms, curve, kind, store, url, seed, ...numbers } = values
for (const [name, text] of Object.entries({ ...numbers, ...rooms && { rooms } })) {
  if (!/^[1-9]\d*$/.test(text)) reject(`--${name} must be a whole number above zero, not "${text}".`)
}
if (part !== undefined && !(part in parts)) reject(`--part must be one of ${Object.keys(parts).join(', ')}, not "${part}".`)
if (!['native', 'javascript'].includes(curve)) reject(`--curve must be native or javascript, not "${curve}".`)
if (!['clearnode', 'nitronode'].includes(kind)) reject(`--kind must be clearnode or nitronode, not "${kind}".`)
if (!['memory', 'postgres'].includes(store)) reject(`--store must be memory or postgres, not "${store}".`)
if (url !== undefined && seed === undefined) reject('--url needs --seed.')
if (url !== undefined && kind === 'nitronode' && part !== 'load') reject('Only the part load can measure a nitronode.')
if (globalThis.gc === undefined) reject('The heap can only be measured with node --expose-gc.')

const seeding = seed === undefined ? undefined : await import(pathToFileURL(seed).href)

for (const name of part ? [part] : ['cpu', 'rate', 'startup', 'load', 'memory']) {
  await parts[name]({
    start: options => startNode({ kind: url !== undefined || name === 'load' ? kind : 'clearnode', url, seeding, ...options }),
    rooms: Number(rooms ?? (name === 'memory' ? 100_000 : 10_000)), curve, kind, store,
    connections: Number(numbers.connections), concurrency: Number(numbers.concurrency),
  })
}
