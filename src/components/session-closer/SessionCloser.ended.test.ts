import { afterEach, describe, expect, it } from 'vitest'
import { createFakeClient } from '../../../test/helpers/fakeClient'
import { mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { sampleEntry } from '../../../test/helpers/sampleHistory'
import { ALICE, BOB, sampleId, sampleReceipt, sampleSession } from '../../../test/helpers/sampleSession'
import type { Receipt } from '../../core/receipts/types'
import { describeError, NitroliteError } from '../../core/errors/errors'

let closer: MountedCloser
const rows = () => closer.wrapper.findAll('.nitrolite-receivers li').map(element => element.text().replace(/\s+/g, ' '))
const headings = () => closer.wrapper.findAll('h2, h3').map(element => element.text())
const badge = () => closer.wrapper.get('.nitrolite-badge').text()

const closed = sampleSession({ status: 'closed', assets: [], allocations: [] })
const paid = [
  { participant: BOB, asset: 'usdc', amount: '0.6', transactionId: '1', createdAt: '2025-11-03T10:05:00Z' },
  { participant: ALICE, asset: 'usdc', amount: '0.4', transactionId: '2', createdAt: '2025-11-03T10:05:00Z' },
]

/** A client that knows a closed session, with the payouts of its ledger and perhaps a receipt. */
const clientOf = async (receipt: Receipt | null = null, session = closed) => {
  const client = createFakeClient([session])
  client.answers.payouts = async () => paid
  if (receipt) await client.ended.put(sampleEntry(1, { sessionId: session.id, node: client.url, receipt }))
  return client
}

afterEach(() => closer.wrapper.unmount())

describe('a closed session', () => {
  it('a closed session shows who received what and the receipt, when this browser has the receipt', async () => {
    const client = await clientOf(sampleReceipt())
    closer = await mountCloser({ client })
    expect([closer.state(), badge(), headings()]).toEqual(['ended', 'closed', ['Application session', 'Session closed']])
    expect(rows()).toEqual(['0x7099…79C8 (you)0.7 usdc', '0x3C44…93BC0.3 usdc'])
    expect(closer.hasButton('Download receipt')).toBe(true)
    expect(client.calls.some(call => call.startsWith('payouts'))).toBe(false)
    expect(closer.wrapper.emitted('closed')).toBeUndefined()
  })

  it('a closed session shows the payouts of the node’s ledger, when this browser has no receipt', async () => {
    closer = await mountCloser({ client: await clientOf() })
    expect(headings()).toEqual(['Application session', 'Session closed'])
    expect(closer.text()).toContain('closed by another participant or device')
    expect(rows()).toEqual([`${ALICE} (you)0.4 usdc`, `${BOB}0.6 usdc`])
  })

  it('a closed session shows the payouts of the node’s ledger when the history of the browser cannot be read', async () => {
    const client = await clientOf(sampleReceipt())
    client.answers.history = () => Promise.reject(new NitroliteError('HISTORY_FAILED'))
    closer = await mountCloser({ client })
    expect(rows()).toEqual([`${ALICE} (you)0.4 usdc`, `${BOB}0.6 usdc`])
  })

  it('a closed session is never a dead end: payouts that could not be read can be read again', async () => {
    const client = await clientOf()
    client.answers.payouts = () => Promise.reject(new NitroliteError('REQUEST_TIMEOUT'))
    closer = await mountCloser({ client })
    expect(headings()).toContain('Session closed')
    client.answers.payouts = async () => paid
    await closer.click('Read again')
    expect(rows()).toHaveLength(2)
  })

  it('a closed session is shown to everybody, also to a wallet that is not a participant', async () => {
    const client = await clientOf()
    client.become({ account: '0x90F79bf6EB2c4f870365E785982E1f101E93b906' })
    closer = await mountCloser({ client })
    expect(rows()).toEqual([`${ALICE}0.4 usdc`, `${BOB}0.6 usdc`])
  })

  it('a closed session replaces the fields when the node reports that somebody else closed the session', async () => {
    closer = await mountCloser()
    closer.client.answers.payouts = async () => paid
    closer.client.known.set(sampleId(), closed)
    closer.client.emit('session', sampleId())
    await settle()
    await settle()
    expect(headings()).toContain('Session closed')
    expect(rows()).toHaveLength(2)
  })
})

describe('a closing that somebody else overtook', () => {
  it('a closing that somebody else overtook is never called “not closed” beside the badge “closed”', async () => {
    closer = await mountCloser()
    closer.client.answers.payouts = async () => paid
    await closer.startClosing()
    closer.client.known.set(sampleId(), closed)
    closer.client.started[0]?.progress.end('failed', describeError('SESSION_NOT_OPEN'))
    await settle()
    await settle()
    expect([closer.state(), badge()]).toEqual(['ended', 'closed'])
    expect(closer.text()).not.toContain('The session was not closed')
    expect(closer.text()).toContain('The session had been closed before. Your request was not carried out.')
    expect(rows()).toEqual([`${ALICE} (you)0.4 usdc`, `${BOB}0.6 usdc`])
    expect(closer.wrapper.emitted('failed')).toMatchObject([[{ code: 'SESSION_NOT_OPEN' }]])
  })

  it('a closing that somebody else overtook says that others closed the session, when they did so with the same split', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    closer.client.started[0]?.progress.paid(sampleReceipt(undefined, { by: 'others' }))
    await settle()
    expect(closer.text()).toContain('closed by another participant or device, with the split that was requested here')
    expect(closer.text()).not.toContain('exactly what was requested')
  })

  it('a closing that somebody else overtook says that another tab closed the session, when this tab had asked for a different split', async () => {
    closer = await mountCloser()
    await closer.type(closer.field('Your allocation'), '0.2')
    await closer.startClosing()
    const refused = closer.client.started[0]
    refused?.progress.end('failed', describeError('CLOSING_IN_PROGRESS'))
    await settle()
    const other = closer.client.close({ sessionId: sampleId(), allocations: sampleSession().allocations })
    await settle()
    expect(closer.client.started).toHaveLength(2)
    closer.client.started[1]?.progress.paid(sampleReceipt())
    await settle()
    expect(other.state).toBe('closed')
    expect(closer.text()).toContain('closed from another tab. The split that you asked for here was not carried out.')
    expect(closer.text()).not.toContain('exactly what was requested')
  })
})

describe('a paid session that its node lists as open again', () => {
  it('a paid session that its node lists as open again is explained with the result', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    closer.client.started[0]?.progress.paid(sampleReceipt(undefined, { isOpenAgain: true }))
    await settle()
    expect(closer.text()).toContain('The node lists the session as open again')
    expect(badge()).toBe('closed')
  })

  it('a paid session that its node lists as open again is shown as closed after a reload, because nothing is left in the session', async () => {
    const emptied = sampleSession({
      assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '0' }],
      allocations: [ALICE, BOB].map(participant => ({ participant, asset: 'usdc', amount: '0' })),
    })
    closer = await mountCloser({ client: await clientOf(sampleReceipt(undefined, { isOpenAgain: true }), emptied) })
    expect([closer.state(), badge()]).toEqual(['ended', 'closed'])
    expect(closer.text()).toContain('Everything that it held was paid out')
  })
})
