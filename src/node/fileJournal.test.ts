import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeJournal } from '../../test/helpers/journalContract'
import { sampleRecord } from '../../test/helpers/sampleRecord'
import { sampleId } from '../../test/helpers/sampleSession'
import { decodeRecord, encodeRecord } from '../core/journal/recordCodec'
import { journalKey } from '../core/journal/journal'
import { createFileJournal, openFileJournal, type FileJournal } from './fileJournal'
import { nodeFiles, type JournalFiles } from './files'
import { nodeProcesses } from './processes'
import { recordName } from './folderStore'

let base: string
let folder: string
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

async function start(change: Partial<JournalFiles> = {}): Promise<FileJournal> {
  const journal = await openFileJournal({ folder, lockTimeout: 0 }, { ...nodeFiles, ...change }, nodeProcesses)
  open.add(journal)
  return journal
}

async function restart(journal: FileJournal, tamper: (records: string) => Promise<unknown>): Promise<FileJournal> {
  await journal.close()
  await tamper(await recordsFolder())
  return start()
}

async function recordsFolder(): Promise<string> {
  const [name = ''] = await readdir(join(folder, 'lock'))
  return join(folder, 'lock', name)
}

const key = (n: number): string => journalKey('wss://node.example/ws', sampleId(n))
const record = (n: number, startedAt = 1) => sampleRecord(sampleId(n), { startedAt })

async function created(journal: FileJournal, n: number): Promise<string> {
  const revision = await journal.create(key(n), record(n))
  expect(revision).toEqual(expect.any(String))
  return String(revision)
}

const refused = (reason: RegExp) => ({
  code: 'JOURNAL_FAILED', info: expect.objectContaining({ why: expect.stringMatching(reason) }),
})

const damagedRecord = { code: 'JOURNAL_DAMAGED', info: expect.objectContaining({ why: expect.stringMatching(/^The record is kept in .+damaged.+: .+/) }) }

describeJournal('file', () => start())

describe('createFileJournal', () => {
  it('the file journal has every record after a restart, and never uses a revision twice', async () => {
    const before = await start()
    const revisions = await Promise.all(Array.from({ length: 150 }, (_, n) => created(before, n)))
    await before.close()
    const after = await start()
    expect((await after.list()).map(entry => [entry.key, entry.revision]).sort())
      .toEqual(revisions.map((revision, n) => [key(n), revision]).sort())
    expect(await after.replace(key(7), record(7, 2), String(revisions[7]))).not.toBeNull()
    expect(revisions).not.toContain((await after.read(key(7)))?.revision)
  })

  it('the file journal gives only this user access to its files', async () => {
    await created(await start(), 1)
    const modes = await Promise.all(
      [folder, join(folder, 'lock'), await recordsFolder(), join(await recordsFolder(), recordName(key(1)))]
        .map(async path => (await stat(path)).mode & 0o777))
    expect(modes).toEqual([0o700, 0o700, 0o700, 0o600])
  })

  it('the file journal completes calls that have begun before it closes, and refuses every later call', async () => {
    const journal = await start()
    const begun = [journal.create(key(1), record(1)), journal.create(key(1), record(1))]
    await Promise.all([journal.close(), journal.close()])
    expect(await Promise.all(begun)).toEqual([expect.any(String), null])
    await expect(journal.create(key(2), record(2))).rejects.toMatchObject(refused(/closed/))
    await expect(journal.list()).rejects.toMatchObject(refused(/closed/))
  })

  it.each([
    ['folder', { folder: '' }],
    ['lease', { folder: 'x', lease: 0 }],
    ['lockTimeout', { folder: 'x', lockTimeout: Number.NaN }],
  ])('the file journal says which of its options is wrong: %s', async (option, options) => {
    await expect(createFileJournal(options)).rejects.toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { option } } })
  })

  it('the file journal refuses to open in a folder that it cannot write to', async () => {
    await writeFile(join(base, 'deep'), 'a file')
    await expect(start()).rejects.toMatchObject(refused(/ENOTDIR/))
  })
})

describe('a write to the disk that fails', () => {
  const failing = (code: string) => async () => {
    throw Object.assign(new Error(`${code}: it failed`), { code })
  }

  it.each<[string, (isOn: () => boolean) => Partial<JournalFiles>]>([
    ['no space left', isOn => ({
      create: async path => {
        const file = await nodeFiles.create(path)
        return isOn() ? { ...file, write: failing('ENOSPC') } : file
      },
    })],
    ['a file that cannot be synced', isOn => ({
      create: async path => {
        const file = await nodeFiles.create(path)
        return isOn() ? { ...file, sync: failing('EIO') } : file
      },
    })],
    ['no file handle left', isOn => ({
      openFolder: async path => isOn() ? failing('EMFILE')() : nodeFiles.openFolder(path),
    })],
  ])('the file journal rejects a write that fails and changes nothing: %s', async (_, faults) => {
    let isOn = false
    const journal = await start(faults(() => isOn))
    const revision = await created(journal, 1)
    isOn = true
    await expect(journal.create(key(2), record(2))).rejects.toMatchObject(refused(/it failed/))
    await expect(journal.replace(key(1), record(1, 2), revision)).rejects.toMatchObject(refused(/it failed/))
    isOn = false
    expect(await journal.list()).toEqual([{ key: key(1), record: record(1), revision }])
    expect(await readdir(await recordsFolder())).toEqual([recordName(key(1))])
    await created(journal, 2)
  })

  it('the file journal refuses all further writes once a folder could not be synced', async () => {
    let isOn = false
    const journal = await start({
      openFolder: async path => {
        const opened = await nodeFiles.openFolder(path)
        return isOn ? { ...opened, sync: failing('EIO') } : opened
      },
    })
    isOn = true
    await expect(journal.create(key(1), record(1))).rejects.toMatchObject(refused(/EIO/))
    isOn = false
    await expect(journal.create(key(2), record(2))).rejects.toMatchObject(refused(/EIO/))
  })

  it('the file journal rejects a list rather than leave out a record that cannot be read at the moment', async () => {
    let isOn = false
    const journal = await start({ read: async path => isOn ? failing('EMFILE')() : nodeFiles.read(path) })
    await created(journal, 1)
    isOn = true
    await expect(journal.list()).rejects.toMatchObject(refused(/EMFILE/))
  })
})

describe('a damaged record file', () => {
  it.each<[string, (text: string) => string]>([
    ['cut', text => text.slice(0, -10)],
    ['empty', () => ''],
    ['zeros', text => '\0'.repeat(text.length)],
    ['one letter changed', text => text.replace('"attempts"', '"attempt5"')],
  ])('the file journal sets a damaged record aside with its bytes, reports it at every start, and blocks only its session: %s', async (_, damage) => {
    const journal = await start()
    await created(journal, 1)
    const kept = await created(journal, 2)
    let bytes = ''
    let again = await restart(journal, async records => {
      const file = join(records, recordName(key(1)))
      bytes = damage(await readFile(file, 'utf8'))
      await writeFile(file, bytes)
    })

    for (let starts = 0; starts < 2; starts += 1) {
      expect(again.unusable).toEqual([{
        kind: 'damaged',
        key: bytes.startsWith('{') ? key(1) : null,
        place: expect.stringContaining(join(folder, 'damaged')),
        reason: expect.any(String),
      }])
      expect(await readFile(String(again.unusable[0]?.place), 'utf8')).toBe(bytes)
      expect((await again.list()).map(entry => entry.revision)).toEqual([kept])
      expect(await again.read(key(1))).toBeNull()
      await expect(again.create(key(1), record(1))).rejects.toMatchObject(damagedRecord)
      if (starts === 0) again = await restart(again, async () => {})
    }

    await rm(String(again.unusable[0]?.place))
    await created(again, 1)
  })

  it('the file journal notices damage to a record while the journal is open', async () => {
    const journal = await start()
    const revision = await created(journal, 1)
    await writeFile(join(await recordsFolder(), recordName(key(1))), 'rubbish')
    expect(await journal.replace(key(1), record(1), revision)).toBeNull()
    expect(journal.unusable).toHaveLength(1)
  })

  it('the file journal treats a record in the place of another one as damaged, and blocks both sessions', async () => {
    const journal = await restart(await start(), records =>
      writeFile(join(records, recordName(key(1))), encodeRecord({ key: key(2), revision: '1.1', record: record(2) })))
    expect(journal.unusable).toMatchObject([{ kind: 'damaged', key: key(2), reason: expect.stringContaining('another record') }])
    await expect(journal.create(key(1), record(1))).rejects.toMatchObject(damagedRecord)
    await expect(journal.create(key(2), record(2))).rejects.toMatchObject(damagedRecord)
  })

  it('the file journal opens even if the system cannot read one of the records, and reports that record', async () => {
    const unreadable = join('record', 'of', 'nobody')
    const before = await start()
    await created(before, 1)
    await before.close()
    const journal = await start({
      read: path => path.endsWith(recordName(key(1)))
        ? Promise.reject(Object.assign(new Error(unreadable), { code: 'EIO' }))
        : nodeFiles.read(path),
    })
    expect(journal.unusable).toEqual([{ kind: 'damaged', key: null, place: expect.any(String), reason: expect.stringContaining(unreadable) }])
    expect(await journal.create(key(1), record(1))).toBeNull()
  })
})

describe('a record file of a later version', () => {
  it('the file journal leaves a record file of a later version alone, reports it, and blocks its session', async () => {
    const text = `{"format":2,"key":"${key(1)}"}\nin a form to come`
    let path = ''
    const journal = await restart(await start(), async records => {
      path = recordName(key(1))
      await writeFile(join(records, path), text)
    })
    const file = join(await recordsFolder(), path)
    expect(journal.unusable).toEqual([{ kind: 'newer', key: key(1), place: file, reason: 'version 2' }])
    expect(await journal.list()).toEqual([])
    expect(journal.unusable).toEqual([{ kind: 'newer', key: key(1), place: file, reason: 'version 2' }])
    await expect(journal.create(key(1), record(1))).rejects.toMatchObject({ code: 'JOURNAL_NEWER' })
    expect(await journal.replace(key(1), record(1), '1.1')).toBeNull()
    expect(await journal.remove(key(1), '1.1')).toBe(false)
    expect(await readFile(file, 'utf8')).toBe(text)
  })
})

it('the file journal stores each record as one file that the codec can read, and nothing else beside it', async () => {
  const journal = await start()
  const revision = await created(journal, 1)
  const names = await readdir(await recordsFolder())
  expect(names).toEqual([recordName(key(1))])
  expect(decodeRecord(await readFile(join(await recordsFolder(), String(names[0])), 'utf8')))
    .toEqual({ kind: 'ok', stored: { key: key(1), revision, record: record(1) } })
})
