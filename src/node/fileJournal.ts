import { resolve } from 'node:path'
import { NitroliteError, toNitroliteError } from '../core/errors/errors'
import type { Journal, UnusableRecord } from '../core/journal/journal'
import { encodeRecord, type StoredRecord } from '../core/journal/recordCodec'
import { nodeFiles, type JournalFiles } from './files'
import { holdFolder, type HeldFolder } from './folderLock'
import { nodeProcesses, type Processes } from './processes'
import { recordFolder } from './recordFolder'
import { isRecordName, recordInspector, recordName, type DamagedRecord, type NewerRecord } from './recordInspector'
import { turns } from './turns'

export interface FileJournalOptions {
  /** Where the records are kept. Made, for this user alone, if it is not there. */
  readonly folder: string
  /**
   * How long to wait for a process that holds the journal, in milliseconds; 0 tries once.
   * @default lease + 5_000
   */
  readonly lockTimeout?: number
  /**
   * Milliseconds after which a process that holds the journal and gives no sign of life (stopped, on another
   * machine, or on one that lost power) loses it. One that is proven dead loses it at once.
   * @default 10_000
   */
  readonly lease?: number
}

/** A journal in a folder of this machine. */
export interface FileJournal extends Journal {
  /** Records that were set aside because they cannot be read any more, also at earlier starts. */
  readonly damaged: readonly DamagedRecord[]
  /** Records that a later version of the library wrote. They are left alone; their sessions stay blocked. */
  readonly newer: readonly NewerRecord[]
  /** Lets go of the folder once what was begun has ended. Afterwards everything is refused. */
  close(): Promise<void>
}

/**
 * Opens the journal in a folder: one file for each record, written beside, synced and put in place by one atomic
 * step, which is synced too. A promise that resolved survives `kill -9` and, on a disk that does what `fsync`
 * asks, power loss.
 *
 * One process at a time holds the folder; others wait. The folder of the records carries its owner and an epoch,
 * which only ever grows, in its name: taking over renames it, so a process that was stopped and goes on later
 * cannot write any more, and is told so with `JOURNAL_FAILED`. It must open the journal again.
 *
 * What remains: a single rename or link of the old owner that the kernel has begun, and not ended, while it
 * renames the folder may land after that. A stopped process cannot rest at that point, only one that the kernel
 * is working for; its write is not confirmed, and the new owner reads every record again before it replaces it.
 * The folder must be on a local file system of Linux or macOS (hard links, atomic renames, folders that can be
 * synced); where the system refuses one of these, so does the journal. Windows does.
 *
 * A damaged record is moved to `damaged/` with its bytes. What it said may be on its way to the node, so a new
 * closing of its session is refused (`JOURNAL_DAMAGED`) until somebody who has seen to that removes the file.
 * @throws `OPTIONS_INVALID`; `JOURNAL_FAILED` when another process holds the folder, or it cannot be written
 */
export const createFileJournal = (options: FileJournalOptions): Promise<FileJournal> =>
  openFileJournal(options, nodeFiles, nodeProcesses)

/** `createFileJournal` on any file system. */
export async function openFileJournal(
  options: FileJournalOptions, files: JournalFiles, processes: Processes,
): Promise<FileJournal> {
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

function demand(fulfilled: boolean, option: string, reason: string): void {
  if (!fulfilled) throw new NitroliteError('OPTIONS_INVALID', { option, reason })
}

async function openHeld(folder: string, files: JournalFiles, held: HeldFolder): Promise<FileJournal> {
  const records = recordFolder(files, held)
  const inspector = await recordInspector(folder, files, records)
  const inTurn = turns()
  let revisions = 0
  let closing: Promise<void> | null = null

  /** Every failure is of the journal, and says so if that is not ours any more. */
  const guarded = async <T>(task: () => Promise<T>): Promise<T> => {
    try {
      return await task()
    }
    catch (thrown) {
      await held.check()
      throw toNitroliteError(thrown, 'JOURNAL_FAILED')
    }
  }

  const work = async <T>(name: string, task: () => Promise<T>): Promise<T> => {
    if (closing) throw new NitroliteError('JOURNAL_FAILED', { reason: 'The journal was closed.' })
    return inTurn.run(name, () => guarded(task))
  }

  /** The epoch is part of it, so no two owners ever give the same. */
  const nextRevision = (): string => `${held.epoch}.${++revisions}`

  const readAll = async (): Promise<StoredRecord[]> => {
    const names = (await records.names()).filter(isRecordName)
    const found: StoredRecord[] = []
    // Few at a time: file handles are limited.
    for (let at = 0; at < names.length; at += 64) {
      const part = await Promise.all(names.slice(at, at + 64)
        .map(name => inTurn.run(name, () => inspector.survey(name))))
      found.push(...part.filter(stored => stored !== null))
    }
    return found
  }

  await records.tidy()
  await readAll()

  return {
    get damaged() {
      return inspector.damaged
    },
    get newer() {
      return inspector.newer
    },
    get unusable(): readonly UnusableRecord[] {
      return [
        ...inspector.damaged.map(({ key, file, reason }) => ({ kind: 'damaged' as const, key, place: file, reason })),
        ...inspector.newer.map(({ key, file, version }) =>
          ({ kind: 'newer' as const, key, place: file, reason: `version ${version}` })),
      ]
    },
    create: (key, record) => work(recordName(key), async () => {
      await inspector.refuseIfDamaged(key)
      const revision = nextRevision()
      if (await records.create(recordName(key), encodeRecord({ key, revision, record }))) return revision
      const newer = inspector.newer.find(({ file }) => file.endsWith(recordName(key)))
      if (newer) throw new NitroliteError('JOURNAL_NEWER', { place: newer.file, reason: `version ${newer.version}` })
      return null
    }),
    replace: (key, record, revision) => work(recordName(key), async () => {
      if ((await inspector.read(recordName(key)))?.revision !== revision) return null
      const next = nextRevision()
      await records.replace(recordName(key), encodeRecord({ key, revision: next, record }))
      return next
    }),
    remove: (key, revision) => work(recordName(key), async () => {
      if ((await inspector.read(recordName(key)))?.revision !== revision) return false
      await records.remove(recordName(key))
      return true
    }),
    read: key => work(recordName(key), async () => {
      const stored = await inspector.read(recordName(key))
      return stored && { record: stored.record, revision: stored.revision }
    }),
    list: () => work('every record', readAll),
    close: () => closing ??= inTurn.allDone().then(() => guarded(() => held.release())),
  }
}
