import { resolve } from 'node:path'
import { requireOptions } from '../core/client/refuseOption'
import { NitroliteError, toNitroliteError } from '../core/errors/errors'
import type { MarkingJournal, UnusableRecord } from '../core/journal/journal'
import { createStoreJournal } from '../core/journal/storeJournal'
import { nodeFiles, type JournalFiles } from './files'
import { holdFolder, type HeldFolder } from './folderLock'
import { createFolderStore } from './folderStore'
import { nodeProcesses, type Processes } from './processes'
import { recordFolder } from './recordFolder'

export interface FileJournalOptions {
  /** Where the records are kept. If it does not exist, it is made, readable only for this user. */
  readonly folder: string
  /**
   * How long to wait for a process that holds the journal, in milliseconds; 0 tries once.
   * @default lease + 5_000
   */
  readonly lockTimeout?: number
  /**
   * Milliseconds after which a process that holds the journal loses it if it gives no sign of life: because it is stopped,
   * runs on another machine, or its machine lost power. A process that is proven dead loses the journal at once.
   * @default 10_000
   */
  readonly lease?: number
}

/** A journal in a folder of this machine. */
export interface FileJournal extends MarkingJournal {
  /** Records that cannot be used, including those that were set aside at earlier starts. Complete from the start. */
  readonly unusable: readonly UnusableRecord[]
  /** Waits for the calls that have begun, then releases the folder. Every later call is refused with `JOURNAL_FAILED`. */
  close(): Promise<void>
}

/**
 * Opens the journal in a folder. Each record is a file: written beside the others, synced, and put in place by one atomic
 * step, which is synced too. A promise that resolved survives `kill -9` and, on a disk that honours `fsync`, power loss.
 *
 * One process at a time holds the folder; others wait. The name of the folder that contains the records carries its owner
 * and an epoch, which only grows. Taking over renames that folder, so a process that was stopped and continues later can no
 * longer write: it gets `JOURNAL_FAILED` and has to open the journal again.
 *
 * One gap remains: if the kernel has begun a single rename or link for the old owner but not finished it when the folder is
 * renamed, that step may still happen afterwards. Only a process that the kernel is working for can be at that point, not a
 * stopped one. The write is not confirmed, and the new owner reads every record again before it replaces it.
 *
 * The folder must be on a local file system of Linux or macOS: the journal needs hard links, atomic renames, and folders
 * that can be synced. If the system refuses one of these, as Windows does, the journal refuses to open.
 *
 * A damaged record is moved to `damaged/` with its exact bytes. It may describe a request that was sent, so a new closing of
 * its session is refused (`JOURNAL_DAMAGED`) until a person has looked at the file and removed it.
 * @throws `OPTIONS_INVALID`; `JOURNAL_FAILED` if another process holds the folder or it cannot be written
 */
export const createFileJournal = (options: FileJournalOptions): Promise<FileJournal> =>
  openFileJournal(options, nodeFiles, nodeProcesses)

/** `createFileJournal` on any file system. */
export async function openFileJournal(
  options: FileJournalOptions, files: JournalFiles, processes: Processes,
): Promise<FileJournal> {
  requireOptions('createFileJournal', options, 'folder')
  const { lease = 10_000, lockTimeout = lease + 5_000 } = options
  demand(typeof options.folder === 'string' && options.folder !== '', 'folder', 'It must be a path.')
  demand(Number.isFinite(lease) && lease > 0, 'lease', 'It must be a time in milliseconds above 0.')
  demand(lockTimeout >= 0, 'lockTimeout', 'It must be a time in milliseconds.')
  const folder = resolve(options.folder)
  let held: HeldFolder | null = null
  try {
    held = await holdFolder({ folder, lease, timeout: lockTimeout }, files, processes)
    return await openHeld(folder, files, held)
  }
  catch (thrown) {
    await held?.release().catch(() => {})
    throw toNitroliteError(thrown, 'JOURNAL_FAILED')
  }
}

function demand(isFulfilled: boolean, option: string, reason: string): void {
  if (!isFulfilled) throw new NitroliteError('OPTIONS_INVALID', { option, reason })
}

async function openHeld(folder: string, files: JournalFiles, held: HeldFolder): Promise<FileJournal> {
  const records = recordFolder(files, held)
  const journal = createStoreJournal(createFolderStore(folder, files, records))
  const running = new Set<Promise<unknown>>()
  let closing: Promise<void> | null = null

  /** If the folder was lost to another process, that is the reason for every failure. */
  async function guarded<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task()
    }
    catch (thrown) {
      await held.check()
      throw toNitroliteError(thrown, 'JOURNAL_FAILED')
    }
  }

  async function whileOpen<T>(task: () => Promise<T>): Promise<T> {
    if (closing) throw new NitroliteError('JOURNAL_FAILED', { reason: 'The journal was closed.' })
    const call = guarded(task)
    running.add(call)
    try {
      return await call
    }
    finally {
      running.delete(call)
    }
  }

  async function release(): Promise<void> {
    await Promise.allSettled(running)
    await guarded(() => held.release())
  }

  await records.tidy()
  // Finds every record that cannot be used.
  await journal.list()

  return {
    isDurable: true,
    get unusable() { return journal.unusable ?? [] },
    create: (key, record) => whileOpen(() => journal.create(key, record)),
    replace: (key, record, revision) => whileOpen(() => journal.replace(key, record, revision)),
    remove: (key, revision) => whileOpen(() => journal.remove(key, revision)),
    markEnded: (key, closingId) => whileOpen(() => journal.markEnded(key, closingId)),
    read: key => whileOpen(() => journal.read(key)),
    list: () => whileOpen(() => journal.list()),
    close: () => closing ??= release(),
  }
}
