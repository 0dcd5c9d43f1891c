import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PowerLossDisk, seeded } from '../../test/helpers/powerLossFs'
import { sampleRecord } from '../../test/helpers/sampleRecord'
import { sampleId } from '../../test/helpers/sampleSession'
import { openFileJournal, type FileJournal } from './fileJournal'
import type { JournalFiles } from './files'
import { freeName, heldName, parseLockName } from './lockName'

const LEASE = 10_000

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** Processes on one disk. A process is gone only when a test says so. */
function world() {
  const disk = new PowerLossDisk()
  const gone = new Set<number>()
  const { files } = disk.process(Infinity, seeded(1))
  return {
    files,
    gone,
    open: (pid: number, { lockTimeout = 0, as = files }: { lockTimeout?: number, as?: JournalFiles } = {}) =>
      openFileJournal({ folder: '/journal', lease: LEASE, lockTimeout }, as, {
        self: async () => ({ machine: 'a'.repeat(16), pid, startedAt: '1' }),
        isGone: async name => gone.has(name.pid),
      }),
    lockNames: () => files.entries('/journal/lock'),
  }
}

const record = (startedAt: number) => sampleRecord(sampleId(), { startedAt })
const heldError = (why: string) => ({
  code: 'JOURNAL_FAILED',
  info: expect.objectContaining({
    why, fix: expect.stringMatching(/One process at a time .* Wait until the other process has ended, or end it, .* Postgres or Redis\. Then close again\.$/),
    data: expect.objectContaining({ problem: 'held' }),
  }),
})
const takenOver = heldError('Another process took the journal over.')
const inUse = (pid: number) => heldError(`Process ${pid} holds the journal.`)

/** A process that can be stopped, at once or at a later call. */
function stoppable(files: JournalFiles) {
  let going = Promise.resolve()
  let resume = (): void => {}
  let calls = 0
  let stopAt = Infinity
  let onStop = (): void => {}
  const stop = (): void => {
    going = new Promise(resolve => { resume = resolve })
    onStop()
  }
  const gate = async <T>(task: () => Promise<T>): Promise<T> => {
    calls += 1
    if (calls === stopAt) stop()
    await going
    return task()
  }
  const gated: JournalFiles = {
    makeFolder: path => gate(() => files.makeFolder(path)),
    entries: path => gate(() => files.entries(path)),
    create: path => gate(async () => {
      const file = await files.create(path)
      return {
        write: text => gate(() => file.write(text)), sync: () => gate(() => file.sync()), close: () => gate(() => file.close()),
      }
    }),
    openFolder: path => gate(async () => {
      const folder = await files.openFolder(path)
      return { sync: () => gate(() => folder.sync()), close: () => gate(() => folder.close()) }
    }),
    read: path => gate(() => files.read(path)),
    link: (from, to) => gate(() => files.link(from, to)),
    rename: (from, to) => gate(() => files.rename(from, to)),
    removeFile: path => gate(() => files.removeFile(path)),
    removeFolder: path => gate(() => files.removeFolder(path)),
    touch: path => gate(() => files.touch(path)),
    changed: path => gate(() => files.changed(path)),
  }
  return {
    files: gated,
    stop,
    resume: () => resume(),
    /** Resolves when the process has stopped at this call, counted from now. */
    stopAtCall: (count: number) => new Promise<void>(resolve => {
      stopAt = calls + count
      onStop = resolve
    }),
  }
}

describe('the lock of the folder', () => {
  it('the lock of the folder goes to one of many processes that start at once in an empty folder', async () => {
    const { open, lockNames } = world()
    const opened = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => open(n + 1)))
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(opened.filter(attempt => attempt.status === 'rejected').map(attempt => attempt.reason.code))
      .toEqual(Array.from({ length: 9 }, () => 'JOURNAL_FAILED'))
    expect(await lockNames()).toHaveLength(1)
  })

  it('the lock of the folder goes at once to one of many processes when its owner is dead', async () => {
    const { open, gone, lockNames } = world()
    await open(1)
    gone.add(1)
    const opened = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => open(n + 2)))
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await lockNames()).map(name => parseLockName(name)?.epoch)).toEqual([2])
  })

  it('the lock of the folder goes to a waiting process with a higher epoch when its owner releases it', async () => {
    const { open, lockNames } = world()
    const first = await open(1)
    await expect(open(2)).rejects.toMatchObject(inUse(1))
    const waiting = open(2, { lockTimeout: 1_000 })
    await first.close()
    await vi.advanceTimersByTimeAsync(100)
    await (await waiting).close()
    expect(await lockNames()).toEqual([freeName(2)])
  })

  it('the lock of the folder stays with an owner that gives signs of life, no matter how long others wait', async () => {
    const { open } = world()
    const first = await open(1)
    const waiting = open(2, { lockTimeout: 10 * LEASE })
    const refusal = expect(waiting).rejects.toMatchObject(inUse(1))
    await vi.advanceTimersByTimeAsync(10 * LEASE + 100)
    await refusal
    expect(await first.create('key', record(1))).not.toBeNull()
  })

  it('the lock of the folder is not taken over before its owner gave no sign of life for a whole lease', async () => {
    const { open, files } = world()
    const owner = stoppable(files)
    await open(1, { as: owner.files })
    owner.stop()
    await vi.advanceTimersByTimeAsync(5 * LEASE)
    const refusal = expect(open(2, { lockTimeout: LEASE - 1_000 })).rejects.toMatchObject(inUse(1))
    await vi.advanceTimersByTimeAsync(LEASE)
    await refusal
    const waiting = open(2, { lockTimeout: LEASE + 1_000 })
    await vi.advanceTimersByTimeAsync(LEASE + 200)
    expect(await (await waiting).create('key', record(1))).not.toBeNull()
  })
})

describe('an owner that was stopped and continues after the lock was taken over', () => {
  async function takeOver(open: ReturnType<typeof world>['open']): Promise<FileJournal> {
    const waiting = open(2, { lockTimeout: 2 * LEASE })
    await vi.advanceTimersByTimeAsync(2 * LEASE)
    return waiting
  }

  it('the file journal of a stopped owner refuses every call after the lock was taken over', async () => {
    const { open, files } = world()
    const owner = stoppable(files)
    const old = await open(1, { as: owner.files })
    const revision = String(await old.create('key', record(1)))
    owner.stop()
    const journal = await takeOver(open)
    owner.resume()

    await expect(old.create('other', record(2))).rejects.toMatchObject(takenOver)
    await expect(old.create('key', record(2))).rejects.toMatchObject(takenOver)
    await expect(old.replace('key', record(2), revision)).rejects.toMatchObject(takenOver)
    await expect(old.remove('key', revision)).rejects.toMatchObject(takenOver)
    await expect(old.read('key')).rejects.toMatchObject(takenOver)
    await expect(old.list()).rejects.toMatchObject(takenOver)
    await old.close()
    expect(await journal.list()).toEqual([{ key: 'key', record: record(1), revision }])
  })

  type Write = (journal: FileJournal, revision: string) => Promise<unknown>

  it.each<[string, Write]>([
    ['a creation', journal => journal.create('new', record(99))],
    ['a replacement', (journal, revision) => journal.replace('key', record(99), revision)],
    ['a removal', (journal, revision) => journal.remove('key', revision)],
  ])('the file journal of a stopped owner changes nothing after the lock was taken over, wherever the owner was stopped in %s', async (_, write) => {
    let stops = 0
    for (let call = 1; ; call += 1) {
      const { open, files } = world()
      const owner = stoppable(files)
      const old = await open(1, { as: owner.files })
      const revision = String(await old.create('key', record(1)))
      const stopped = owner.stopAtCall(call)
      const writing = Promise.allSettled([write(old, revision)])
      if (!await Promise.race([stopped.then(() => true), writing.then(() => false)])) break
      stops += 1

      const journal = await takeOver(open)
      const before = await journal.list()
      const changed = await Promise.all(['key', 'new'].map(async key => {
        const entry = await journal.read(key)
        return entry ? journal.replace(key, record(2), entry.revision) : journal.create(key, { ...record(2), closingId: 'next closing' })
      }))
      owner.resume()
      const [outcome] = await writing

      // The write happened before the new owner looked, or not at all. It is confirmed only if the new owner has seen it.
      expect((await journal.list()).map(entry => [entry.record.startedAt, entry.revision]).sort())
        .toEqual(changed.map(newRevision => [2, newRevision]).sort())
      const hasSeen = !before.some(entry => entry.revision === revision && entry.record.startedAt === 1) || before.length > 1
      if (outcome?.status === 'fulfilled') expect(hasSeen, `stopped at call ${call}`).toBe(true)
      else expect(outcome?.reason).toMatchObject(takenOver)
      vi.clearAllTimers()
    }
    expect(stops).toBeGreaterThan(3)
  })
})

it('the file journal does not confirm a write if the folder was taken over while the file was being put in place', async () => {
  const { open, files } = world()
  const journal = await open(1, {
    as: {
      ...files,
      async link(from, to) {
        await files.link(from, to)
        const [name] = await files.entries('/journal/lock')
        await files.rename(`/journal/lock/${name}`, `/journal/lock/${freeName(5)}`)
      },
    },
  })
  await expect(journal.create('key', record(1))).rejects.toMatchObject(takenOver)
})

describe('lock names', () => {
  const owner = { machine: '0123456789abcdef', pid: 42, startedAt: '77' }

  it('parseLockName reads the names of locks as they were written', () => {
    const held = heldName(7, owner)
    expect(parseLockName(held)).toEqual({ text: held, epoch: 7, owner })
    expect(heldName(7, owner)).not.toBe(held)
    expect(parseLockName(freeName(8))).toEqual({ text: 'free-000000000008', epoch: 8, owner: null })
  })

  it.each(['', 'free-8', 'held-000000000007', '.DS_Store', 'free-000000000008x'])('parseLockName does not read other names as names of locks: "%s"', text => {
    expect(parseLockName(text)).toBeNull()
  })
})
