import { VoidSigner, Wallet } from 'ethers'
import { describe, expect, it, vi } from 'vitest'
import { createMemoryJournal, isFinal, NitroliteError } from '../../src/core'
import { journalKey } from '../../src/core/journal/journal'
import { failingJournal } from '../../src/testing'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, paidOut, split, URL_OF_NODE } from '../helpers/flow'
import { beginClosing, CLOSE, HOUR, PAID, REQUESTED, startRecovery } from '../helpers/recoveryRig'

describe('a closing found in the journal', () => {
  it.each([
    ['landed', 'answered', 1],
    ['never arrived', 'sent', 2],
  ] as const)('the next client to connect finishes a closing whose attempt %s', async (_, moment, sends) => {
    const rig = startRecovery([{ kind: 'cut', at: { moment, ...CLOSE } }])
    const { closing, client } = await beginClosing(rig)
    await rig.time.runUntil(() => closing.state === 'confirming', HOUR)
    client.dispose()
    expect(await rig.journal.list()).toHaveLength(1)

    const next = rig.make()
    const seen: boolean[] = []
    next.on('closing', snapshot => { seen.push(snapshot.isResumed) })
    await rig.settled(next.connect())
    const resumed = next.closings.get(rig.sessionId)
    expect(resumed?.cancel()).toBe(false)
    await rig.time.runUntil(() => resumed !== null && isFinal(resumed.state), HOUR)
    expect(resumed?.state).toBe('closed')
    expect(seen[0]).toBe(true)
    expect(rig.closesSent()).toHaveLength(sends)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    await rig.time.runUntil(() => resumed?.snapshot().watchedUntil === null)
    expect(await rig.journal.list()).toEqual([])
    next.dispose()
  })

  it('a closing from the journal is looked up without any wallet, and waits for its wallet before a new attempt is sent', async () => {
    const rig = startRecovery([{ kind: 'cut', at: { moment: 'sent', ...CLOSE } }])
    const { closing, client } = await beginClosing(rig)
    await rig.time.runUntil(() => closing.state === 'confirming', HOUR)
    client.dispose()

    const visitor = rig.make({ signer: undefined as never })
    await rig.settled(visitor.connect())
    const resumed = visitor.closings.get(rig.sessionId)
    await rig.time.runUntil(() => resumed?.snapshot().recovery?.phase === 'authorizing', HOUR)
    expect(resumed?.snapshot().recovery?.phase).toBe('authorizing')
    await rig.time.advance(HOUR)
    expect(resumed?.state).toBe('confirming')
    expect(rig.closesSent()).toHaveLength(1)
    await rig.settled(visitor.connect(ALICE_KEY))
    await rig.time.runUntil(() => resumed?.state === 'closed', HOUR)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    visitor.dispose()
  })

  it('journal records of unknown protocols and of other nodes are ignored', async () => {
    const rig = startRecovery([{ kind: 'cut', at: { moment: 'sent', ...CLOSE } }])
    const { closing, client } = await beginClosing(rig)
    await rig.time.runUntil(() => closing.state === 'confirming', HOUR)
    client.dispose()
    const [entry] = await rig.journal.list()
    if (!entry) throw new Error('there is no record')
    const journal = createMemoryJournal()
    await journal.create(entry.key, { ...entry.record, protocol: 'nitronode-next/2' })
    await journal.create('ws://elsewhere.test/#0x', { ...entry.record, node: 'ws://elsewhere.test' })
    const next = rig.make({ journal })
    await rig.settled(next.connect())
    expect(next.closings.list()).toEqual([])
    expect(await journal.list()).toHaveLength(2)
    next.dispose()
  })
})

describe('a failing journal', () => {
  it.each(['rejects-written', 'repeated'] as const)('a session is closed once when the record was written although the journal did not confirm it: %s', async (kind) => {
    const rig = startRecovery()
    const journal = failingJournal(createMemoryJournal(), [{ write: 1, kind }])
    const { closing, client } = await beginClosing(rig, { journal })
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
    expect(journal.hits()).toEqual({ [kind]: 1 })
    expect(rig.closesSent()).toHaveLength(1)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    client.dispose()
  })

  it('a closing sends nothing and leaves no record when the record was written but the journal never confirms it', async () => {
    const rig = startRecovery()
    const inner = createMemoryJournal()
    const create = vi.fn(inner.create).mockImplementationOnce(async (key, record) => {
      await inner.create(key, record)
      throw new Error('the disk is full')
    })
    const replace = async () => { throw new Error('the disk is full') }
    const { closing, client } = await beginClosing(rig, { journal: { ...inner, create, replace } })
    await expect(rig.settled(closing)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    expect(rig.closesSent()).toEqual([])
    expect(await inner.list()).toEqual([])
    client.dispose()
  })

  it('a closing sends nothing, and nothing lands later, when its record arrives in the journal after the closing has failed', async () => {
    const rig = startRecovery()
    const inner = createMemoryJournal()
    const journal = failingJournal(inner, [{ write: 1, kind: 'arrives-late', ms: 60_000 }], { timers: rig.time })
    const { closing, client } = await beginClosing(rig, { journal })
    await expect(rig.settled(closing)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    await rig.time.advance(60_000)
    expect(journal.hits()).toEqual({ 'arrives-late': 1 })
    expect(await inner.list()).toEqual([])
    const next = rig.make({ journal: inner })
    await rig.settled(next.connect())
    await rig.time.advance(HOUR)
    expect(rig.closesSent()).toEqual([])
    expect(rig.node.session(rig.sessionId)?.status).toBe('open')
    client.dispose()
    next.dispose()
  })

  it('a session is paid once when the journal has written the record but never answers', async () => {
    const rig = startRecovery()
    const journal = failingJournal(createMemoryJournal(), [{ write: 1, kind: 'unanswered' }], { timers: rig.time })
    const { closing, client } = await beginClosing(rig, { journal })
    await rig.time.advance(29_000)
    expect(rig.closesSent()).toEqual([])
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    client.dispose()
  })

  it('a session is closed when the journal fails to write after sending, and the record is removed later', async () => {
    const rig = startRecovery()
    const journal = failingJournal(createMemoryJournal(), [{ write: 2, times: 3, kind: 'rejects' }])
    const { closing, client } = await beginClosing(rig, { journal })
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
    expect(journal.hits()).toEqual({ rejects: 3 })
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    await rig.time.advance(HOUR)
    expect(await journal.list()).toEqual([])
    client.dispose()
  })
})

describe('a closing whose journal was taken over by another process after the node had refused the first attempt', () => {
  const TOO_OLD = { kind: 'refuse', at: { moment: 'received', ...CLOSE }, text: 'invalid message timestamp' } as const

  /** The journal holds the first attempt, and then refuses this many writes. */
  async function takeOver(times = Infinity) {
    const rig = startRecovery([TOO_OLD])
    const journal = failingJournal(createMemoryJournal(), [{ write: 2, times, kind: 'rejects' }])
    const begun = await beginClosing(rig, { journal })
    await rig.time.runUntil(() => begun.closing.snapshot().recovery?.phase === 'retrying', HOUR)
    return { rig, ...begun }
  }

  it('a closing whose journal fails for ever after a refusal shows why it waits', async () => {
    const { rig, closing, client } = await takeOver()
    const shown = new Set<string>()
    closing.subscribe(({ state, error, recovery }) => { shown.add(`${state} ${error?.code} ${recovery?.phase}`) })
    await rig.time.advance(HOUR)
    // The same at every moment: otherwise its texts and its button would come and go.
    expect([...shown]).toEqual(['submitting JOURNAL_FAILED retrying'])
    expect(rig.closesSent()).toHaveLength(1)
    client.dispose()
  })

  it('a closing that the node has refused, and that waits for its journal, continues although another wallet logs in meanwhile', async () => {
    const { rig, closing, client } = await takeOver(2)
    for (const key of [BOB_KEY, ALICE_KEY]) await rig.settled(client.connect(key))
    await expect(rig.settled(closing)).resolves.toMatchObject({ result: 'closed' })
    client.dispose()
  })

  it.each([
    ['the same split', 'closed', REQUESTED],
    ['another split', 'superseded', split([ALICE, '0.1'], [BOB, '0.9'])],
  ] as const)('a closing whose journal fails for ever ends once the other process has closed the session with %s', async (_, result, allocations) => {
    const { rig, closing, client } = await takeOver()
    const other = rig.make({ journal: createMemoryJournal() })
    await rig.settled(other.connect())
    await rig.settled(other.close({ sessionId: rig.sessionId, allocations }))
    await rig.time.runUntil(() => isFinal(closing.state), HOUR)
    expect(closing.state).toBe(result)
    expect(paidOut(rig.node, rig.sessionId)).toHaveLength(2)
    client.dispose()
    other.dispose()
  })
})

it('a closing can be cancelled while the wallet does not answer the request for a new login, because the node has refused everything that was sent', async () => {
  const rig = startRecovery([{ kind: 'replace-key', at: { moment: 'received', ...CLOSE } }])
  const wallet = new Wallet(ALICE_KEY)
  let requests = 0
  const signer = Object.assign(new VoidSigner(wallet.address), {
    signTypedData: (...data: Parameters<Wallet['signTypedData']>) => ++requests === 1 ? wallet.signTypedData(...data) : new Promise<string>(() => {}),
  })
  const { closing, client } = await beginClosing(rig, { signer })
  await rig.time.runUntil(() => requests === 2, HOUR)
  expect(closing.cancel()).toBe(true)
  await expect(rig.settled(closing)).rejects.toMatchObject({ code: 'CLOSING_CANCELLED' })
  expect(await rig.journal.list()).toEqual([])
  await rig.time.advance(HOUR)
  expect(paidOut(rig.node, rig.sessionId)).toEqual([])
  client.dispose()
})

it('a closing fails at once, without sending, when the journal is unavailable', async () => {
  const rig = startRecovery()
  const create = async () => { throw new NitroliteError('JOURNAL_UNAVAILABLE', { reason: 'no room' }) }
  const client = rig.make({ journal: { ...rig.journal, create, read: create } })
  await rig.settled(client.connect())
  const closing = client.close({ sessionId: rig.sessionId, allocations: REQUESTED })
  await expect(rig.settled(closing)).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
  expect(closing.state).toBe('failed')
  expect(rig.closesSent()).toEqual([])
  client.dispose()
})

describe('an unusable journal record', () => {
  it.each([['damaged', 'JOURNAL_DAMAGED'], ['newer', 'JOURNAL_NEWER']] as const)('a %s journal record of this node is reported once, as %s, and sessions can still be closed', async (kind, code) => {
    const rig = startRecovery()
    const key = journalKey(URL_OF_NODE, '0x01')
    const unusable = [
      { kind, key, place: 'here', reason: 'why' },
      { kind, key: 'wss://elsewhere.example/#0x01', place: 'there', reason: 'why' },
    ]
    const client = rig.make({ journal: { ...rig.journal, unusable } })
    const errors: string[] = []
    client.on('error', error => { errors.push(`${error.code} ${String(error.info.data.place)}`) })
    await rig.settled(client.connect())
    await client.closings.resume()
    expect(errors).toEqual([`${code} here`])
    await rig.settled(client.close({ sessionId: rig.sessionId, allocations: REQUESTED }))
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    client.dispose()
  })
})

it('isDurable says whether the journal survives a reload', async () => {
  const rig = startRecovery()
  const seen: boolean[] = []
  const client = rig.make()
  client.on('durability', isDurable => { seen.push(isDurable) })
  await rig.settled(client.connect())
  expect([client.isDurable, seen]).toEqual([false, [false]])
  client.dispose()
  const durable = rig.make({ journal: { ...rig.journal, isDurable: true } })
  await rig.settled(durable.connect())
  expect(durable.isDurable).toBe(true)
  durable.dispose()
})
