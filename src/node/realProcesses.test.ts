import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildProgram, type BuiltProgram } from '../../test/helpers/buildProgram'
import { sampleRecord } from '../../test/helpers/sampleRecord'
import { sampleId } from '../../test/helpers/sampleSession'
import { createFileJournal } from './fileJournal'
import type { Message } from '../../test/helpers/journalProcess'
import { nodeProcesses } from './processes'

let built: BuiltProgram
let stopAll: (() => void)[] = []

beforeAll(async () => { built = await buildProgram('journalProcess.ts') }, 60_000)

afterAll(async () => {
  for (const stop of stopAll) stop()
  stopAll = []
  await built.remove()
})

function start(task: 'write' | 'contend' | 'hold', folder: string, number: number, onMessage: (message: Message) => void) {
  const child = spawn(process.execPath, [built.program, task, folder, String(number)], { stdio: ['pipe', 'pipe', 'inherit'] })
  stopAll.push(() => child.kill('SIGKILL'))
  createInterface(child.stdout).on('line', line => {
    // The last line of a process that was killed may be cut.
    if (line.endsWith('}')) onMessage(JSON.parse(line))
  })
  // `close` comes after the last line has been read.
  return { child, closed: once(child, 'close') }
}

/** Starts a process and resolves when it has sent a message of this kind. */
const startUntil = (kind: Message['kind'], ...[task, folder, number]: Parameters<typeof start>) =>
  new Promise<ReturnType<typeof start> & { said: Message[] }>((resolve, reject) => {
    const said: Message[] = []
    const started = start(task, folder, number, message => {
      said.push(message)
      if (message.kind === kind) resolve({ ...started, said })
    })
    started.closed.then(() => reject(new Error(`It ended without sending ${kind}`)), reject)
  })

/** Kills writers on one folder many times, and checks each time what the journal holds. */
async function killWriters(folder: string, kills: number): Promise<number> {
  const known = new Map(['one', 'two', 'three'].map(key => [key, { confirmed: null, begun: undefined }] as
    [string, { confirmed: number | null, begun: number | null | undefined }]))
  let confirmations = 0
  for (let kill = 0; kill < kills; kill += 1) {
    // Some are killed while they open the journal, the others while they write.
    let linesLeft = Math.random() < 0.15 ? 1 : 2 + Math.floor(Math.random() * 120)
    const { child, closed } = start('write', folder, kill * 100_000, message => {
      linesLeft -= 1
      if (linesLeft === 0) setTimeout(() => child.kill('SIGKILL'), Math.random() * 5)
      if (message.kind !== 'begun' && message.kind !== 'confirmed') return
      const state = known.get(message.key)
      if (!state) throw new Error('The message names an unknown key.')
      if (message.kind === 'begun') state.begun = message.number
      else Object.assign(state, { confirmed: message.number, begun: undefined })
      if (message.kind === 'confirmed') confirmations += 1
    })
    expect(await closed).toEqual([null, 'SIGKILL'])

    const journal = await createFileJournal({ folder, lockTimeout: 5_000, lease: 60_000 })
    const found = new Map((await journal.list()).map(entry => [entry.key, entry.record.startedAt]))
    expect(journal.unusable).toEqual([])
    for (const [key, state] of known) {
      const number = found.get(key) ?? null
      expect([state.confirmed, state.begun], `kill ${kill}, key ${key}`).toContain(number)
      Object.assign(state, { confirmed: number, begun: undefined })
    }
    await journal.close()
  }
  return confirmations
}

describe('file journals of real processes', () => {
  it('the file journal of a real process has every confirmed write and no half-written record, and opens at once, after that process was killed', async () => {
    const confirmations = await Promise.all([killWriters(join(built.folder, 'a'), 16), killWriters(join(built.folder, 'b'), 16)])
    expect(confirmations.every(count => count > 100), `${confirmations} confirmed writes`).toBe(true)
  }, 120_000)

  it('the file journal lets real processes that all want the journal have it one after the other', async () => {
    const folder = join(built.folder, 'contended')
    const said: Message[] = []
    const processes = [1, 2, 3].map(() => start('contend', folder, 6, message => said.push(message)))
    expect(await Promise.all(processes.map(({ closed }) => closed))).toEqual([[0, null], [0, null], [0, null]])
    expect(said.map(message => message.kind).sort()).toEqual(['end', 'end', 'end', 'starting', 'starting', 'starting'])
    const journal = await createFileJournal({ folder, lockTimeout: 0 })
    expect((await journal.read('count'))?.record.startedAt).toBe(18)
    await journal.close()
  }, 120_000)

  it('the file journal refuses writes of a real process that was stopped for longer than the lease and then continues', async () => {
    const folder = join(built.folder, 'stopped')
    const lease = 300
    const { child, closed, said } = await startUntil('open', 'hold', folder, lease, () => {})
    child.kill('SIGSTOP')
    child.stdin.write('late\n')
    const journal = await createFileJournal({ folder, lease, lockTimeout: 30_000 })
    const mine = sampleRecord(sampleId(), { startedAt: 2 })
    await journal.create('mine', mine)

    child.kill('SIGCONT')
    child.stdin.end()
    await closed
    expect(said.slice(2)).toEqual([
      { kind: 'begun', key: 'late', number: 1 }, { kind: 'refused', code: 'JOURNAL_FAILED' },
    ])
    expect((await journal.list()).map(entry => entry.key)).toEqual(['mine'])
    await journal.close()
  }, 120_000)
})

describe('nodeProcesses', () => {
  it('nodeProcesses distinguishes running from ended processes, and claims nothing about other machines', async () => {
    const self = await nodeProcesses.self()
    expect(self).toEqual({
      machine: expect.stringMatching(/^[0-9a-f]{16}$/), pid: process.pid, startedAt: expect.stringMatching(/^\d+$/),
    })
    expect(await nodeProcesses.isGone(self)).toBe(false)

    const child = spawn(process.execPath, ['-e', ''])
    const name = { ...self, pid: Number(child.pid) }
    await once(child, 'close')
    expect(await nodeProcesses.isGone(name)).toBe(true)
    expect(await nodeProcesses.isGone({ ...name, machine: '0'.repeat(16) })).toBe(false)
  })

  it('nodeProcesses notices that a process id was reused, if the system says when a process was started', async () => {
    const self = await nodeProcesses.self()
    const isStartKnown = self.startedAt !== '0'
    expect(isStartKnown).toBe(process.platform === 'linux')
    expect(await nodeProcesses.isGone({ ...self, startedAt: String(Number(self.startedAt) + 1) })).toBe(isStartKnown)
  })
})
