import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { created, createFileJournalRig, key, record } from '../../test/helpers/fileJournalRig'
import { describeJournal } from '../../test/helpers/journalContract'
import { decodeRecord } from '../core/journal/recordCodec'
import { createFileJournal } from './fileJournal'
import { nodeFiles, type JournalFiles } from './files'
import { recordName } from './folderStore'

const rig = createFileJournalRig()
const { start, recordsFolder } = rig

const refused = (reason: RegExp) => ({
  code: 'JOURNAL_FAILED', info: expect.objectContaining({ why: expect.stringMatching(reason) }),
})

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
      [rig.folder, join(rig.folder, 'lock'), await recordsFolder(), join(await recordsFolder(), recordName(key(1)))]
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
    await writeFile(join(rig.base, 'deep'), 'a file')
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

it('the file journal stores each record as one file that the codec can read, and no other files', async () => {
  const journal = await start()
  const revision = await created(journal, 1)
  const names = await readdir(await recordsFolder())
  expect(names).toEqual([recordName(key(1))])
  expect(decodeRecord(await readFile(join(await recordsFolder(), String(names[0])), 'utf8')))
    .toEqual({ kind: 'ok', stored: { key: key(1), revision, record: record(1) } })
})
