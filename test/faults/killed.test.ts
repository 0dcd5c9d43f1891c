import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFileJournal } from '../../src/node'
import { judge, seededRandom, serveEmbeddedNode } from '../../src/testing'
import { seedSession, startNode } from '../support/flow'
import { ALICE, BOB, split } from '../support/people'

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
    build: { ssr: 'killedClient.fixture.ts', outDir: base, rolldownOptions: { output: { entryFileNames: 'program.mjs' } } },
  })
}, 60_000)

afterAll(() => rm(base, { recursive: true, force: true }))

it(`a process that is killed ${KILLS} times at any moment closes every session once`, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  const random = seededRandom(seed)
  const node = startNode({ latency: () => random() < 0.3 ? Math.floor(random() * 100) : undefined })
  const ids = Array.from({ length: SESSIONS }, () => seedSession(node))
  const server = await serveEmbeddedNode(node)
  const folder = join(base, 'journal')

  const run = async (kill: number | null) => {
    const child = spawn(process.execPath, [join(base, 'program.mjs'), server.url, folder, ...ids], { stdio: ['ignore', 'pipe', 'inherit'] })
    const told: string[] = []
    createInterface(child.stdout).on('line', (line) => {
      told.push(line)
      // Counted from when it is connected, and from each closing on: starting up takes most of the time.
      if (kill !== null && (line === '"connected"' || line === '"closing"')) setTimeout(() => child.kill('SIGKILL'), kill)
    })
    await once(child, 'close')
    return told
  }
  for (let kills = 0; kills < KILLS; kills++) await run(Math.floor(random() * 250))
  const told = await run(null)

  expect(told.at(-1), `seed ${seed}`).toBe('"end"')
  for (const id of ids) {
    expect(judge(node, id), `seed ${seed}`).toMatchObject({
      status: 'closed', closes: 1, overpaid: false, payouts: split([ALICE, '0.7'], [BOB, '0.3']),
    })
  }
  const journal = await createFileJournal({ folder })
  expect(await journal.list()).toEqual([])
  await journal.close()
  await server.close()
}, 180_000)
