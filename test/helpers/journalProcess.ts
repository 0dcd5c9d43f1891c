import { open, unlink } from 'node:fs/promises'
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { sampleRecord } from './sampleRecord'
import { sampleId } from './sampleSession'
import { NitroliteError } from '../../src/core/errors/errors'
import { createFileJournal, type FileJournal } from '../../src/node/fileJournal'

/** What the process reports to its parent, one line of JSON each. */
export type Message =
  | { readonly kind: 'starting' | 'open' | 'violation' | 'end' }
  | { readonly kind: 'begun' | 'confirmed', readonly key: string, readonly number: number | null }
  | { readonly kind: 'refused', readonly code: string }

/** Writes before it returns, so that nothing is lost in a buffer when the process is killed. */
const report = (message: Message): number => writeSync(1, `${JSON.stringify(message)}\n`)

/** Each number is another closing, because the journal refuses a closing whose record was removed. */
const record = (number: number) => sampleRecord(sampleId(), { startedAt: number, closingId: `closing ${number}` })

/** Writes as fast as it can, until it is killed. Each write has a new number, so a record shows which write it is from. */
async function write(journal: FileJournal, key: string, first: number): Promise<void> {
  let revision = (await journal.read(key))?.revision ?? null
  for (let number = first; ; number += 1) {
    const isRemoval = revision !== null && Math.random() < 0.2
    report({ kind: 'begun', key, number: isRemoval ? null : number })
    if (revision === null) revision = await journal.create(key, record(number))
    else if (isRemoval) revision = await journal.remove(key, revision) ? null : 'refused'
    else revision = await journal.replace(key, record(number), revision)
    if ((revision === null) !== isRemoval) throw new Error('A write of the only writer was not accepted')
    report({ kind: 'confirmed', key, number: isRemoval ? null : number })
  }
}

/** Opens and closes the journal many times, and checks that no other process has it open at the same time. */
async function contend(folder: string, rounds: number): Promise<void> {
  const mark = join(folder, 'only-one')
  for (let round = 0; round < rounds; round += 1) {
    const journal = await createFileJournal({ folder, lockTimeout: 60_000, lease: 60_000 })
    const handle = await open(mark, 'wx').catch(() => null)
    if (!handle) report({ kind: 'violation' })
    const entry = await journal.read('count')
    if (entry) await journal.replace('count', record(entry.record.startedAt + 1), entry.revision)
    else await journal.create('count', record(1))
    await handle?.close()
    await unlink(mark)
    await journal.close()
  }
  report({ kind: 'end' })
}

/** Keeps the journal open, and writes a record for each line of input. */
async function hold(journal: FileJournal): Promise<void> {
  for await (const key of createInterface(process.stdin)) {
    report({ kind: 'begun', key, number: 1 })
    await journal.create(key, record(1)).then(
      () => report({ kind: 'confirmed', key, number: 1 }),
      thrown => report({ kind: 'refused', code: thrown instanceof NitroliteError ? thrown.code : String(thrown) }))
  }
}

const [, , task, folder = '', number = '0'] = process.argv
report({ kind: 'starting' })
if (task === 'contend') {
  await contend(folder, Number(number))
}
else {
  const journal = await createFileJournal({ folder, lockTimeout: 30_000, lease: task === 'hold' ? Number(number) : 10_000 })
  report({ kind: 'open' })
  if (task === 'hold') await hold(journal)
  else await Promise.all(['one', 'two', 'three'].map(key => write(journal, key, Number(number))))
}
