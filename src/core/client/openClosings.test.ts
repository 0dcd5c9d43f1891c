import { expect, it } from 'vitest'
import { createScriptedNode } from '../../../test/helpers/scriptedProtocol'
import { sampleRecord } from '../../../test/helpers/sampleRecord'
import { sampleId } from '../../../test/helpers/sampleSession'
import { Closings } from '../closing/closings'
import type { ClosingContext } from '../closing/context'
import { NitroliteError } from '../errors/errors'
import { APPROVAL_LIMIT, approvalKey, journalKey } from '../journal/journal'
import { createMemoryJournal } from '../journal/memoryJournal'
import { createLocalPeers } from '../peers/peers'
import { createOpenClosings, type ResumedRecords } from './openClosings'

const URL = 'ws://node.test'
const NOW = 1_800_000_000_000

/** A journal with one open closing for each protocol, in this order. */
async function start(protocols: readonly string[]) {
  const { context } = createScriptedNode()
  const journal = createMemoryJournal()
  for (const [index, protocol] of protocols.entries()) {
    const sessionId = sampleId(index)
    await journal.create(journalKey(URL, sessionId), sampleRecord(sessionId, { protocol, closingId: protocol, node: URL }))
  }
  const closings = new Closings({ url: URL, peers: createLocalPeers(), onChange() {}, onFound() {}, isAway: () => false, wallets: () => [], account: () => null })
  let find: (protocol: string) => Promise<ClosingContext | null> = async () => null
  const openClosings = createOpenClosings({ url: URL, journal, timers: { now: () => NOW }, closings, contextOf: protocol => find(protocol) })
  const resume = (contextOf: typeof find, which: ResumedRecords = 'all') => {
    find = contextOf
    return openClosings.resume(which)
  }
  return { journal, closings, context, resume, listed: () => closings.list().map(({ id }) => id) }
}

it('a protocol whose code loads slowly does not hold up the closings of another one', async () => {
  const { context, resume, listed } = await start(['slow', 'quick'])
  let load = (): void => {}
  const slow = new Promise<ClosingContext>((resolve) => { load = () => { resolve(context) } })
  const resumed = resume(protocol => protocol === 'slow' ? slow : Promise.resolve(context))
  await new Promise(resolve => setTimeout(resolve))
  expect(listed()).toEqual(['quick'])
  load()
  expect((await resumed).map(({ id }) => id)).toEqual(['quick', 'slow'])
})

it('closings are resumed although the code of another protocol has gone, and the error says so afterwards', async () => {
  const { context, resume, listed } = await start(['gone', 'present'])
  const outdated = new NitroliteError('PAGE_OUTDATED')
  await expect(resume(async (protocol) => {
    if (protocol === 'gone') throw outdated
    return context
  })).rejects.toBe(outdated)
  expect(listed()).toEqual(['present'])
})

it('a closing of a protocol that this version does not know is left in the journal', async () => {
  const { resume, listed } = await start(['unknown'])
  expect(await resume(async () => null)).toEqual([])
  expect(listed()).toEqual([])
})

it('a closing that is resumed a second time is returned only the first time', async () => {
  const { context, resume } = await start(['quick'])
  expect(await resume(async () => context)).toHaveLength(1)
  expect(await resume(async () => context)).toEqual([])
})

it('nothing is resumed from what a person has approved, and an approval that is too old to sign with leaves the journal', async () => {
  const { journal, context, resume, listed } = await start([])
  const wallet = `0x${'a1'.repeat(20)}`
  const record = (startedAt: number) => ({
    ...sampleRecord(sampleId(0), { closingId: String(startedAt), node: URL }), startedAt, attempts: [],
    approval: { meaning: '0x01', at: startedAt, reading: { status: 'open', version: 1, sessionData: '', assets: [], allocations: [] } },
  } as const)
  await journal.create(approvalKey(URL, sampleId(0), wallet, '0x01'), record(NOW - APPROVAL_LIMIT - 1))
  await journal.create(approvalKey(URL, sampleId(0), wallet, '0x02'), record(NOW - APPROVAL_LIMIT))
  expect(await resume(async () => context)).toEqual([])
  expect([listed(), (await journal.list()).map(({ record }) => record.startedAt)]).toEqual([[], [NOW - APPROVAL_LIMIT]])
})

it('a record that nobody has changed between two readings is resumed, and a new one only at the reading after that', async () => {
  const { journal, context, resume, listed } = await start([])
  const resumeUnchanged = () => resume(async () => context, 'unchanged')
  const key = journalKey(URL, sampleId(0))
  const record = sampleRecord(sampleId(0), { protocol: 'quick', closingId: 'left open', node: URL })
  await resume(async () => context)
  const revision = await journal.create(key, record)
  expect(await resumeUnchanged()).toEqual([])
  await journal.replace(key, record, String(revision))
  expect(await resumeUnchanged()).toEqual([])
  expect(listed()).toEqual([])
  expect((await resumeUnchanged()).map(({ id }) => id)).toEqual(['left open'])
})
