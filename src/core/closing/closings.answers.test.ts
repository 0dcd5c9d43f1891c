import { describe, expect, it, vi } from 'vitest'
import { ALICE, BOB, SESSION_ID, createScriptedNode, landed, ledgerOf, payouts, split } from '../../../test/helpers/scriptedProtocol'
import { NitroliteError, describeError } from '../errors/errors'
import { refusal, sentOnce, start } from '../../../test/helpers/scriptedClosings'

describe('answers of the node', () => {
  it('a refusal by one of the node\'s checks fails the closing and frees the session', async () => {
    const { node, close } = start()
    const closing = close()
    await sentOnce(node)
    node.answer({ kind: 'refused', error: refusal })
    await expect(closing).rejects.toMatchObject({ code: 'ALLOCATION_SUM_MISMATCH' })
    expect(closing.state).toBe('failed')
    const again = close({ allocations: split('0.5', '0.5') })
    await vi.waitFor(() => expect(node.sent).toHaveLength(2))
    expect(again.state).toBe('submitting')
  })

  it('an answer that proves nothing leaves the closing confirming and in the journal, and the session blocked', async () => {
    const { node, close } = start()
    const closing = close()
    await sentOnce(node)
    node.answer({ kind: 'unknown', error: describeError('CONNECTION_LOST') })
    await vi.waitFor(() => expect(closing.state).toBe('confirming'))
    expect(closing.error?.code).toBe('CLOSING_UNKNOWN')
    expect(closing.cancel()).toBe(false)

    await expect(close({ allocations: split('0.5', '0.5') })).rejects.toMatchObject({ code: 'CLOSING_IN_PROGRESS' })
    expect(close()).toBe(closing)
    expect(await node.context.journal.list()).toMatchObject([
      { record: { attempts: [{ outcome: { kind: 'unknown' } }] } }])
    expect(node.sent).toHaveLength(1)
  })

  it('an answer that comes after the timeout still counts', async () => {
    const { node, close, states } = start()
    const closing = close()
    await sentOnce(node)
    node.late()
    expect(closing.state).toBe('confirming')
    expect(closing.steps.find(step => step.name === 'confirmed')?.status).toBe('unknown')
    node.booked = payouts('0.7', '0.3')
    node.answer(landed)
    await closing
    expect(states()).toEqual(['planning', 'signing', 'submitting', 'confirming', 'paying', 'closed'])
  })

  it('an exception of the protocol after sending leaves the closing confirming', async () => {
    const submit = () => Promise.reject(new Error('boom'))
    const { node, close } = start(createScriptedNode({ protocol: { submit } }))
    const closing = close()
    await vi.waitFor(() => expect(closing.state).toBe('confirming'))
    expect(closing.error?.code).toBe('CLOSING_UNKNOWN')
    expect(node.reported).toHaveLength(1)
  })
})

describe('payouts of the node', () => {
  async function paid(booked: ReturnType<typeof payouts>) {
    const { node, close } = start()
    const closing = close()
    await sentOnce(node)
    node.booked = booked
    node.answer(landed)
    await Promise.resolve(closing).catch(() => {})
    return { closing }
  }

  it('a closing is superseded, with the differences, when another split was paid', async () => {
    const { closing } = await paid(payouts('0.2', '0.8'))
    expect(closing.state).toBe('superseded')
    expect(closing.receipt?.differences).toEqual([
      { participant: ALICE, asset: 'usdc', expected: '0.7', paid: '0.2' },
      { participant: BOB, asset: 'usdc', expected: '0.3', paid: '0.8' },
    ])
  })

  it('a closing is overpaid when its split was paid twice', async () => {
    const { closing } = await paid([...payouts('0.7', '0.3'), ...payouts('0.7', '0.3', 3)])
    expect(closing.state).toBe('overpaid')
    expect(closing.error?.code).toBe('CLOSING_OVERPAID')
    await expect(closing).rejects.toMatchObject({ code: 'CLOSING_OVERPAID' })
  })

  it('the payouts are read again until every row is there, although some readings fail', async () => {
    const looks = [
      async () => [],
      async () => { throw new NitroliteError('CONNECTION_LOST') },
      async () => payouts('0.7', '0.3').slice(0, 1),
      async () => payouts('0.7', '0.3'),
    ]
    const readLedger = async () => ledgerOf(await (looks.shift() ?? (async () => []))())
    const { node, close } = start(createScriptedNode({ protocol: { readLedger } }))
    const closing = close()
    await sentOnce(node)
    node.answer(landed)
    await node.time.runUntil(() => closing.state === 'closed')
    expect((await closing).result).toBe('closed')
    expect(looks).toEqual([])
    expect(node.reported).toMatchObject([{ code: 'CONNECTION_LOST' }])
  })
})

describe('two calls for one session', () => {
  it('two calls for the same allocations in different spellings share one closing', async () => {
    const { node, close } = start()
    const first = close()
    const second = close({ allocations: [...split('0.70', '00.3')].reverse() })
    expect(second).toBe(first)
    await sentOnce(node)
    expect(node.sent).toHaveLength(1)
  })

  it('a second call with other amounts or session data is refused while a closing runs', async () => {
    const { close } = start()
    close()
    await expect(close({ allocations: split('0.5', '0.5') })).rejects.toMatchObject({ code: 'CLOSING_IN_PROGRESS' })
    await expect(close({ sessionData: '{}' })).rejects.toMatchObject({ code: 'CLOSING_IN_PROGRESS' })
  })

  it('a new closing may follow one that was cancelled', async () => {
    const { node, close, closings } = start()
    const first = close()
    first.cancel()
    const second = close({ allocations: split('0.5', '0.5') })
    expect(second).not.toBe(first)
    await sentOnce(node)
    expect(closings.list().map(each => each.state)).toEqual(['submitting', 'cancelled'])
    expect(closings.of(SESSION_ID)).toBe(second)
  })
})

it('a listener that throws does not stop a closing', async () => {
  const { node, close } = start()
  const closing = close()
  closing.subscribe(() => { throw new Error('broken view') })
  await sentOnce(node)
  node.booked = payouts('0.7', '0.3')
  node.answer(landed)
  expect((await closing).result).toBe('closed')
  expect(node.reported.length).toBeGreaterThan(0)
})
