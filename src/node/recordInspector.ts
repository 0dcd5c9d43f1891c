import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { NitroliteError } from '../core/errors/errors'
import { decodeRecord, type StoredRecord } from '../core/journal/recordCodec'
import { hasCode, syncFolder, type JournalFiles } from './files'
import type { RecordFolder } from './recordFolder'

/** A record that cannot be read any more. */
export interface DamagedRecord {
  /** Key that the record names; null where that cannot be read. May be wrong. */
  readonly key: string | null
  /** Where its bytes are now; still in its place when the system would not let it be read or moved. */
  readonly file: string
  readonly reason: string
}

/** A record of a later version of the library. */
export interface NewerRecord {
  /** Null where the later version keeps it elsewhere. */
  readonly key: string | null
  readonly file: string
  readonly version: number
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The file of a record. */
export const recordName = (key: string): string => `${digest(key)}.json`

export const isRecordName = (name: string): boolean => /^[0-9a-f]{64}\.json$/.test(name)

/** Reads records, and sees to those that cannot be used. */
export interface RecordInspector {
  readonly damaged: readonly DamagedRecord[]
  readonly newer: readonly NewerRecord[]
  /** @returns null when there is none that can be used: a damaged one is set aside, a newer one left alone */
  read(name: string): Promise<StoredRecord | null>
  /** The same, and a record that the system does not let be read or moved is reported, as one among many. */
  survey(name: string): Promise<StoredRecord | null>
  /** @throws `JOURNAL_DAMAGED` when a record of the key lies among the damaged ones */
  refuseIfDamaged(key: string): Promise<void>
}

export async function recordInspector(
  folder: string, files: JournalFiles, records: RecordFolder,
): Promise<RecordInspector> {
  const aside = join(folder, 'damaged')
  const damaged = new Map<string, DamagedRecord>()
  const newer = new Map<string, NewerRecord>()

  async function setAside(name: string, text: string, key: string | null, reason: string): Promise<void> {
    // The content is part of the name: nothing set aside earlier is ever in the way.
    const newName = `${name.slice(0, -'.json'.length)}.${digest(text).slice(0, 16)}.json`
    const file = join(aside, newName)
    await makeAside()
    await records.move(name, aside, newName)
    damaged.set(file, { key, file, reason })
  }

  async function makeAside(): Promise<void> {
    await files.makeFolder(aside).catch(thrown => {
      if (!hasCode(thrown, 'EEXIST')) throw thrown
    })
    await syncFolder(files, folder)
  }

  async function noteSetAside(): Promise<void> {
    const names = await files.entries(aside).catch(thrown => {
      if (hasCode(thrown, 'ENOENT')) return []
      throw thrown
    })
    for (const name of names) {
      const file = join(aside, name)
      const decoded = await files.read(file).then(decodeRecord, () => null)
      damaged.set(file, decoded?.kind === 'damaged'
        ? { key: decoded.key, file, reason: decoded.reason }
        : { key: null, file, reason: 'it was set aside earlier' })
    }
  }

  async function read(name: string): Promise<StoredRecord | null> {
    const text = await records.read(name)
    if (text === null) return null
    const decoded = decodeRecord(text)
    switch (decoded.kind) {
      case 'newer':
        newer.set(name, { key: decoded.key, file: join(records.path, name), version: decoded.version })
        return null
      case 'damaged':
        await setAside(name, text, decoded.key, decoded.reason)
        return null
      case 'ok':
        if (recordName(decoded.stored.key) === name) return decoded.stored
        await setAside(name, text, decoded.stored.key, 'it lies under the name of another record')
        return null
    }
  }

  await noteSetAside()

  return {
    read,
    get damaged() {
      return [...damaged.values()]
    },
    get newer() {
      return [...newer.values()]
    },
    async survey(name) {
      try {
        return await read(name)
      }
      catch (thrown) {
        // Anything else, like too many open files, may pass: then a record must not be missing from a list.
        if (!hasCode(thrown, 'EIO', 'EISDIR', 'EACCES', 'EPERM')) throw thrown
        const file = join(records.path, name)
        damaged.set(file, { key: null, file, reason: String(thrown) })
        return null
      }
    },
    async refuseIfDamaged(key) {
      const hash = digest(key)
      for (const each of damaged.values()) {
        if (each.key !== key && !each.file.startsWith(join(aside, hash))) continue
        const isThere = await files.changed(each.file).then(() => true, thrown => !hasCode(thrown, 'ENOENT'))
        if (isThere) {
          throw new NitroliteError('JOURNAL_DAMAGED', { place: each.file, reason: each.reason })
        }
      }
    },
  }
}
