import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { NitroliteError } from '../core/errors/errors'
import { DATABASE_ADVICE } from './databaseError'
import { hasCode, syncFolder, type JournalFiles } from './files'
import { freeName, heldName, parseLockName, type LockName } from './lockName'
import type { Processes } from './processes'

/** The folder of the records, held by this process. */
export interface HeldFolder {
  /** No longer exists once another process has taken over. */
  readonly path: string
  /** Larger than the epoch of every earlier owner. */
  readonly epoch: number
  /** @throws `JOURNAL_FAILED` if another process has taken over */
  check(): Promise<void>
  release(): Promise<void>
}

export interface LockOptions {
  readonly folder: string
  /** Milliseconds without a sign of life after which an owner loses the lock, unless it is proven dead before. */
  readonly lease: number
  /** Milliseconds to wait for the lock. */
  readonly timeout: number
}

/** How often a waiting process tries again, in milliseconds. */
const RETRY_INTERVAL = 50

/** The storage works, but another process uses it. */
const heldError = (reason: string): NitroliteError =>
  new NitroliteError('JOURNAL_FAILED', { reason, problem: 'held', advice: DATABASE_ADVICE.held })

const pause = (duration: number): Promise<void> => new Promise(resolve => setTimeout(resolve, duration))

/**
 * Makes this process the only one that writes to the records, until it releases the folder or others consider it dead.
 *
 * The records are in a folder whose name is the lock. A process takes over by renaming that folder, which succeeds for one
 * process only. From then on, every path that the previous owner uses no longer exists. So the previous owner cannot write,
 * even if it is asleep and does not know about the change.
 * @throws `JOURNAL_FAILED`
 */
export async function holdFolder(options: LockOptions, files: JournalFiles, processes: Processes): Promise<HeldFolder> {
  const stage = join(options.folder, 'lock')
  await makeStage(files, options.folder, stage)
  const self = await processes.self()
  const hasLeaseEnded = watchOwner(files, stage, options.lease)
  const deadline = performance.now() + options.timeout
  for (;;) {
    const found = await currentName(files, stage)
    if (found && (!found.owner || await processes.isGone(found.owner) || await hasLeaseEnded(found.text))) {
      const name = heldName(found.epoch + 1, self)
      if (await renameLock(files, stage, found.text, name)) return hold(files, stage, name, found.epoch + 1, options.lease)
    }
    if (performance.now() >= deadline) throw inUse(found)
    await pause(RETRY_INTERVAL)
  }
}

function inUse(found: LockName | null): NitroliteError {
  const reason = found?.owner ? `Process ${found.owner.pid} holds the journal.` : 'The folder kept changing hands while this process waited for it.'
  return heldError(reason)
}

/**
 * Makes the folder around the lock, even if other processes do the same at the same time. A power loss before anybody has
 * held the lock can leave it empty; then it is made again.
 */
async function makeStage(files: JournalFiles, folder: string, stage: string): Promise<void> {
  await makeFolders(files, folder)
  await syncAbove(files, folder)
  const isThere = await files.entries(stage).then(names => names.length > 0, thrown => {
    if (hasCode(thrown, 'ENOENT')) return false
    throw thrown
  })
  if (!isThere) {
    const draft = join(folder, `new-${randomBytes(8).toString('hex')}`)
    const free = join(draft, freeName(0))
    await files.makeFolder(draft)
    await files.makeFolder(free)
    try {
      await files.rename(draft, stage)
    }
    catch (thrown) {
      if (!hasCode(thrown, 'ENOTEMPTY', 'EEXIST')) throw thrown
      await files.removeFolder(free)
      await files.removeFolder(draft)
    }
  }
  // Also if it was there already: the process that made it may have ended before it could sync.
  await syncFolder(files, folder)
}

/** Makes a folder and those above it, accessible only to this user, if they are missing. */
export async function makeFolders(files: JournalFiles, path: string): Promise<void> {
  try {
    await files.makeFolder(path)
  }
  catch (thrown) {
    if (hasCode(thrown, 'EEXIST')) return
    if (!hasCode(thrown, 'ENOENT') || dirname(path) === path) throw thrown
    await makeFolders(files, dirname(path))
    await makeFolders(files, path)
  }
}

/** Syncs every parent folder, even those that this process did not make: their maker may have ended before it synced. */
async function syncAbove(files: JournalFiles, path: string): Promise<void> {
  if (dirname(path) === path) return
  await syncFolder(files, dirname(path)).catch(thrown => {
    // A folder that this user may not open was not made by a journal of this user.
    if (!hasCode(thrown, 'EACCES', 'EPERM')) throw thrown
  })
  await syncAbove(files, dirname(path))
}

/** @returns null if the listing misses a folder that is being renamed; a later listing finds it */
async function currentName(files: JournalFiles, stage: string): Promise<LockName | null> {
  const names = (await files.entries(stage)).map(parseLockName).filter(name => name !== null)
  return names.reduce<LockName | null>((latest, name) => latest && latest.epoch > name.epoch ? latest : name, null)
}

/**
 * Checks whether an owner has given no sign of life for a whole lease. Measured with the monotonic clock of this process,
 * so it does not matter if clocks differ or jump.
 */
function watchOwner(files: JournalFiles, stage: string, lease: number): (name: string) => Promise<boolean> {
  let lastSign = ''
  let lastChange = 0
  return async name => {
    const sign = await files.changed(join(stage, name)).catch(thrown => {
      if (hasCode(thrown, 'ENOENT')) return 'gone'
      throw thrown
    })
    if (lastSign !== `${name} ${sign}`) {
      lastSign = `${name} ${sign}`
      lastChange = performance.now()
      return false
    }
    return performance.now() - lastChange >= lease
  }
}

/** @returns false if another process was faster */
async function renameLock(files: JournalFiles, stage: string, from: string, to: string): Promise<boolean> {
  // The last rename may not be durable yet; without this sync, a power loss could leave two names.
  await syncFolder(files, stage)
  try {
    await files.rename(join(stage, from), join(stage, to))
  }
  catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return false
    throw thrown
  }
  await syncFolder(files, stage)
  return true
}

function hold(files: JournalFiles, stage: string, name: string, epoch: number, lease: number): HeldFolder {
  const path = join(stage, name)
  const heartbeat = setInterval(() => {
    // A failure needs no handling here: the next write finds out what is wrong and rejects.
    files.touch(path).catch(() => {})
  }, lease / 4)
  heartbeat.unref()
  return {
    path,
    epoch,
    async check() {
      try {
        await files.changed(path)
      }
      catch (thrown) {
        throw hasCode(thrown, 'ENOENT') ? heldError('Another process took the journal over.') : thrown
      }
    },
    async release() {
      clearInterval(heartbeat)
      await renameLock(files, stage, name, freeName(epoch))
    },
  }
}
