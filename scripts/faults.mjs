/**
 * Runs random fault scenarios on an embedded node, split over all cores. `npm run faults -- --help` prints the usage.
 */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { readCommandLine } from './commandLine.mjs'

/** The tests of each kind of run, by the value of `--node`. */
const CONFIGS = {
  'clearnode': 'test/faults/onDemand.config.ts',
  'nitronode': 'test/faults/onDemand.config.ts',
  'cosigning': 'test/cosigning/schedules/onDemand.config.ts',
  'cosigning-nitronode': 'test/cosigning/schedules/onDemand.config.ts',
  'rooms': 'test/rooms/processes/onDemand.config.ts',
  'rooms-nitronode': 'test/rooms/processes/onDemand.config.ts',
}
const NODES = Object.keys(CONFIGS)
/** As in test/cosigning/schedules/badParties/badParty.ts. */
const PARTIES = [
  'any', 'honest', 'sends twice', 'sends late', 'sends again', 'never sends', 'submits by itself', 'signs everything', 'has no slot',
  'replaces its key', 'disturbs the room', 'a stranger in the room', 'alters messages',
]
/** As in test/faults/groups/groups.ts. */
const GROUPS = ['connections', 'updates by others', 'shared store', 'several wallets', 'two closers']

const USAGE = `Usage: npm run faults -- [--runs N] [--first SEED] [--node NODE] [--groups LIST | --party PARTY | --rooms N]

Lets people close sessions of an embedded node while random faults happen, and checks the ledger of the node afterwards.
Each seed is one run. A run that pays twice, or reports something untrue, is printed as the shortest scenario that still
fails. To run such a scenario again:

  FAULT_SCENARIO='{...}' npm run faults

For a schedule of several signers, add -- --node cosigning.

  --runs N       number of runs, default 2000; 20 with --node rooms or rooms-nitronode
  --first SEED   seed of the first run, default 1
  --node NODE    clearnode (ClearNode 0.5, the default) or nitronode (nitronode 1.x); cosigning or cosigning-nitronode, where
                 several participants sign together (without groups); rooms or rooms-nitronode, where three worker processes close
                 500 rooms on a real Postgres, and are killed and suspended (without groups)
  --rooms N      with --node rooms or rooms-nitronode, rooms in each round, default 500
  --party PARTY  with --node cosigning or cosigning-nitronode, who does not keep to the rules; default any, which is nobody in
                 half of the runs. One of: ${PARTIES.join(', ')}
  --groups LIST  groups of faults besides the basic ones, with commas between them, or "all"; default those of npm test.
                 Groups: ${GROUPS.join(', ')}
  --help         print this text`

const { values, reject } = readCommandLine(USAGE, {
  runs: { type: 'string' },
  first: { type: 'string', default: '1' },
  node: { type: 'string', default: 'clearnode' },
  groups: { type: 'string' },
  party: { type: 'string' },
  rooms: { type: 'string' },
})
const { runs: runsText, first: firstText, node, groups, party, rooms } = values

/** Rounds with worker processes use all cores by themselves, so they run one after the other. */
const isWithProcesses = node.startsWith('rooms')
const [runs, first] = [Number(runsText ?? (isWithProcesses ? 20 : 2000)), Number(firstText)]
if (!Number.isInteger(runs) || runs < 1) reject(`--runs must be a whole number above zero, not "${runsText}".`)
if (!Number.isInteger(first)) reject(`--first must be a whole number, not "${firstText}".`)
if (!NODES.includes(node)) reject(`--node must be ${NODES.join(' or ')}, not "${node}".`)

const unknown = (groups ?? '').split(',').filter(name => name !== '' && name !== 'all' && !GROUPS.includes(name))
if ((node.startsWith('cosigning') || isWithProcesses) && groups !== undefined) reject(`--groups cannot be used with --node ${node}.`)
if (rooms !== undefined && !isWithProcesses) reject('--rooms can be used with --node rooms or rooms-nitronode only.')
if (rooms !== undefined && (!Number.isInteger(Number(rooms)) || Number(rooms) < 1)) reject(`--rooms must be a whole number above zero, not "${rooms}".`)
if (party !== undefined && !node.startsWith('cosigning')) reject('--party can be used with --node cosigning or cosigning-nitronode only.')
if (party !== undefined && !PARTIES.includes(party)) reject(`--party must be ${PARTIES.join(' or ')}, not "${party}".`)
if (party === 'replaces its key' && node === 'cosigning-nitronode') reject('On a nitronode, another login ends no session key.')
if (unknown.length > 0) reject(`--groups must name groups, not "${unknown.join(', ')}".`)

const processes = process.env.FAULT_SCENARIO || isWithProcesses ? 1 : Math.min(availableParallelism(), runs)
const share = Math.ceil(runs / processes)

for (let started = 0; started < runs; started += share) {
  const env = {
    ...process.env,
    FAULT_NODE: node,
    ...groups !== undefined && { FAULT_GROUPS: groups },
    ...party !== undefined && { FAULT_PARTY: party },
    ...rooms !== undefined && { FAULT_ROOMS: rooms },
    FAULT_RUNS: String(Math.min(share, runs - started)),
    FAULT_FIRST: String(first + started),
  }
  const child = spawn('npx', ['vitest', 'run', '--config', CONFIGS[node]], { stdio: 'inherit', env })
  child.on('close', code => { process.exitCode ||= code ?? 1 })
}
