import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PowerLossDisk, seeded, type Random } from '../../test/helpers/powerLossFs'
import { sampleRecord } from '../../test/helpers/sampleRecord'
import { sampleId } from '../../test/helpers/sampleSession'
import { openFileJournal, type FileJournal } from './fileJournal'
import type { JournalFiles } from './files'
import type { Processes } from './processes'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** Every process except the one that asks is gone. */
const survivorOf = (pid: number): Processes => ({
  self: async () => ({ machine: 'a'.repeat(16), pid, startedAt: '1' }),
  isGone: async name => name.pid !== pid,
})

/** Which writes a key may hold after a crash: numbers of writes, null for a removal. */
interface Knowledge {
  confirmed: number | null
  begun: number | null | undefined
}

const KEYS = ['node#one', 'node#two', 'node#three']

/** Each write is of another closing, because the journal refuses a closing whose record was removed. */
const recordOf = (number: number | null) => sampleRecord(sampleId(), { startedAt: Number(number), closingId: `closing ${number}` })

/** Creates, replaces and removes records of one key until the process is gone. */
async function write(journal: FileJournal, key: string, known: Knowledge, next: () => number, random: Random) {
  let revision = (await journal.read(key))?.revision ?? null
  for (let writes = 0; writes < 4; writes += 1) {
    const isRemoval = revision !== null && random() < 0.3
    const number = isRemoval ? null : next()
    known.begun = number
    if (revision === null) revision = await journal.create(key, recordOf(number))
    else if (isRemoval) revision = await journal.remove(key, revision) ? null : 'refused'
    else revision = await journal.replace(key, recordOf(number), revision)
    expect(revision).not.toBe(isRemoval ? 'refused' : null)
    known.confirmed = number
    known.begun = undefined
  }
}

/** Checks that each key holds its last confirmed write or the one that was begun after that, and that no record is damaged. */
async function judge(journal: FileJournal, all: ReadonlyMap<string, Knowledge>): Promise<string[]> {
  const entries = new Map((await journal.list()).map(entry => [entry.key, entry.record.startedAt]))
  const wrong = journal.unusable.map(record => `unreadable: ${JSON.stringify(record)}`)
  for (const [key, known] of all) {
    const found = entries.get(key) ?? null
    if (found !== known.confirmed && found !== known.begun) {
      wrong.push(`${key}: ${found} instead of ${known.confirmed} or ${known.begun}`)
    }
    known.confirmed = found
    known.begun = undefined
  }
  return wrong
}

interface Lives {
  readonly count: number
  /** Maximum number of calls in a life. */
  readonly calls: number
  /** Share of lives that end in a power loss; the others are killed. */
  readonly powerLoss: number
}

const LONG: Lives = { count: 6, calls: 220, powerLoss: 0.7 }
/** Most of these lives end while the journal is being opened. */
const SHORT: Lives = { count: 20, calls: 30, powerLoss: 0.4 }

/** Runs several lives of a process on one disk. A kill or a power loss ends each of them at a random call. */
async function run(seed: number, lives: Lives, wrap: (files: JournalFiles) => JournalFiles = files => files): Promise<string[]> {
  const random = seeded(seed)
  const all = new Map(KEYS.map(key => [key, { confirmed: null, begun: undefined } as Knowledge]))
  let disk = new PowerLossDisk()
  let number = 0
  for (let life = 1; life <= lives.count; life += 1) {
    const { files, gone } = disk.process(1 + Math.floor(random() * lives.calls), random)
    const found = await Promise.race([gone.then(() => []), (async () => {
      const journal = await openFileJournal({ folder: '/data/journal' }, wrap(files), survivorOf(life))
      const names = await files.entries('/data/journal/lock')
      const wrong = names.length === 1 ? await judge(journal, all) : [`unreadable: ${names}`]
      if (wrong.length === 0) await Promise.all([...all].map(([key, known]) => write(journal, key, known, () => ++number, random)))
      return wrong
    })()])
    if (found.length > 0) return found
    if (random() < lives.powerLoss) disk = disk.afterPowerLoss(random)
    vi.clearAllTimers()
  }
  const { files } = disk.process(Infinity, random)
  return judge(await openFileJournal({ folder: '/data/journal' }, wrap(files), survivorOf(99)), all)
}

const SEEDS = Array.from({ length: 150 }, (_, index) => index + 1)

/** The first seed that fails, and how. */
async function firstFailure(lives: Lives, wrap?: (files: JournalFiles) => JournalFiles): Promise<string | null> {
  for (const seed of SEEDS) {
    // If the disk has lost the lock itself, opening fails: that is a failure too.
    const [wrong] = await run(seed, lives, wrap).catch(thrown => [String(thrown)])
    if (wrong !== undefined) return `seed ${seed}: ${wrong}`
  }
  return null
}

describe('a file journal after power loss or kill at any call', () => {
  it('the file journal has every confirmed write and no half-written record after power loss or kill at any call', async () => {
    expect(await firstFailure(LONG)).toBeNull()
  }, 60_000)

  it('the file journal survives power loss or kill while the journal is being created or taken over', async () => {
    expect(await firstFailure(SHORT)).toBeNull()
  }, 60_000)

  const lazyFile = (files: JournalFiles): JournalFiles => ({
    ...files,
    create: async path => ({ ...await files.create(path), sync: async () => {} }),
  })
  const lazyFolder = (files: JournalFiles): JournalFiles => ({
    ...files,
    openFolder: async path => ({ ...await files.openFolder(path), sync: async () => {} }),
  })
  const inPlace = (files: JournalFiles): JournalFiles => ({
    ...files,
    async rename(from, to) {
      if (!to.endsWith('.json')) return files.rename(from, to)
      await files.removeFile(to)
      await files.link(from, to)
      await files.removeFile(from)
    },
  })

  it.each([
    ['files are not synced', lazyFile],
    ['folders are not synced', lazyFolder],
    ['a file is replaced in two steps', inPlace],
  ])('the power loss test detects writes that are lost because %s', async (_, wrap) => {
    expect(await firstFailure(LONG, wrap)).toMatch(/^seed \d+: (node#|unreadable|NitroliteError)/)
  }, 60_000)
})
