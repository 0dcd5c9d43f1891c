import { createPinia } from 'pinia'
import { expect, it } from 'vitest'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { ALICE, BOB, sampleId, sampleReceipt, sampleSession } from '../../test/helpers/sampleSession'
import { describeError } from '../core/errors/errors'
import { mirrorClient } from '../plugin/mirror'
import { useNitroliteStore } from '../plugin/store'
import { inspectedState, type InspectedState } from './inspectedState'
import { inspectorDetails, inspectorTree } from './inspector'

/** A client with one listed session and one closing of it. */
function start() {
  const session = sampleSession()
  const client = createFakeClient([session], { url: 'wss://app:hunter2@node.example/ws/api-key?token=abc', balances: [{ asset: 'usdc', amount: '7' }] })
  const store = useNitroliteStore(createPinia())
  mirrorClient(client, store)
  store.sessions = [session]
  store.activeSessionId = session.id
  client.close({ sessionId: session.id, allocations: session.allocations })
  const [closing] = client.started
  if (!closing) throw new Error('The closing did not start.')
  return { session, closing, store, state: () => inspectedState(client, store) }
}

const labels = (state: InspectedState, filter?: string) => inspectorTree(state, filter).map(({ label, tags, children }) =>
  [label, ...tags?.map(tag => tag.label) ?? [], ...children?.map(child => `${child.label} ${child.tags?.[0]?.label}`) ?? []])

it('the tree of the inspector shows the connection, the login, the sessions and the closings with their states', () => {
  const { closing, state } = start()
  const shown = () => [
    ['Connection', 'ready'],
    ['Login', '0x7099…79C8'],
    ['Sessions (1)', '0x0000…0001 open'],
    ['Closings (1)', `0x0000…0001 ${closing.state}`],
  ]
  expect(labels(state())).toEqual(shown())
  closing.progress.paid(sampleReceipt())
  expect(closing.state).toBe('closed')
  expect(labels(state())).toEqual(shown())
})

it('the search of the inspector finds a session and its closings by a part of the id, and a closing by its id', () => {
  const { closing, state } = start()
  expect(labels(state(), '…0001').map(([label]) => label)).toEqual(['Sessions (1)', 'Closings (1)'])
  expect(labels(state(), closing.id)).toEqual([['Closings (1)', '0x0000…0001 planning']])
  expect(labels(state(), 'nothing like this')).toEqual([])
})

it('the details of the connection leave out the password, path and query of the address', () => {
  const { store, state } = start()
  store.error = describeError('NOT_CONNECTED')
  const { Connection = [] } = inspectorDetails(state(), 'connection')
  expect(Object.fromEntries(Connection.map(({ key, value }) => [key, value]))).toMatchObject({
    'node': 'wss://node.example', 'status': 'ready', 'protocol': 'nitrorpc/0.5', 'error': 'NOT_CONNECTED', 'closings survive a reload': true,
  })
})

it('the details of the login are the address of the wallet and its balances', () => {
  expect(inspectorDetails(start().state(), 'login')).toEqual({
    Login: [{ key: 'wallet', value: ALICE }], Balances: [{ key: 'usdc', value: '7' }],
  })
})

it('the details of a session show its status, version, quorum and weights', () => {
  const { session, state } = start()
  const { Session, Weights } = inspectorDetails(state(), `session:${session.id}`)
  expect(Session).toEqual(expect.arrayContaining([
    { key: 'id', value: sampleId() }, { key: 'status', value: 'open' }, { key: 'version', value: 1 }, { key: 'quorum', value: 100 },
    { key: 'active session of the app', value: true },
  ]))
  expect(Weights).toEqual([{ key: ALICE, value: 100 }, { key: BOB, value: 0 }])
})

it('the details of a closing show its next action, its knowledge with the newest first, its steps and the payouts', () => {
  const { closing, state } = start()
  const [shown] = state().closings
  if (!shown) throw new Error('The closing is not shown.')
  const withLog = {
    ...state(),
    closings: [{
      ...shown,
      snapshot: { ...shown.snapshot, recovery: { phase: 'settling', until: 1_700_000_030_000, attempts: 1, canRevoke: false } },
      log: [
        { at: 1_700_000_000_000, type: 'evidence', name: 'sent', details: 'attempt 7', attempts: { 7: 'sent' } },
        { at: 1_700_000_000_000, type: 'action', name: 'wait', details: 'for the answer', attempts: { 7: 'sent' } },
        { at: 1_700_000_001_000, type: 'evidence', name: 'overdue', details: 'attempt 7', attempts: { 7: 'unknown' } },
        { at: 1_700_000_001_000, type: 'action', name: 'look', details: '', attempts: { 7: 'unknown' } },
      ],
    }],
  } as const satisfies InspectedState
  const details = inspectorDetails(withLog, `closing:${closing.id}`)
  expect(details['Next action']).toEqual([
    { key: 'action', value: 'look' },
    { key: 'since', value: '2023-11-14T22:13:21.000Z' },
    { key: 'recovery', value: 'settling' },
    { key: 'until', value: '2023-11-14T22:13:50.000Z' },
    { key: 'revoking the key would help', value: false },
  ])
  expect(details['Knowledge, newest first']).toEqual([
    { key: 'attempt 7', value: 'unknown' },
    { key: '2023-11-14T22:13:21.000Z', value: 'overdue: attempt 7' },
    { key: '2023-11-14T22:13:20.000Z', value: 'sent: attempt 7' },
  ])
  expect(details['Steps']?.[0]).toEqual({ key: 'checked', value: 'waiting' })
  expect(details['Paid']).toEqual([])

  closing.progress.paid(sampleReceipt())
  expect(inspectorDetails(state(), `closing:${closing.id}`)['Paid']).toEqual([{ key: ALICE, value: '0.7 usdc' }, { key: BOB, value: '0.3 usdc' }])
})

it('a node of the tree that is gone has no details', () => {
  const { state } = start()
  expect(['session:0x1', 'closing:gone', 'else'].map(id => inspectorDetails(state(), id))).toEqual([{}, {}, {}])
})
