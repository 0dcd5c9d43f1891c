import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { JournalStore, SetAsideText, StoredText, UnreadableText } from '../core/journal/journalStore'
import { createTaskQueues } from '../core/journal/taskQueues'
import { hasCode, syncFolder, type JournalFiles } from './files'
import type { RecordFolder } from './recordFolder'

/** How many files are read at the same time; file handles are limited. */
const BATCH = 64

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The file name of a record. Keys hold URLs, which are not valid file names. */
export const recordName = (key: string): string => `${digest(key)}.json`

const isRecordName = (name: string): boolean => /^[0-9a-f]{64}\.json$/.test(name)

/**
 * Whether the system does not let this one file be read or moved. Any other error, such as too many open files, can pass
 * by itself; it must not make a record disappear from a list.
 */
const isUnreadable = (thrown: unknown): boolean => hasCode(thrown, 'EIO', 'EISDIR', 'EACCES', 'EPERM')

async function inBatches<T, R>(items: readonly T[], task: (item: T) => Promise<R | null>): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += BATCH) {
    const batch = await Promise.all(items.slice(start, start + BATCH).map(task))
    results.push(...batch.filter(result => result !== null))
  }
  return results
}

/**
 * Keeps texts as files. The caller holds the folder, so no other process writes to it; calls for the same name in this
 * process run one after the other, so that comparing and replacing is one step.
 * @param folder where `damaged/` is made for texts that are set aside
 */
export function createFolderStore(folder: string, files: JournalFiles, records: RecordFolder): JournalStore {
  const asideFolder = join(folder, 'damaged')
  const queues = createTaskQueues()
  const placeOf = (name: string): string => join(records.path, name)

  async function textOf(name: string): Promise<string | UnreadableText | null> {
    try {
      return await records.read(name)
    }
    catch (thrown) {
      if (!isUnreadable(thrown)) throw thrown
      return { place: placeOf(name), reason: String(thrown) }
    }
  }

  async function moveAside(name: string, text: string): Promise<void> {
    await files.makeFolder(asideFolder).catch((thrown: unknown) => {
      if (!hasCode(thrown, 'EEXIST')) throw thrown
    })
    await syncFolder(files, folder)
    // The content is part of the name, so a text that was set aside earlier is never in the way.
    await records.move(name, asideFolder, `${name.slice(0, -'.json'.length)}.${digest(text).slice(0, 16)}.json`)
  }

  async function setAsideText(fileName: string): Promise<SetAsideText | null> {
    const place = join(asideFolder, fileName)
    const name = `${fileName.slice(0, 64)}.json`
    try {
      return { name, place, text: await files.read(place) }
    }
    catch (thrown) {
      // Removed meanwhile.
      if (hasCode(thrown, 'ENOENT')) return null
      if (!isUnreadable(thrown)) throw thrown
      return { name, place, text: '' }
    }
  }

  return {
    nameOf: recordName,
    placeOf,
    insert: (name, text) => queues.run(name, () => records.create(name, text)),
    update: (name, text, present) => queues.run(name, async () => {
      if (await records.read(name) !== present) return false
      await records.replace(name, text)
      return true
    }),
    remove: (name, present) => queues.run(name, async () => {
      if (await records.read(name) !== present) return false
      await records.remove(name)
      return true
    }),
    get: name => queues.run(name, () => textOf(name)),
    all: async () => inBatches((await records.names()).filter(isRecordName), name => queues.run(name, async (): Promise<StoredText | null> => {
      const text = await textOf(name)
      return text === null ? null : { name, text }
    })),
    setAside: (name, present) => queues.run(name, async () => {
      if (await records.read(name) !== present) return false
      try {
        await moveAside(name, present)
        return true
      }
      catch (thrown) {
        if (!isUnreadable(thrown)) throw thrown
        return false
      }
    }),
    async listSetAside() {
      const fileNames = await files.entries(asideFolder).catch((thrown: unknown) => {
        if (hasCode(thrown, 'ENOENT')) return []
        throw thrown
      })
      return inBatches(fileNames, setAsideText)
    },
  }
}
