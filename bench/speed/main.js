/**
 * `npm run bench` measures what a closing costs, next to the SDK and to a bare call. `npm run bench -- --help` prints the
 * usage, and `bench/README.md` explains the figures. Build the package first.
 */
import { pathToFileURL } from 'node:url'
import { readCommandLine } from '../../scripts/commandLine.mjs'
import { startNode } from './nodes.js'
import { singleClosings } from './oneAtATime.js'
import { resumeUnknown } from './resumed.js'
import { manyHeader, manyRow, singleHeader, singleRow } from './table.js'
import { closePipelined, closeTogether } from './together.js'

const NODES = ['clearnode', 'nitronode']
const PARTS = ['single', 'pipelined', 'together', 'resumed']

const USAGE = `Usage: npm run bench -- [--node clearnode|nitronode] [--part ${PARTS.join('|')}] [--count N] [--limit SECONDS]
                        [--latency MS] [--url URL --seed FILE]

Measures what a closing costs on embedded nodes, with artificial latency.

  --node NODE       clearnode (ClearNode 0.5) or nitronode (nitronode 1.x), default both
  --part PART       single (closings one at a time), pipelined (bare closes without waiting), together (closings that start
                    at the same moment) or resumed (closings of unknown outcome), default all
  --count N         number of closings that run at the same time, default 1000
  --limit SECONDS   after this time, closings that run at the same time count as unfinished, default 900
  --latency MS      milliseconds that a request and its answer take on the network, default 100
  --url URL         measures a node that runs already. Needs --node and --seed
  --seed FILE       a module that opens funded sessions on that node and reads its ledger, see bench/README.md
  --help            print this text`

const { values, reject } = readCommandLine(USAGE, {
  node: { type: 'string' }, part: { type: 'string' }, url: { type: 'string' }, seed: { type: 'string' },
  count: { type: 'string', default: '1000' }, limit: { type: 'string', default: '900' },
  latency: { type: 'string', default: '100' },
})
const { node: kind, part, url, seed, ...numbers } = values
for (const [name, text] of Object.entries(numbers)) {
  if (!/^\d+$/.test(text) || (Number(text) === 0 && name !== 'latency')) reject(`--${name} must be a whole number above zero, not "${text}".`)
}
if (kind !== undefined && !NODES.includes(kind)) reject(`--node must be ${NODES.join(' or ')}, not "${kind}".`)
if (part !== undefined && !PARTS.includes(part)) reject(`--part must be one of ${PARTS.join(', ')}, not "${part}".`)
if (url !== undefined && (seed === undefined || kind === undefined)) reject('--url needs --node and --seed.')

const [count, limit, latency] = [numbers.count, numbers.limit, numbers.latency].map(Number)
const seeding = seed === undefined ? undefined : await import(pathToFileURL(seed).href)
const isWanted = name => part === undefined || part === name

const MANY = {
  pipelined: [`${count} bare closes, pipelined`, closePipelined],
  together: [`${count} closings started together`, closeTogether],
  resumed: [`${count} unknown closings resumed`, resumeUnknown],
}

for (const measured of kind === undefined ? NODES : [kind]) {
  const node = await startNode({ kind: measured, latency, url, seeding })
  console.log(`\n${measured}, ${url ?? 'embedded'}, ${latency} ms latency`)
  if (isWanted('single')) {
    console.log(singleHeader)
    for (const [name, measure] of singleClosings(node)) console.log(singleRow(name, await measure()))
  }
  let bareRate = null
  for (const [name, [title, measure]] of Object.entries(MANY)) {
    if (!isWanted(name)) continue
    const figures = await measure(node, { count, limit })
    console.log(manyHeader)
    console.log(manyRow(title, figures))
    if (name === 'pipelined') bareRate = figures.perSecond
    else if (bareRate !== null) console.log(`  ${(100 * figures.perSecond / bareRate).toFixed(0)} % of the rate of bare closes`)
  }
  node.stop()
}
