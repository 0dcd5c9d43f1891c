import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import { journalKey } from '../../src/core/journal/journal'
import { openFileJournal, type FileJournal } from '../../src/node/fileJournal'
import { nodeFiles, type JournalFiles } from '../../src/node/files'
import { nodeProcesses } from '../../src/node/processes'
import { sampleRecord } from './sampleRecord'
import { sampleId } from './sampleSession'

/** File journals of one test file, in a new folder for each test. */
export interface FileJournalRig {
  /** A folder that is removed after the test. */
  readonly base: string
  /** The folder of the journal. It does not exist before the first start. */
  readonly folder: string
  /** Opens the journal, with some functions of the file system replaced. It is closed after the test. */
  start(change?: Partial<JournalFiles>): Promise<FileJournal>
  /** Closes the journal, changes the files in its folder of records, and opens it again. */
  restart(journal: FileJournal, tamper: (records: string) => Promise<unknown>): Promise<FileJournal>
  recordsFolder(): Promise<string>
}

export const key = (n: number): string => journalKey('wss://node.example/ws', sampleId(n))
export const record = (n: number, startedAt = 1) => sampleRecord(sampleId(n), { startedAt })

/** Creates a record. @returns its revision */
export async function created(journal: FileJournal, n: number): Promise<string> {
  const revision = await journal.create(key(n), record(n))
  expect(revision).toEqual(expect.any(String))
  return String(revision)
}

/** Must be called once, outside of the tests. */
export function createFileJournalRig(): FileJournalRig {
  let base = ''
  let folder = ''
  const open = new Set<FileJournal>()

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'journal-'))
    folder = join(base, 'deep', 'journal')
  })

  afterEach(async () => {
    for (const journal of open) await journal.close()
    open.clear()
    await rm(base, { recursive: true })
  })

  const rig: FileJournalRig = {
    get base() { return base },
    get folder() { return folder },
    async start(change = {}) {
      const journal = await openFileJournal({ folder, lockTimeout: 0 }, { ...nodeFiles, ...change }, nodeProcesses)
      open.add(journal)
      return journal
    },
    async restart(journal, tamper) {
      await journal.close()
      await tamper(await rig.recordsFolder())
      return rig.start()
    },
    async recordsFolder() {
      const [name = ''] = await readdir(join(folder, 'lock'))
      return join(folder, 'lock', name)
    },
  }
  return rig
}
