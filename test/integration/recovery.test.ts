import { describe, expect, it } from 'vitest'
import { createMemoryJournal, isFinal } from '../../src/core'
import { privateKeyWallet } from '../../src/core/wallet/adapters'
import { ALICE, ALICE_KEY, BOB, expectBalancedLedger, paidOut, split, URL_OF_NODE } from '../helpers/flow'
import { beginClosing, CLOSE, HOUR, PAID, startRecovery } from '../helpers/recoveryRig'

describe('a lost answer', () => {
  it('the outcome of a landed attempt is found in the history of the node when the answer is lost', async () => {
    const rig = startRecovery([{ kind: 'cut', at: { moment: 'answered', ...CLOSE } }])
    const { closing, client } = await beginClosing(rig)
    const receipt = await rig.settled(closing)
    expect(receipt).toMatchObject({ result: 'closed', response: null, unproven: ['response'] })
    expect(closing.snapshot()).toMatchObject({ state: 'closed', error: null, recovery: null })
    expect(rig.closesSent()).toHaveLength(1)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    expect(await rig.journal.list()).toEqual([])
    client.dispose()
  })

  it('a closing fences, settles and sends a new attempt with a later timestamp when the request never arrived', async () => {
    const rig = startRecovery([{ kind: 'cut', at: { moment: 'sent', ...CLOSE } }])
    const { closing, phases, client } = await beginClosing(rig)
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

  it('a session is paid once when the node stalls longer than the client waits and the socket is lost', async () => {
    const rig = startRecovery([
      { kind: 'stall', at: { moment: 'checked', ...CLOSE }, ms: 20_000 }, { kind: 'cut', at: { after: 1_000 } },
    ])
    const { closing, client } = await beginClosing(rig)
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
    expect(rig.closesSent()).toHaveLength(1)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    client.dispose()
  })

  it('the outcome of an attempt is learned over a new socket when the socket of the attempt hangs', async () => {
    const rig = startRecovery([{ kind: 'stall', at: { moment: 'committed', ...CLOSE }, ms: HOUR / 2 }])
    const { closing, client } = await beginClosing(rig)
    await rig.time.runUntil(() => isFinal(closing.state), HOUR / 4)
    expect(closing.state).toBe('closed')
    expect(rig.closesSent()).toHaveLength(1)
    client.dispose()
  })
})

describe('a close by another client', () => {
  it('a closing ends as superseded, with the actual payouts, when another client closes while the outcome is unknown', async () => {
    const rig = startRecovery([
      { kind: 'cut', at: { moment: 'sent', ...CLOSE } },
    ])
    const { closing, client } = await beginClosing(rig)
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
  it('a closing sends a new attempt at once when the node rejects a timestamp earlier than expected', async () => {
    const rig = startRecovery([], { messageExpiry: 10 })
    const { closing, client } = await beginClosing(rig)
    const before = rig.time.now()
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
    expect(rig.closesSent()).toHaveLength(2)
    expect(rig.time.now() - before).toBeLessThan(10_000)
    client.dispose()
  })

  it.each([-30, 30])('a lost request is recovered when the clock of the node is off by %s hours', async (hours) => {
    const rig = startRecovery([{ kind: 'cut', at: { moment: 'sent', ...CLOSE } }], { ahead: hours * HOUR })
    const { closing, client } = await beginClosing(rig)
    expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
    expect(rig.closesSent()).toHaveLength(2)
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    client.dispose()
  })
})

describe('a node that accepts old timestamps for an hour', () => {
  const LONG_EXPIRY = [{ kind: 'expiry', seconds: 3_600 }, { kind: 'cut', at: { moment: 'sent', ...CLOSE } }] as const

  it('revokeKey() voids the lost attempt, and the session is closed after one new login', async () => {
    const rig = startRecovery([...LONG_EXPIRY])
    let asks = 0
    const wallet = privateKeyWallet(ALICE_KEY)
    const signer = {
      getAddress: async () => ALICE,
      signTypedData: async (domain: object, types: object, message: object) => {
        asks += 1
        return wallet.signTypedData({ domain, types, primaryType: 'Policy', message } as never)
      },
    }
    const { closing, client } = await beginClosing(rig, { signer })
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

  it('a closing waits until the lost attempt is too old when nobody revokes the session key', async () => {
    const rig = startRecovery([{ kind: 'expiry', seconds: 600 }, LONG_EXPIRY[1]])
    const { closing, client } = await beginClosing(rig)
    expect((await rig.settled(closing)).result).toBe('closed')
    expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
    client.dispose()
  })
})
