import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createFileJournal } from '../../src/node'
import {
  createEmbeddedClearnode, createEmbeddedNitronode, judge, seededRandom, serveEmbeddedNode,
  type EmbeddedClearnodeOptions, type EmbeddedNitronode,
} from '../../src/testing'
import { ALICE, APPLICATION, BOB, split } from '../helpers/people'

const SESSIONS = 6
const KILLS = 25

let base: string

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'killed-clients-'))
  await build({
    configFile: false,
    logLevel: 'silent',
    root: fileURLToPath(new URL('.', import.meta.url)),
    ssr: { noExternal: true },
    build: {
      ssr: 'killedClient.fixture.ts', outDir: base,
      rolldownOptions: { output: { entryFileNames: 'program.mjs', chunkFileNames: '[name].mjs' } },
    },
  })
}, 60_000)

afterAll(() => rm(base, { recursive: true, force: true }))

/** Programs that close the sessions of a node, one at a time. */
function createProgram(url: string, folder: string, ids: readonly string[]) {
  let present: ChildProcess | null = null
  return {
    /** Kills the one that runs. */
    kill: () => present?.kill('SIGKILL') ?? false,
    /** @param kill how long it lives, in milliseconds; null lets it come to its end */
    async run(kill: number | null): Promise<{ told: string[], isKilled: boolean }> {
      const child = present = spawn(process.execPath, [join(base, 'program.mjs'), url, folder, ...ids], { stdio: ['ignore', 'pipe', 'inherit'] })
      const told: string[] = []
      createInterface(child.stdout).on('line', (line) => {
        told.push(line)
        // Counted from when it is connected, and from each closing on: starting up takes most of the time.
        if (kill !== null && (line === '"connected"' || line === '"closing"')) setTimeout(() => child.kill('SIGKILL'), kill)
      })
      const [, signal] = await once(child, 'close')
      return { told, isKilled: signal === 'SIGKILL' }
    },
  }
}

const seedOf = (): number => Math.floor(Math.random() * 2 ** 31)

/** Holds some messages up for a moment, at any point. */
const latencyOf = (random: () => number): NonNullable<EmbeddedClearnodeOptions['latency']> =>
  () => random() < 0.3 ? Math.floor(random() * 100) : undefined

/** Lets programs close every session of a node, and judges what became of them. */
async function prove(
  node: Pick<EmbeddedNitronode, 'connect' | 'createSession' | 'books' | 'dispose'>,
  random: () => number, seed: number, onProgram: (kill: () => boolean) => void = () => {},
): Promise<string[]> {
  onTestFinished(() => { node.dispose() })
  const ids = Array.from({ length: SESSIONS }, () => node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
    allocations: split([ALICE, '1']),
  }).id)
  const server = await serveEmbeddedNode(node)
  const folder = join(base, `journal-${seed}`)
  const program = createProgram(server.url, folder, ids)
  onProgram(program.kill)
  for (let kills = 0; kills < KILLS; kills++) await program.run(Math.floor(random() * 250))
  // A planned kill whose moment comes only now still strikes; whatever else ends a program early is a defect.
  let last = await program.run(null)
  while (last.isKilled) last = await program.run(null)

  expect(last.told.at(-1), `seed ${seed}`).toBe('"end"')
  for (const id of ids) {
    const { payouts, ...verdict } = judge(node, id)
    expect(verdict, `seed ${seed}`).toMatchObject({ status: 'closed', closes: 1, overpaid: false })
    expect(payouts.map(({ participant, asset, amount }) => [participant.toLowerCase(), asset, amount]).sort(), `seed ${seed}`)
      .toEqual([[ALICE.toLowerCase(), 'usdc', '0.7'], [BOB.toLowerCase(), 'usdc', '0.3']])
  }
  const journal = await createFileJournal({ folder })
  expect(await journal.list()).toEqual([])
  await journal.close()
  await server.close()
  return ids
}

it(`a process that is killed ${KILLS} times at any moment closes every session once`, async () => {
  const seed = seedOf()
  const random = seededRandom(seed)
  await prove(createEmbeddedClearnode({ latency: latencyOf(random) }), random, seed)
}, 180_000)

it('on a nitronode too, where a new split takes two steps and some kills come between them', async () => {
  const seed = seedOf()
  const random = seededRandom(seed)
  const latency = latencyOf(random)
  let kill = (): boolean => false
  /** Kills that are planned: the first time that it comes to this. */
  const planned = new Set(['operate booked', 'sent after an operate', 'close booked'])
  const node = createEmbeddedNitronode({
    latency(point, call) {
      const isClosed = node.updates().at(-1)?.intent === 3
      const moment = point === 'booked' ? (isClosed ? 'close booked' : 'operate booked') : 'sent after an operate'
      const isSubmission = call.method.endsWith('submit_app_state') && (point === 'booked' || (point === 'received' && node.updates().length > 0 && !isClosed))
      if (isSubmission && planned.has(moment) && kill()) planned.delete(moment)
      return latency(point, call)
    },
  })
  const ids = await prove(node, random, seed, (own) => { kill = own })
  expect([...planned]).toEqual([])
  for (const id of ids) {
    const own = node.updates().filter(({ sessionId }) => sessionId === id)
    expect(own.map(({ intent, version }) => [intent, version]), `seed ${seed}`).toEqual([[0, 2], [3, 3]])
  }
}, 180_000)
