import { describe, expect, it, vi } from 'vitest'
import { createMemoryJournal, type Closing, type NitroliteClientOptions } from '../../src/core'
import type { EmbeddedClearnodeOptions, LatencyPoint } from '../../src/testing'
import {
  ALICE, BOB, expectBalancedLedger, gateCloses, paidOut, recordSocket, seedSession, split, startClient, startNode,
} from '../helpers/flow'

const REQUESTED = split([ALICE, '0.7'], [BOB, '0.3'])
const PAID = [[ALICE, 'usdc', '0.7'], [BOB, 'usdc', '0.3']]

async function start(nodeOptions: EmbeddedClearnodeOptions, options: Partial<NitroliteClientOptions> = {}) {
  const node = startNode(nodeOptions)
  const { WebSocket, sent, cut } = recordSocket(node)
  const client = startClient(node, { WebSocket, ...options })
  await client.connect()
  const sessionId = seedSession(node)
  const closesSent = () => sent.filter(frame => frame.method === 'close_app_session').length
  return { node, client, sessionId, cut, closesSent, close: () => client.close({ sessionId, allocations: REQUESTED }) }
}

const steps = ({ steps }: Closing) => Object.fromEntries(steps.map(({ name, status }) => [name, status]))

describe.each<[LatencyPoint, string]>([
  ['received', 'before the node has checked the close'], ['checked', 'after the node has checked the close'],
  ['committed', 'after the node has committed the close'],
])('a socket that is lost when the close is “%s”', (point, when) => {
  it(`a closing shows its outcome as unknown, sends nothing twice and pays once when the socket is lost ${when}`, async () => {
    const gate = gateCloses(point)
    const { node, client, sessionId, cut, closesSent, close } = await start({ latency: gate.latency })
    const closing = close()
    await vi.waitFor(() => { expect(gate.held).toBe(1) })
    cut()
    await vi.waitFor(() => { expect(closing.state).toBe('confirming') })
    await vi.waitFor(() => { expect(client.status).toBe('ready') })
    expect(closing.error?.code).toBe('CLOSING_UNKNOWN')
    expect(steps(closing)).toEqual({ checked: 'done', signed: 'done', sent: 'done', confirmed: 'unknown', paid: 'waiting' })
    expect(closing.cancel()).toBe(false)

    expect(close()).toBe(closing)
    const other = client.close({ sessionId, allocations: split([ALICE, '0'], [BOB, '1']) })
    await expect(other).rejects.toMatchObject({ code: 'CLOSING_IN_PROGRESS' })
    expect(closesSent()).toBe(1)

    gate.open()
    await vi.waitFor(() => { expect(node.session(sessionId)?.status).toBe('closed') })
    expect(paidOut(node, sessionId)).toEqual(PAID)
    expect(closesSent()).toBe(1)
    expect(['confirming', 'paying', 'closed']).toContain(closing.state)
    expectBalancedLedger(node)
  })
})

it('a closing of unknown outcome is shown in every client with the same journal, and the other clients send nothing', async () => {
  const journal = createMemoryJournal()
  const gate = gateCloses('checked')
  const { node, sessionId, cut, close } = await start({ latency: gate.latency }, { journal })
  const closing = close()
  await vi.waitFor(() => { expect(gate.held).toBe(1) })
  const second = startClient(node, { journal })
  await second.connect()
  expect(second.close({ sessionId, allocations: REQUESTED }).id).toBe(closing.id)
  await expect(second.close({ sessionId, allocations: split([ALICE, '1'], [BOB, '0']) }))
    .rejects.toMatchObject({ code: 'CLOSING_IN_PROGRESS' })
  cut()
  await vi.waitFor(() => { expect(closing.state).toBe('confirming') })
  await vi.waitFor(() => { expect(second.closings.get(sessionId)?.snapshot()).toEqual({ ...closing.snapshot(), isResumed: true, isElsewhere: true }) })
  gate.open()
  await vi.waitFor(() => { expect(node.session(sessionId)?.status).toBe('closed') })
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('a closing shows its outcome as unknown and pays nothing when the node restarts before booking the close', async () => {
  const gate = gateCloses('checked')
  const { node, client, sessionId, closesSent, close } = await start({ latency: gate.latency })
  const closing = close()
  await vi.waitFor(() => { expect(gate.held).toBe(1) })
  node.restart()
  gate.open()
  await vi.waitFor(() => { expect(closing.state).toBe('confirming') })
  await vi.waitFor(() => { expect(client.status).toBe('ready') })
  expect(closesSent()).toBe(1)
  expect(node.session(sessionId)?.status).toBe('open')
  expect(paidOut(node, sessionId)).toEqual([])
})

it('a closing is finished with its receipt when the answer arrives after the timeout', async () => {
  const gate = gateCloses('checked')
  const { node, sessionId, closesSent, close } = await start({ latency: gate.latency }, { timeouts: { close: 1 } })
  const closing = close()
  const states: string[] = []
  closing.subscribe(({ state }) => { if (states.at(-1) !== state) states.push(state) })
  await vi.waitFor(() => { expect(closing.state).toBe('confirming') })
  expect(closing.error?.code).toBe('CLOSING_UNKNOWN')
  expect(paidOut(node, sessionId)).toEqual([])
  gate.open()
  expect(await closing).toMatchObject({ result: 'closed', differences: [] })
  expect(closing.error).toBeNull()
  expect(states).toEqual(['planning', 'signing', 'submitting', 'confirming', 'paying', 'closed'])
  expect(paidOut(node, sessionId)).toEqual(PAID)
  expect(closesSent()).toBe(1)
})

it('a session is paid once when the client disconnects while the node processes the close, and the same closing is shown after reconnecting', async () => {
  const gate = gateCloses('checked')
  const { node, client, sessionId, close } = await start({ latency: gate.latency })
  const closing = close()
  await vi.waitFor(() => { expect(gate.held).toBe(1) })
  client.disconnect()
  await vi.waitFor(() => { expect(closing.state).toBe('confirming') })
  gate.open()
  await vi.waitFor(() => { expect(node.session(sessionId)?.status).toBe('closed') })
  await client.connect()
  expect(client.close({ sessionId, allocations: REQUESTED })).toBe(closing)
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('both receipts say overpaid when the node pays the closes of two independent clients', async () => {
  const gate = gateCloses('checked')
  const recovery = { settle: 100 }
  const { node, sessionId, close } = await start({ latency: gate.latency }, { recovery })
  const second = startClient(node, { application: 'clearnode', recovery })
  await second.connect()
  const closings = [close(), second.close({ sessionId, allocations: split([ALICE, '0'], [BOB, '1']) })]
  await vi.waitFor(() => { expect(gate.held).toBe(2) })
  gate.open()
  // A closing that read the payouts between the two payments is corrected while it is watched.
  await vi.waitFor(() => { expect(closings.map(closing => closing.receipt?.result)).toEqual(['overpaid', 'overpaid']) })
  expect(closings.map(({ state }) => state)).toEqual(['overpaid', 'overpaid'])
  expect(paidOut(node, sessionId)).toHaveLength(4)
})
