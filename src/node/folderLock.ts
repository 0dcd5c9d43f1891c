import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { NitroliteError } from '../core/errors/errors'
import { hasCode, syncFolder, type JournalFiles } from './files'
import { freeName, heldName, parseLockName, type LockName } from './lockName'
import type { Processes } from './processes'

/** The folder of the records, held by this process. */
export interface HeldFolder {
  /** Leads nowhere any more as soon as another process took over. */
  readonly path: string
  /** Larger than that of every owner before. */
  readonly epoch: number
  /** @throws `JOURNAL_FAILED` when another process took over */
  check(): Promise<void>
  release(): Promise<void>
}

export interface LockOptions {
  readonly folder: string
  /** Milliseconds without a sign of life after which an owner that is not proven dead loses the lock. */
  readonly lease: number
  /** Milliseconds to wait for the lock. */
  readonly timeout: number
}

/** How often a waiting process looks, in milliseconds. */
const LOOK_INTERVAL = 50

const takenOver = (): NitroliteError =>
  new NitroliteError('JOURNAL_FAILED', { reason: 'Another process took the journal over.' })

const pause = (duration: number): Promise<void> => new Promise(resolve => setTimeout(resolve, duration))

/**
 * Makes this process the only one that writes to the records, until it lets go or is taken for dead.
 *
 * The records lie in a folder whose name is the lock. Taking over is renaming it, which succeeds for one
 * process only, and every path that the owner before works with leads nowhere from that moment: it need not
 * know or be told, and may be asleep.
 * @throws `JOURNAL_FAILED`
 */
export async function holdFolder(options: LockOptions, files: JournalFiles, processes: Processes): Promise<HeldFolder> {
  const stage = join(options.folder, 'lock')
  await makeStage(files, options.folder, stage)
  const self = await processes.self()
  const watch = watchOwner(files, stage, options.lease)
  const deadline = performance.now() + options.timeout
  for (;;) {
    const found = await currentName(files, stage)
    if (found && (!found.owner || await processes.isGone(found.owner) || await watch(found.text))) {
      const name = heldName(found.epoch + 1, self)
      if (await moveOn(files, stage, found.text, name)) return hold(files, stage, name, found.epoch + 1, options.lease)
    }
    if (performance.now() >= deadline) throw inUse(found)
    await pause(LOOK_INTERVAL)
  }
}

function inUse(found: LockName | null): NitroliteError {
  const reason = found?.owner ? `Process ${found.owner.pid} holds the journal.` : 'The journal is never free.'
  return new NitroliteError('JOURNAL_FAILED', { reason })
}

/**
 * Makes the folder around the lock, whoever else does the same meanwhile. A power loss can leave it empty as long
 * as nobody has held the lock: then it is made again.
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
  // Also when it was there: the process that made it may have ended before this.
  await syncFolder(files, folder)
}

async function makeFolders(files: JournalFiles, path: string): Promise<void> {
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

/** All the way up, whoever made the folders: that process may have ended before it did this. */
async function syncAbove(files: JournalFiles, path: string): Promise<void> {
  if (dirname(path) === path) return
  await syncFolder(files, dirname(path)).catch(thrown => {
    // What this user may not open is nothing that a journal of this user has made.
    if (!hasCode(thrown, 'EACCES', 'EPERM')) throw thrown
  })
  await syncAbove(files, dirname(path))
}

/** A listing can fall between the two names of a folder that is being renamed; the next one is right again. */
async function currentName(files: JournalFiles, stage: string): Promise<LockName | null> {
  const names = (await files.entries(stage)).map(parseLockName).filter(name => name !== null)
  return names.reduce<LockName | null>((last, name) => last && last.epoch > name.epoch ? last : name, null)
}

/**
 * Tells whether an owner gave no sign of life for a whole lease. Measured by this process's own steady clock,
 * so clocks that differ or jump mean nothing.
 */
function watchOwner(files: JournalFiles, stage: string, lease: number): (name: string) => Promise<boolean> {
  let seen = ''
  let since = 0
  return async name => {
    const sign = await files.changed(join(stage, name)).catch(thrown => {
      if (hasCode(thrown, 'ENOENT')) return 'gone'
      throw thrown
    })
    if (seen !== `${name} ${sign}`) {
      seen = `${name} ${sign}`
      since = performance.now()
      return false
    }
    return performance.now() - since >= lease
  }
}

/** @returns false when somebody else was faster */
async function moveOn(files: JournalFiles, stage: string, from: string, to: string): Promise<boolean> {
  // What the last owner renamed may not be durable yet; without this a power loss could leave two names.
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
  const beat = setInterval(() => {
    // A sign of life that fails needs no answer: the next write finds out what is wrong, and rejects.
    files.touch(path).catch(() => {})
  }, lease / 4)
  beat.unref()
  return {
    path,
    epoch,
    async check() {
      try {
        await files.changed(path)
      }
      catch (thrown) {
        throw hasCode(thrown, 'ENOENT') ? takenOver() : thrown
      }
    },
    async release() {
      clearInterval(beat)
      await moveOn(files, stage, name, freeName(epoch))
    },
  }
}
