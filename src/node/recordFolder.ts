import { join } from 'node:path'
import { hasCode, syncFolder, type JournalFiles, type OpenFolder } from './files'
import type { HeldFolder } from './folderLock'

const TEMPORARY = 'tmp-'

/**
 * The files of the records. A change resolves when a power loss can no longer undo it. Until then a file has either its
 * old content or its new content, both complete.
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
  /** Moves the file. A file that is already there is the same one, left by a move that was interrupted. */
  move(name: string, folder: string, newName: string): Promise<void>
  /**
   * Removes the temporary files of interrupted changes, and makes durable what those changes put in place, so that a power
   * loss cannot undo anything that is read afterwards.
   */
  tidy(): Promise<void>
}

export function recordFolder(files: JournalFiles, held: HeldFolder): RecordFolder {
  const place = (name: string): string => join(held.path, name)
  let written = 0
  let syncFailure: unknown = null

  /**
   * Makes a change of names durable. Once that has failed, nobody knows what the disk holds, and a later sync that succeeds
   * would not prove it either. So every change after that is refused.
   */
  async function commit<T>(change: () => Promise<T>): Promise<T> {
    if (syncFailure) throw syncFailure
    // Opened first, so that the process cannot run out of file handles between the change and its sync.
    const folder = await files.openFolder(held.path)
    try {
      const result = await change()
      await folder.sync().catch(thrown => {
        syncFailure = thrown
        throw thrown
      })
      // If the folder still belongs to this process after the change, every later owner will see the change.
      await held.check()
      return result
    }
    finally {
      await closeQuietly(folder)
    }
  }

  /** Writes the text completely and durably under a temporary name. */
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

  // A temporary file that stays does no harm; the next start removes it.
  const discard = (path: string): Promise<void> => files.removeFile(path).catch(() => {})

  // Everything that matters has been synced by now, or has failed.
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
        // Perhaps the whole folder is gone because another process took it over.
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
      const leftovers = (await files.entries(held.path)).filter(name => name.startsWith(TEMPORARY))
      for (const name of leftovers) await discard(place(name))
    }),
  }
}
