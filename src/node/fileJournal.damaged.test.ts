import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { created, createFileJournalRig, key, record } from '../../test/helpers/fileJournalRig'
import { encodeRecord } from '../core/journal/recordCodec'
import { nodeFiles } from './files'
import { recordName } from './folderStore'

const rig = createFileJournalRig()
const { start, restart, recordsFolder } = rig

const damagedRecord = { code: 'JOURNAL_DAMAGED', info: expect.objectContaining({ why: expect.stringMatching(/^The record is kept in .+damaged.+: .+/) }) }

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
        place: expect.stringContaining(join(rig.folder, 'damaged')),
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
