import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createFileJournal } from '../../src/node'
import {
  createEmbeddedClearnode, createEmbeddedNitronode, judge, seededRandom, serveEmbeddedNode,
  type EmbeddedClearnodeOptions, type EmbeddedNitronode,
} from '../../src/testing'
import { buildProgram, type BuiltProgram } from '../helpers/buildProgram'
import { ALICE, APPLICATION, BOB, split } from '../helpers/people'

const SESSIONS = 6
const KILLS = 15

let built: BuiltProgram

beforeAll(async () => { built = await buildProgram('killedClient.ts') }, 60_000)

afterAll(() => built.remove())

/** Runs programs that close the sessions of a node, one program at a time. */
function createProgram(url: string, folder: string, ids: readonly string[]) {
  let running: ChildProcess | null = null
  return {
    /** Kills the running program. */
    kill: () => running?.kill('SIGKILL') ?? false,
    /** @param lifetime milliseconds until the program is killed; null lets it finish */
    async run(lifetime: number | null): Promise<{ lines: string[], isKilled: boolean }> {
      const child = running = spawn(process.execPath, [built.program, url, folder, ...ids], { stdio: ['ignore', 'pipe', 'inherit'] })
      const lines: string[] = []
      createInterface(child.stdout).on('line', (line) => {
        lines.push(line)
        // The lifetime starts once the program is connected, and again with each closing, because starting takes longest.
        if (lifetime !== null && (line === '"connected"' || line === '"closing"')) setTimeout(() => child.kill('SIGKILL'), lifetime)
      })
      const [, signal] = await once(child, 'close')
      return { lines, isKilled: signal === 'SIGKILL' }
    },
  }
}

const seedOf = (): number => Math.floor(Math.random() * 2 ** 31)

/** Delays some messages a little, at any point of their processing. */
const latencyOf = (random: () => number): NonNullable<EmbeddedClearnodeOptions['latency']> =>
  () => random() < 0.3 ? Math.floor(random() * 100) : undefined

/**
 * Kills programs that close the sessions of a node, lets the last one finish, and checks that every session was paid once.
 * @returns the ids of the sessions
 */
async function proveClosedOnce(
  node: Pick<EmbeddedNitronode, 'connect' | 'createSession' | 'sessionLedger' | 'dispose'>,
  random: () => number, seed: number, onProgram: (kill: () => boolean) => void = () => {},
): Promise<string[]> {
  onTestFinished(() => { node.dispose() })
  const ids = Array.from({ length: SESSIONS }, () => node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
    allocations: split([ALICE, '1']),
  }).id)
  const server = await serveEmbeddedNode(node)
  const folder = join(built.folder, `journal-${seed}`)
  const program = createProgram(server.url, folder, ids)
  onProgram(program.kill)
  for (let kills = 0; kills < KILLS; kills++) await program.run(Math.floor(random() * 250))
  // A planned kill may still strike here. If anything else ends a program early, the test fails.
  let last = await program.run(null)
  while (last.isKilled) last = await program.run(null)

  expect(last.lines.at(-1), `seed ${seed}`).toBe('"end"')
  for (const id of ids) {
    const { payouts, ...verdict } = judge(node, id)
    expect(verdict, `seed ${seed}`).toMatchObject({ status: 'closed', closes: 1, isOverpaid: false })
    expect(payouts.map(({ participant, asset, amount }) => [participant.toLowerCase(), asset, amount]).sort(), `seed ${seed}`)
      .toEqual([[ALICE.toLowerCase(), 'usdc', '0.7'], [BOB.toLowerCase(), 'usdc', '0.3']])
  }
  const journal = await createFileJournal({ folder })
  expect(await journal.list()).toEqual([])
  await journal.close()
  await server.close()
  return ids
}

it(`a process that is killed ${KILLS} times at any moment closes every session of a ClearNode once`, async () => {
  const seed = seedOf()
  const random = seededRandom(seed)
  await proveClosedOnce(createEmbeddedClearnode({ latency: latencyOf(random) }), random, seed)
}, 180_000)

it(`a process that is killed ${KILLS} times closes every session of a nitronode once, even if kills come between the two submissions`, async () => {
  const seed = seedOf()
  const random = seededRandom(seed)
  const latency = latencyOf(random)
  let kill = (): boolean => false
  /** Moments at which a program must be killed once. */
  const planned = new Set(['operate committed', 'sent after an operate', 'close committed'])
  const node = createEmbeddedNitronode({
    latency(point, call) {
      const isClosed = node.updates().at(-1)?.intent === 3
      const moment = point === 'committed' ? (isClosed ? 'close committed' : 'operate committed') : 'sent after an operate'
      const isSubmission = call.method.endsWith('submit_app_state') && (point === 'committed' || (point === 'received' && node.updates().length > 0 && !isClosed))
      if (isSubmission && planned.has(moment) && kill()) planned.delete(moment)
      return latency(point, call)
    },
  })
  const ids = await proveClosedOnce(node, random, seed, (killProgram) => { kill = killProgram })
  expect([...planned]).toEqual([])
  for (const id of ids) {
    const updates = node.updates().filter(({ sessionId }) => sessionId === id)
    expect(updates.map(({ intent, version }) => [intent, version]), `seed ${seed}`).toEqual([[0, 2], [3, 3]])
  }
}, 180_000)
