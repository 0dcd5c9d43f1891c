import { join } from 'node:path'
import { hasCode, syncFolder, type JournalFiles, type OpenFolder } from './files'
import type { HeldFolder } from './folderLock'

const TEMPORARY = 'tmp-'

/**
 * The files of the records. A change resolves when a power loss cannot undo it any more, and at every moment
 * before that a file is either whole as it was or whole as it will be.
 */
export interface RecordFolder {
  readonly path: string
  names(): Promise<readonly string[]>
  /** @returns null when there is no such file */
  read(name: string): Promise<string | null>
  /** @returns false when there is a file of that name already */
  create(name: string, text: string): Promise<boolean>
  replace(name: string, text: string): Promise<void>
  remove(name: string): Promise<void>
  /** Gives the file another place. One that is there already is the same, left by a move that was interrupted. */
  move(name: string, folder: string, newName: string): Promise<void>
  /**
   * Removes what interrupted changes left behind, and makes durable what they put in place: what is read
   * afterwards cannot be undone by a power loss.
   */
  tidy(): Promise<void>
}

export function recordFolder(files: JournalFiles, held: HeldFolder): RecordFolder {
  const place = (name: string): string => join(held.path, name)
  let written = 0
  let syncFailure: unknown = null

  /**
   * Makes a change of names durable. Once that has failed, nobody knows what the device holds, and a later
   * success would not tell either: from then on every change is refused.
   */
  async function commit<T>(change: () => Promise<T>): Promise<T> {
    if (syncFailure) throw syncFailure
    // Opened first: running out of file handles must not happen between the change and its sync.
    const folder = await files.openFolder(held.path)
    try {
      const result = await change()
      await folder.sync().catch(thrown => {
        syncFailure = thrown
        throw thrown
      })
      // Still ours after the change, so whoever takes over finds it.
      await held.check()
      return result
    }
    finally {
      await closeQuietly(folder)
    }
  }

  /** Writes the text completely and durably under a name that nobody looks at. */
  async function prepare(text: string): Promise<string> {
    const path = place(`${TEMPORARY}${held.epoch}-${++written}`)
    const file = await files.create(path)
    try {
      await file.write(text)
      await file.sync()
      return path
    }
    catch (thrown) {
      await discard(path)
      throw thrown
    }
    finally {
      await closeQuietly(file)
    }
  }

  // A file too many does no harm, and is removed at the next start.
  const discard = (path: string): Promise<void> => files.removeFile(path).catch(() => {})

  // What counts has been synced, or has failed already.
  const closeQuietly = (file: OpenFolder): Promise<void> => file.close().catch(() => {})

  return {
    path: held.path,
    names: () => files.entries(held.path),
    async read(name) {
      try {
        return await files.read(place(name))
      }
      catch (thrown) {
        if (!hasCode(thrown, 'ENOENT')) throw thrown
        // The file may be missing because the whole folder is.
        await held.check()
        return null
      }
    },
    create: (name, text) => commit(async () => {
      const path = await prepare(text)
      try {
        await files.link(path, place(name))
        return true
      }
      catch (thrown) {
        if (hasCode(thrown, 'EEXIST')) return false
        throw thrown
      }
      finally {
        await discard(path)
      }
    }),
    replace: (name, text) => commit(async () => {
      const path = await prepare(text)
      try {
        await files.rename(path, place(name))
      }
      catch (thrown) {
        await discard(path)
        throw thrown
      }
    }),
    remove: name => commit(() => files.removeFile(place(name))),
    move: (name, folder, newName) => commit(async () => {
      await files.link(place(name), join(folder, newName)).catch(thrown => {
        if (!hasCode(thrown, 'EEXIST')) throw thrown
      })
      await syncFolder(files, folder)
      await files.removeFile(place(name))
    }),
    tidy: () => commit(async () => {
      const left = (await files.entries(held.path)).filter(name => name.startsWith(TEMPORARY))
      for (const name of left) await discard(place(name))
    }),
  }
}
