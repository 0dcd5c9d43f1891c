import { expect, it, onTestFinished } from 'vitest'
import { createMemoryHistory, type ClosingHistory, type NitroliteClient, type NitroliteClientOptions } from '../../src/core'
import { createLocalPeers } from '../../src/core/peers/peers'
import { ALICE_KEY, BOB_KEY, paidOut } from '../helpers/flow'
import { beginClosing, CLOSE, HOUR, PAID, REQUESTED, startRecovery } from '../helpers/recoveryRig'

/** Alice's client has sent a closing whose request was lost, and has ended. */
async function leaveClosing() {
  const rig = startRecovery([{ kind: 'cut', at: { moment: 'sent', ...CLOSE } }])
  const { closing, client } = await beginClosing(rig)
  await rig.time.runUntil(() => closing.state === 'confirming', HOUR)
  client.dispose()
  const peers = createLocalPeers()
  /** Connects a client of another process or tab. A key that is undefined stands for a page without a wallet. */
  async function connect(signer: string | undefined, options: Partial<NitroliteClientOptions> = {}): Promise<NitroliteClient> {
    const next = rig.make({ signer: signer as never, journal: { ...rig.journal }, peers, ...options })
    onTestFinished(() => { next.dispose() })
    await rig.settled(next.connect())
    return next
  }
  const seenBy = ({ closings }: NitroliteClient) => closings.get(rig.sessionId)?.snapshot()
  return { ...rig, connect, seenBy }
}

/** How long Alice's next client needs for the closing, in milliseconds of virtual time. */
async function timeToClose({ connect, seenBy, time }: Awaited<ReturnType<typeof leaveClosing>>): Promise<number> {
  const begunAt = time.now()
  const alice = await connect(ALICE_KEY)
  await time.runUntil(() => seenBy(alice)?.state === 'closed', HOUR)
  expect(seenBy(alice)).toMatchObject({ state: 'closed', isElsewhere: false })
  return time.now() - begunAt
}

it('a client of another wallet lists the closing without working on it', async () => {
  const { connect, seenBy, time, journal, sent, node, sessionId } = await leaveClosing()
  const bob = await connect(BOB_KEY)
  const framesOf = () => sent.filter(({ method }) => method !== 'ping').length
  const before = framesOf()
  await time.advance(HOUR)
  expect(seenBy(bob)).toMatchObject({ state: 'confirming', isElsewhere: true, isResumed: true, allocations: REQUESTED, recovery: null })
  expect(bob.closings.list()).toHaveLength(1)
  expect(framesOf()).toBe(before)
  expect(await journal.list()).toHaveLength(1)
  expect(node.session(sessionId)?.status).toBe('open')
})

it('a closing takes as long with a client of another wallet on the same journal as without', async () => {
  const alone = await timeToClose(await leaveClosing())
  const rig = await leaveClosing()
  const bob = await rig.connect(BOB_KEY)
  await rig.time.advance(1_000)
  expect(await timeToClose(rig)).toBeLessThanOrEqual(alone)
  expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
  await rig.time.runUntil(() => rig.seenBy(bob)?.state === 'closed', HOUR)
  expect(rig.seenBy(bob)).toMatchObject({ state: 'closed', isElsewhere: true })
})

it('a client without a wallet makes way for a client that has the wallet, whichever of them came first', async () => {
  const alone = await timeToClose(await leaveClosing())
  const rig = await leaveClosing()
  const visitors = [await rig.connect(undefined), await rig.connect(undefined)]
  await rig.time.runUntil(() => visitors.some(visitor => rig.seenBy(visitor)?.recovery?.phase === 'fencing'), HOUR)
  expect(await timeToClose(rig)).toBeLessThanOrEqual(alone)
  expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
  await rig.time.runUntil(() => visitors.every(visitor => rig.seenBy(visitor)?.state === 'closed'), HOUR)
  expect(visitors.map(visitor => rig.seenBy(visitor)?.state)).toEqual(['closed', 'closed'])
  await rig.time.advance(HOUR)
  expect(await rig.journal.list()).toEqual([])
})

it('a client takes over a listed closing when it logs in with the wallet, and the listed closing becomes the running one', async () => {
  const { connect, seenBy, settled, time, sessionId, node } = await leaveClosing()
  const client = await connect(BOB_KEY)
  const listed = client.closings.get(sessionId)
  const shown: boolean[] = []
  listed?.subscribe(({ isElsewhere }) => { shown.push(isElsewhere) })
  await settled(client.connect(ALICE_KEY))
  expect(client.closings.list()).toHaveLength(1)
  await time.runUntil(() => seenBy(client)?.state === 'closed', HOUR)
  expect(listed?.snapshot()).toEqual(seenBy(client))
  expect(shown.at(0)).toBe(false)
  expect(listed).toMatchObject({ state: 'closed', error: null })
  if (listed) expect(await settled(listed)).toMatchObject({ result: 'closed' })
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('a page whose wallet connects after the page has begun to look up a closing closes the session', async () => {
  const { connect, seenBy, settled, time, sessionId, node } = await leaveClosing()
  const client = await connect(undefined)
  await time.advance(1_000)
  expect(seenBy(client)).toMatchObject({ isElsewhere: false })
  await settled(client.connect(ALICE_KEY))
  await time.runUntil(() => seenBy(client)?.state === 'closed', HOUR)
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it.each<[string, ClosingHistory | undefined]>([
  ['ends as the shared history says', createMemoryHistory()],
  ['is no longer listed where no history says how it ended', undefined],
])('a listed closing whose record is gone %s', async (_, history) => {
  const { connect, seenBy, settled, time } = await leaveClosing()
  const shared = history && { history }
  // Another process: no messages reach the first one.
  const bob = await connect(BOB_KEY, { peers: createLocalPeers(), ...shared })
  const [listed] = [bob.closings.list()[0]]
  const closing = bob.closings.get(listed?.sessionId ?? '')
  const alice = await connect(ALICE_KEY, { peers: createLocalPeers(), ...shared })
  await time.runUntil(() => seenBy(alice)?.state === 'closed', HOUR)
  await time.runUntil(() => seenBy(alice)?.watchedUntil === null, HOUR)
  expect(seenBy(bob)).toMatchObject({ state: 'confirming', isElsewhere: true })
  await settled(bob.closings.resume())
  await time.advance(1_000)
  if (history) {
    expect(seenBy(bob)).toMatchObject({ state: 'closed', isElsewhere: true })
    expect(await closing).toMatchObject({ result: 'closed' })
  }
  else {
    expect(bob.closings.list()).toEqual([])
    await expect(Promise.resolve(closing)).rejects.toMatchObject({ code: 'CLOSING_UNKNOWN' })
  }
})
