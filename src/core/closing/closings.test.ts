import { describe, expect, it, vi } from 'vitest'
import { ALICE, SESSION_ID, createScriptedNode, landed, payouts, split } from '../../../test/helpers/scriptedProtocol'
import { NitroliteError } from '../errors/errors'
import { sentOnce, start } from '../../../test/helpers/scriptedClosings'
import { journalKey } from '../journal/journal'
import { sampleRecord } from '../../../test/helpers/sampleRecord'

describe('a closing that goes well', () => {
  it('a closing is checked, signed, sent, confirmed and paid, and gives its receipt', async () => {
    const { node, close, states } = start()
    const closing = close()
    await sentOnce(node)
    expect(closing.steps.map(step => `${step.name} ${step.status}`)).toEqual(
      ['checked done', 'signed done', 'sent done', 'confirmed active', 'paid waiting'])

    node.booked = payouts('0.7', '0.3')
    node.answer(landed)
    const receipt = await closing

    expect(states()).toEqual(['planning', 'signing', 'submitting', 'paying', 'closed'])
    expect(receipt).toMatchObject({
      result: 'closed', requested: split('0.7', '0.3'), payouts: payouts('0.7', '0.3'), differences: [],
      request: { text: '[1]', signatures: ['0xaa'], signers: [ALICE] }, unproven: [],
    })
    expect(closing.steps.every(step => step.status === 'done')).toBe(true)
    expect(JSON.parse(JSON.stringify(closing.snapshot()))).toEqual(closing.snapshot())
  })

  it('a closing is in the journal with its exact bytes before it is sent, and its record is removed afterwards', async () => {
    const order: string[] = []
    const node = createScriptedNode()
    const { create } = node.context.journal
    node.context.journal.create = async (key, record) => {
      order.push(`written ${record.attempts[0]?.attempt.text} while ${node.sent.length} sent`)
      return create(key, record)
    }
    const { close } = start(node)
    const closing = close()
    await sentOnce(node)
    expect(order).toEqual(['written [1] while 0 sent'])
    node.booked = payouts('0.7', '0.3')
    node.answer(landed)
    await closing
    expect(await node.context.journal.list()).toEqual([])
  })

  it('a closing keeps the request as it was made, whatever the caller changes later', async () => {
    const { node, close } = start()
    const allocations = split('0.7', '0.3')
    close({ allocations })
    allocations[0] = { participant: ALICE, asset: 'usdc', amount: '0' }
    await sentOnce(node)
    const entry = await node.context.journal.read(journalKey('ws://node.test', SESSION_ID))
    expect(entry?.record.plan.allocations).toEqual(split('0.7', '0.3'))
  })
})

describe('requests that are never sent', () => {
  it.each([
    ['a wrong sum', { allocations: split('0.7', '0.2') }, 'ALLOCATION_SUM_MISMATCH'],
    ['a wrong id', { sessionId: '0xAB' }, 'SESSION_ID_INVALID'],
    ['no allocations', { allocations: [] }, 'ALLOCATIONS_EMPTY'],
    ['null as allocations', { allocations: null as never }, 'ALLOCATIONS_EMPTY'],
    ['a number', { allocations: [{ participant: ALICE, asset: 'usdc', amount: 1 as never }] }, 'AMOUNT_NOT_TEXT'],
  ] as const)('a request with %s fails before anything is sent', async (_, request, code) => {
    const { node, close } = start()
    const closing = close(request)
    await expect(closing).rejects.toMatchObject({ code })
    expect(closing.state).toBe('failed')
    expect(closing.error?.code).toBe(code)
    expect(node.sent).toEqual([])
    expect(await node.context.journal.list()).toEqual([])
  })

  it('a closing without a login fails and sends nothing', async () => {
    const { node, close } = start(createScriptedNode({ login: null }))
    await expect(close()).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    expect(node.sent).toEqual([])
  })

  it('a closing whose journal cannot write fails and sends nothing', async () => {
    const node = createScriptedNode({ journal: { create: async () => { throw new Error('disk full') } } })
    const { close } = start(node)
    const closing = close()
    await node.time.runUntil(() => closing.state === 'failed')
    await expect(closing).rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { why: 'disk full.' } })
    expect(node.sent).toEqual([])
  })

  it('a closing of a session with an open record in the journal fails and sends nothing', async () => {
    const node = createScriptedNode()
    const other = sampleRecord(SESSION_ID, { protocol: 'scripted/1', node: 'ws://node.test' })
    await node.context.journal.create(journalKey('ws://node.test', SESSION_ID), other)
    const { close } = start(node)
    await expect(close()).rejects.toMatchObject({ code: 'CLOSING_IN_PROGRESS' })
    expect(node.sent).toEqual([])
  })

  it('a closing whose wallet declines is cancelled, not failed', async () => {
    const sign = async (): Promise<never> => { throw new NitroliteError('WALLET_REJECTED') }
    const { node, close } = start(createScriptedNode({ protocol: { sign } }))
    const closing = close()
    await expect(closing).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
    expect(closing.state).toBe('cancelled')
    expect(node.sent).toEqual([])
  })
})

describe('cancelling', () => {
  it('a late approval of a closing that was cancelled is discarded', async () => {
    let approve = (): void => {}
    const sign = () => new Promise<{ signature: '0xaa', signer: string, policy: null }>(resolve => {
      approve = () => resolve({ signature: '0xaa', signer: ALICE, policy: null })
    })
    const { node, close } = start(createScriptedNode({ protocol: { sign } }))
    const closing = close()
    await vi.waitFor(() => expect(closing.state).toBe('signing'))
    expect(closing.cancel()).toBe(true)
    expect(closing.state).toBe('cancelled')
    approve()
    await expect(closing).rejects.toMatchObject({ code: 'CLOSING_CANCELLED' })
    expect(node.sent).toEqual([])
  })

  it('a closing that is cancelled while its record is written sends nothing and removes the record', async () => {
    let written = (): void => {}
    const node = createScriptedNode()
    const { create } = node.context.journal
    node.context.journal.create = async (key, record) => {
      await new Promise<void>(resolve => { written = resolve })
      return create(key, record)
    }
    const { close } = start(node)
    const closing = close()
    await vi.waitFor(() => expect(closing.steps.find(step => step.name === 'sent')?.status).toBe('active'))
    expect(closing.cancel()).toBe(true)
    written()
    await expect(closing).rejects.toMatchObject({ code: 'CLOSING_CANCELLED' })
    await vi.waitFor(async () => expect(await node.context.journal.list()).toEqual([]))
    expect(node.sent).toEqual([])
  })

  it('a signal that is aborted from the start cancels a closing', async () => {
    const { node, close } = start()
    const closing = close({ signal: AbortSignal.abort() })
    await expect(closing).rejects.toMatchObject({ code: 'CLOSING_CANCELLED' })
    expect(node.sent).toEqual([])
  })

  it('a closing cannot be cancelled once something was sent', async () => {
    const { node, close } = start()
    const abort = new AbortController()
    const closing = close({ signal: abort.signal })
    await sentOnce(node)
    expect(closing.cancel()).toBe(false)
    abort.abort()
    expect(closing.state).toBe('submitting')
    node.booked = payouts('0.7', '0.3')
    node.answer(landed)
    expect((await closing).result).toBe('closed')
  })
})
