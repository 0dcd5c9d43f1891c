import { describe, expect, it, vi } from 'vitest'
import { createMemoryJournal, createNitroliteClient, isFinal, NitroliteError, type ClosingRecovery, type NitroliteClientOptions } from '../../src/core'
import { journalKey } from '../../src/core/journal/journal'
import { privateKeyWallet } from '../../src/core/wallet/adapters'
import { createEmbeddedClearnode, createVirtualTime, failingJournal, type EmbeddedClearnodeOptions, type FaultSchedule } from '../../src/testing'
import {
  ALICE, ALICE_KEY, APPLICATION, BOB, BOB_KEY, expectBalancedLedger, paidOut, recordSocket, seedSession, split, URL_OF_NODE,
} from '../helpers/flow'

const HOUR = 3_600_000
const REQUESTED = split([ALICE, '0.7'], [BOB, '0.3'])
const PAID = [[ALICE, 'usdc', '0.7'], [BOB, 'usdc', '0.3']]
const CLOSE = { method: 'close_app_session' } as const

/** A node and its clients on one virtual clock. */
function start(faults: FaultSchedule['faults'] = [], { ahead = 0, ...nodeOptions }: EmbeddedClearnodeOptions & { ahead?: number } = {}) {
  const time = createVirtualTime()
  const node = createEmbeddedClearnode({ clock: () => time.now() + ahead, timers: time, faults: { faults }, ...nodeOptions })
  const sessionId = seedSession(node)
  const journal = createMemoryJournal()
  const { WebSocket, sent, cut } = recordSocket(node)
  const make = (options: Partial<NitroliteClientOptions> = {}) => createNitroliteClient({
    url: URL_OF_NODE, application: APPLICATION, signer: ALICE_KEY, WebSocket, journal, timers: time,
    reconnect: { jitter: 0 }, ...options,
  })
  const settled = async <T>(work: PromiseLike<T>): Promise<T> => {
    let isDone = false
    Promise.resolve(work).then(() => { isDone = true }, () => { isDone = true })
    await time.runUntil(() => isDone, HOUR)
    expect(isDone).toBe(true)
    return work
  }
  const closesSent = () => sent.filter(frame => frame.method === 'close_app_session')
  return { time, node, sessionId, journal, make, settled, closesSent, cut, sent }
}

async function begin(rig: ReturnType<typeof start>, options: Partial<NitroliteClientOptions> = {}) {
  const client = rig.make(options)
  await rig.settled(client.connect())
  const phases: ClosingRecovery['phase'][] = []
  const closing = client.close({ sessionId: rig.sessionId, allocations: REQUESTED })
  closing.subscribe(({ recovery }) => { if (recovery && recovery.phase !== phases.at(-1)) phases.push(recovery.phase) })
  return { client, closing, phases }
}

describe('a lost answer', () => {
  it('finds the outcome of a landed attempt in the history of the node when its answer is lost', async () => {
    const rig = start([{ kind: 'cut', at: { moment: 'answered', ...CLOSE } }])
    const { closing, client } = await begin(rig)
    const receipt = await rig.settled(closing)
    expect(receipt).toMatchObject({ result: 'closed', response: null, unproven: ['response'] })
    expect(closing.snapshot()).toMatchObject({ state: 'closed', error: null, recovery: null })
    expect(rig.closesSent()).toHaveLength(1)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    expect(await rig.journal.list()).toEqual([])
    client.dispose()
  })

  it('fences, settles and sends a new attempt with a later timestamp when the request never arrived', async () => {
    const rig = start([{ kind: 'cut', at: { moment: 'sent', ...CLOSE } }])
    const { closing, phases, client } = await begin(rig)
    const before = rig.time.now()
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed', unproven: [] })
    const [first, second, ...rest] = rig.closesSent()
    expect(rest).toEqual([])
    expect(second?.ts).toBeGreaterThan(first?.ts ?? Infinity)
    expect(second?.raw).not.toBe(first?.raw)
    expect(phases).toEqual(expect.arrayContaining(['reading', 'fencing', 'settling']))
    // 15 s until the node rejects the timestamp as too old, less 3 s of clock skew, then 30 s for a request it may have started.
    expect(rig.time.now() - before).toBeGreaterThanOrEqual(45_000)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    expectBalancedLedger(rig.node)
    client.dispose()
  })

  it('pays once when the node stalls longer than the client waits and the socket is lost', async () => {
    const rig = start([
      { kind: 'stall', at: { moment: 'checked', ...CLOSE }, ms: 20_000 }, { kind: 'cut', at: { after: 1_000 } },
    ])
    const { closing, client } = await begin(rig)
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
    expect(rig.closesSent()).toHaveLength(1)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    client.dispose()
  })

  it('learns the outcome over a new socket when the socket of the attempt hangs', async () => {
    const rig = start([{ kind: 'stall', at: { moment: 'committed', ...CLOSE }, ms: HOUR / 2 }])
    const { closing, client } = await begin(rig)
    await rig.time.runUntil(() => isFinal(closing.state), HOUR / 4)
    expect(closing.state).toBe('closed')
    expect(rig.closesSent()).toHaveLength(1)
    client.dispose()
  })
})

describe('a closing found in the journal', () => {
  it.each([
    ['landed', 'answered', 1],
    ['never arrived', 'sent', 2],
  ] as const)('the next client to connect finishes a closing whose attempt %s', async (_, moment, sends) => {
    const rig = start([{ kind: 'cut', at: { moment, ...CLOSE } }])
    const { closing, client } = await begin(rig)
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

  it('looks up a closing from the journal without its wallet, and waits for that wallet before sending a new attempt', async () => {
    const rig = start([{ kind: 'cut', at: { moment: 'sent', ...CLOSE } }])
    const { closing, client } = await begin(rig)
    await rig.time.runUntil(() => closing.state === 'confirming', HOUR)
    client.dispose()

    const bob = rig.make({ signer: BOB_KEY })
    await rig.settled(bob.connect())
    const resumed = bob.closings.get(rig.sessionId)
    await rig.time.runUntil(() => resumed?.snapshot().recovery?.phase === 'authorizing', HOUR)
    expect(resumed?.snapshot().recovery?.phase).toBe('authorizing')
    await rig.time.advance(HOUR)
    expect(resumed?.state).toBe('confirming')
    expect(rig.closesSent()).toHaveLength(1)
    await rig.settled(bob.connect(ALICE_KEY))
    await rig.time.runUntil(() => resumed?.state === 'closed', HOUR)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    bob.dispose()
  })

  it('ignores journal records of unknown protocols and of other nodes', async () => {
    const rig = start([{ kind: 'cut', at: { moment: 'sent', ...CLOSE } }])
    const { closing, client } = await begin(rig)
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

describe('a close by another client', () => {
  it('ends as superseded, with the actual payouts, when another client closes while the outcome is unknown', async () => {
    const rig = start([
      { kind: 'cut', at: { moment: 'sent', ...CLOSE } },
    ])
    const { closing, client } = await begin(rig)
    await rig.time.runUntil(() => closing.state === 'confirming', HOUR)
    const otherClient = rig.make({ application: 'clearnode', journal: createMemoryJournal() })
    await rig.settled(otherClient.connect())
    await rig.settled(otherClient.close({ sessionId: rig.sessionId, allocations: split([ALICE, '0'], [BOB, '1']) }))
    await rig.time.runUntil(() => isFinal(closing.state), HOUR)
    expect(closing.state).toBe('superseded')
    expect(closing.receipt?.payouts.map(row => [row.participant, row.amount])).toEqual([[ALICE, '0'], [BOB, '1']])
    await expect(closing).rejects.toMatchObject({ code: 'CLOSING_SUPERSEDED' })
    client.dispose()
    otherClient.dispose()
  })
})

describe('a node with unexpected time settings', () => {
  it('sends a new attempt at once when the node rejects a timestamp earlier than expected', async () => {
    const rig = start([], { messageExpiry: 10 })
    const { closing, client } = await begin(rig)
    const before = rig.time.now()
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
    expect(rig.closesSent()).toHaveLength(2)
    expect(rig.time.now() - before).toBeLessThan(10_000)
    client.dispose()
  })

  it.each([-30, 30])('recovers a lost request when the clock of the node is off by %s hours', async (hours) => {
    const rig = start([{ kind: 'cut', at: { moment: 'sent', ...CLOSE } }], { ahead: hours * HOUR })
    const { closing, client } = await begin(rig)
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
    expect(rig.closesSent()).toHaveLength(2)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    client.dispose()
  })
})

describe('a failing journal', () => {
  it.each(['rejects-written', 'repeated'] as const)('closes the session once when the record was written although the journal did not confirm it: %s', async (kind) => {
    const rig = start()
    const journal = failingJournal(createMemoryJournal(), [{ write: 1, kind }])
    const { closing, client } = await begin(rig, { journal })
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
    expect(journal.hits()).toEqual({ [kind]: 1 })
    expect(rig.closesSent()).toHaveLength(1)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    client.dispose()
  })

  it('sends nothing and leaves no record when the record was written but the journal never confirms it', async () => {
    const rig = start()
    const inner = createMemoryJournal()
    const create = vi.fn(inner.create).mockImplementationOnce(async (key, record) => {
      await inner.create(key, record)
      throw new Error('the disk is full')
    })
    const replace = async () => { throw new Error('the disk is full') }
    const { closing, client } = await begin(rig, { journal: { ...inner, create, replace } })
    await expect(rig.settled(closing)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    expect(rig.closesSent()).toEqual([])
    expect(await inner.list()).toEqual([])
    client.dispose()
  })

  it('sends nothing, and nothing lands later, when the record arrives after the closing has failed', async () => {
    const rig = start()
    const inner = createMemoryJournal()
    const journal = failingJournal(inner, [{ write: 1, kind: 'arrives-late', ms: 60_000 }], { timers: rig.time })
    const { closing, client } = await begin(rig, { journal })
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

  it('pays the session once when the journal has written the record but never answers', async () => {
    const rig = start()
    const journal = failingJournal(createMemoryJournal(), [{ write: 1, kind: 'unanswered' }], { timers: rig.time })
    const { closing, client } = await begin(rig, { journal })
    await rig.time.advance(29_000)
    expect(rig.closesSent()).toEqual([])
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    client.dispose()
  })

  it('closes the session when the journal fails to write after sending, and removes the record later', async () => {
    const rig = start()
    const journal = failingJournal(createMemoryJournal(), [{ write: 2, times: 3, kind: 'rejects' }])
    const { closing, client } = await begin(rig, { journal })
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
    expect(journal.hits()).toEqual({ rejects: 3 })
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    await rig.time.advance(HOUR)
    expect(await journal.list()).toEqual([])
    client.dispose()
  })
})

it('fails a closing at once, without sending, when the journal is unavailable', async () => {
  const rig = start()
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
  it.each([['damaged', 'JOURNAL_DAMAGED'], ['newer', 'JOURNAL_NEWER']] as const)('reports a %s record of this node once, as %s, and still closes sessions', async (kind, code) => {
    const rig = start()
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
  const rig = start()
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

describe('a node that accepts old timestamps for an hour', () => {
  const LONG_EXPIRY = [{ kind: 'expiry', seconds: 3_600 }, { kind: 'cut', at: { moment: 'sent', ...CLOSE } }] as const

  it('revokeKey() voids the lost attempt, and the session is closed after one new login', async () => {
    const rig = start([...LONG_EXPIRY])
    let asks = 0
    const wallet = privateKeyWallet(ALICE_KEY)
    const signer = {
      getAddress: async () => ALICE,
      signTypedData: async (domain: object, types: object, message: object) => {
        asks += 1
        return wallet.signTypedData({ domain, types, primaryType: 'Policy', message } as never)
      },
    }
    const { closing, client } = await begin(rig, { signer })
    expect(closing.revokeKey()).toBe(false)
    await rig.time.runUntil(() => closing.snapshot().recovery?.canRevoke === true, HOUR)
    const before = rig.time.now()
    expect(asks).toBe(1)
    const [signed] = rig.closesSent()
    expect(closing.revokeKey()).toBe(true)
    expect((await rig.settled(closing)).result).toBe('closed')
    expect(rig.time.now() - before).toBeLessThan(5 * 60_000)
    expect(asks).toBe(2)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    const lateSocket = new rig.node.WebSocket(URL_OF_NODE)
    const answers: string[] = []
    lateSocket.onmessage = ({ data }) => answers.push(String(data))
    lateSocket.onopen = () => lateSocket.send(signed?.raw ?? '')
    await rig.time.advance(5_000)
    expect(answers.some(answer => answer.includes('"closed"'))).toBe(false)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    client.dispose()
  })

  it('waits until the lost attempt is too old when nobody revokes the session key', async () => {
    const rig = start([{ kind: 'expiry', seconds: 600 }, LONG_EXPIRY[1]])
    const { closing, client } = await begin(rig)
    expect((await rig.settled(closing)).result).toBe('closed')
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    client.dispose()
  })
})
