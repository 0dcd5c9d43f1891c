import { describe, expect, it } from 'vitest'
import { createVirtualTime } from '../../../testing'
import { BROKER, createWallet, OPTIONS, scriptConnection, type Answer } from '../../../../test/helpers/nitroRpcRig'
import type { Hex } from '../../types'
import { sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import type { Login, PlanPurpose } from '../protocol'
import { digestOf } from './codec'
import { createNitroRpc } from './index'

const ID: Hex = `0x${'ab'.repeat(32)}`
const ALICE = createWallet('alice').address
const BOB = createWallet('bob').address
const KEY = sessionKeyFromPrivateKey(digestOf('session key'))
const login: Login = { wallet: ALICE, signer: { wallet: ALICE, ...KEY }, policy: null }

type AlonePurpose = PlanPurpose & { readonly use: 'closed alone' }
const BY_SPLIT: AlonePurpose = { use: 'closed alone', totals: null, followers: 0 }
const BY_TOTALS: AlonePurpose = { use: 'closed alone', totals: { mayBeEnough: () => true, areEnough: () => true }, followers: 0 }

describe('planning', () => {
  const row = {
    app_session_id: ID, application: 'test-app', status: 'open', participants: [ALICE, BOB], weights: [100, 0], quorum: 100,
    protocol: 'NitroRPC/0.4', session_data: null, version: 1, created_at: '', updated_at: '',
  }
  const transaction = (id: number, type: string, amount: string) =>
    ({ id, tx_type: type, to_account: type === 'app_deposit' ? ID : ALICE, asset: 'usdc', amount, created_at: 'x' })
  const entry = (id: number, participant: string, credit: string, debit = '0') => ({ id, participant, asset: 'usdc', credit, debit })
  const DEPOSITS = [transaction(1, 'app_deposit', '0.1'), transaction(2, 'app_deposit', '0.2')]

  /** What the node answers; `sessions` gives the pages of its lists. */
  interface Script {
    readonly transactions?: () => readonly object[]
    readonly entries?: () => readonly object[]
    readonly sessions?: (params: Record<string, unknown>) => readonly object[]
    readonly definition?: object
  }
  const readWith = (
    { transactions = () => DEPOSITS, entries = () => [entry(1, ALICE, '0.3')], sessions = () => [row], definition = { participants: [ALICE, BOB], weights: [100, 0], quorum: 100 } }: Script = {},
    protocol = createNitroRpc(OPTIONS), purpose = BY_SPLIT,
  ) => {
    const answers: Record<string, (params: Record<string, unknown>) => unknown> = {
      get_config: () => ({ broker_address: BROKER.address }),
      get_assets: () => ({ assets: [{ symbol: 'eth', decimals: 18 }, { symbol: 'usdc', decimals: 6 }] }),
      get_app_definition: () => definition,
      get_app_sessions: params => ({ app_sessions: sessions(params) }),
      get_ledger_entries: () => ({ ledger_entries: entries() }),
      get_ledger_transactions: () => ({ ledger_transactions: transactions() }),
    }
    const script = scriptConnection((method, params): Answer => ({ params: answers[method]?.(params) }))
    return { ...script, protocol, basis: protocol.readPlanBasis(script.connection, ID, login, purpose) }
  }
  const methodsOf = (calls: readonly { readonly method: string }[]): string[] =>
    calls.map(({ method }) => method).filter(method => !['get_config', 'get_assets'].includes(method)).sort()

  it('planning on a ClearNode reads the earlier payouts as baseline, and the deposits as funding', async () => {
    const { basis } = readWith({
      transactions: () => [...DEPOSITS, transaction(3, 'app_withdrawal', '0.1')], entries: () => [entry(1, ALICE, '0.3', '0.1')],
    })
    expect(await basis).toMatchObject({
      baseline: ['3'], funded: { usdc: '0.3' }, node: { broker: BROKER.address },
      session: { id: ID, status: 'open', application: 'test-app', assets: [{ symbol: 'usdc', total: '0.2' }] },
    })
  })

  it('planning on a ClearNode reads everything in one burst of four requests, and in two for a session that was read before', async () => {
    const first = readWith()
    await first.basis
    expect(methodsOf(first.calls)).toEqual(['get_app_definition', 'get_app_sessions', 'get_ledger_entries', 'get_ledger_transactions'])
    const second = readWith({}, first.protocol)
    await second.basis
    expect(methodsOf(second.calls)).toEqual(['get_ledger_entries', 'get_ledger_transactions'])
  })

  it('planning by totals on a ClearNode reads what a session holds from the list that also has its payouts, in one reading', async () => {
    const { basis } = readWith({ transactions: () => [...DEPOSITS, transaction(3, 'app_withdrawal', '0.1')] }, undefined, BY_TOTALS)
    expect(await basis).toMatchObject({
      baseline: ['3'], funded: { usdc: '0.3' },
      session: { id: ID, status: 'open', application: 'test-app', assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '0.2' }], allocations: [] },
    })
    const unpaid = readWith({}, undefined, BY_TOTALS)
    await unpaid.basis
    expect(methodsOf(unpaid.calls)).toEqual(['get_app_definition', 'get_app_sessions', 'get_ledger_transactions'])
  })

  it('planning by totals on a ClearNode reads a session as closed that was paid out and holds nothing', async () => {
    const { basis } = readWith({ transactions: () => [...DEPOSITS, transaction(3, 'app_withdrawal', '0.3')] }, undefined, BY_TOTALS)
    expect(await basis).toMatchObject({ session: { status: 'closed', assets: [{ total: '0' }] } })
  })

  it('planning by totals on a ClearNode orders the assets by their symbols', async () => {
    const inEther = { ...transaction(3, 'app_deposit', '0.000000000000000001'), asset: 'eth' }
    const { basis } = readWith({ transactions: () => [...DEPOSITS, inEther] }, undefined, BY_TOTALS)
    expect((await basis).session.assets).toEqual([
      { symbol: 'eth', decimals: 18, scale: 18, total: '0.000000000000000001' }, { symbol: 'usdc', decimals: 6, scale: 6, total: '0.3' },
    ])
  })

  it('planning on a ClearNode does not look for a session that the list has shown while another one was planned', async () => {
    const other: Hex = `0x${'cd'.repeat(32)}`
    const first = readWith({ sessions: () => [{ ...row, app_session_id: other, application: 'other-app', quorum: 60 }, row] })
    await first.basis
    const second = readWith({}, first.protocol)
    await second.basis
    second.calls.length = 0
    expect(await first.protocol.readPlanBasis(second.connection, other, login, BY_SPLIT)).toMatchObject({
      session: { id: other, application: 'other-app', quorum: 60, participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }], status: 'open' },
    })
    expect(methodsOf(second.calls)).toEqual(['get_ledger_entries', 'get_ledger_transactions'])
  })

  it('planning on a ClearNode reads a session from its id alone if no list that was read contains it, however many sessions the wallet has', async () => {
    const others = Array.from({ length: 100 }, (_, index) => ({ ...row, app_session_id: `0x${index}` }))
    const { basis, calls } = readWith({ sessions: () => others })
    const { session } = await basis
    expect(session).toMatchObject({ id: ID, status: 'open', application: '', participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }] })
    expect(session.assets).toMatchObject([{ total: '0.3' }])
    expect(methodsOf(calls)).toEqual(['get_app_definition', 'get_app_sessions', 'get_ledger_entries', 'get_ledger_transactions'])
  })

  it('planning on a ClearNode reads the list again at once after a page that has named the session', async () => {
    const other: Hex = `0x${'cd'.repeat(32)}`
    const shown = [row]
    const { connection, protocol, calls, basis } = readWith({ sessions: () => shown })
    await basis
    shown.push({ ...row, app_session_id: other })
    calls.length = 0
    expect(await protocol.readPlanBasis(connection, other, login, BY_SPLIT)).toMatchObject({ session: { id: other, application: 'test-app' } })
    expect(methodsOf(calls)).toContain('get_app_sessions')
  })

  it('planning on a ClearNode leaves the list alone for a second after a page that has not named the session', async () => {
    const time = createVirtualTime()
    const { connection, protocol, calls, basis } = readWith({ sessions: () => [] }, createNitroRpc({ ...OPTIONS, timers: time }))
    await basis
    const idOf = (digit: string): Hex => `0x${digit.repeat(64)}`
    const methodsOfPlanning = async (id: Hex) => {
      calls.length = 0
      await protocol.readPlanBasis(connection, id, login, BY_SPLIT)
      return methodsOf(calls)
    }
    expect(await methodsOfPlanning(idOf('1'))).toEqual(['get_app_definition', 'get_ledger_entries', 'get_ledger_transactions'])
    await time.advance(1_000)
    expect(await methodsOfPlanning(idOf('2'))).toEqual(['get_app_definition', 'get_app_sessions', 'get_ledger_entries', 'get_ledger_transactions'])
  })

  it('planning many closings together on a ClearNode reads as many pages of the list as cost less than the definitions of their sessions', async () => {
    const ids = Array.from({ length: 300 }, (_, index): Hex => `0x${index.toString(16).padStart(64, '0')}`)
    const listed = [...ids].reverse().map(id => ({ ...row, app_session_id: id }))
    const first = readWith({ sessions: ({ offset, limit }) => listed.slice(Number(offset), Number(offset) + Number(limit)) })
    const others = ids.map(id => first.protocol.readPlanBasis(first.connection, id, login, BY_TOTALS))
    await Promise.all([first.basis, ...others])
    const methods = methodsOf(first.calls)
    // The sessions that are planned first are at the end of the list. They alone need definitions.
    expect(methods.filter(method => method === 'get_app_definition')).toHaveLength(16)
    expect(methods.filter(method => method === 'get_app_sessions').length).toBeLessThan(8)
  })

  it('planning on a ClearNode needs no list that the node refuses to show, and does not ask for it again within a second', async () => {
    const answers: Record<string, Answer> = {
      get_config: { params: { broker_address: BROKER.address } }, get_assets: { params: { assets: [{ symbol: 'usdc', decimals: 6 }] } },
      get_app_definition: { params: { participants: [ALICE, BOB], weights: [100, 0], quorum: 100 } },
      get_app_sessions: { error: 'failed to get app sessions' },
      get_ledger_entries: { params: { ledger_entries: [entry(1, ALICE, '0.3')] } }, get_ledger_transactions: { params: { ledger_transactions: DEPOSITS } },
    }
    const { connection, calls } = scriptConnection(method => answers[method] ?? { error: method })
    const protocol = createNitroRpc({ ...OPTIONS, timers: createVirtualTime() })
    expect(await protocol.readPlanBasis(connection, ID, login, BY_SPLIT)).toMatchObject({ session: { id: ID, status: 'open' } })
    expect(methodsOf(calls)).toContain('get_app_sessions')
    calls.length = 0
    await protocol.readPlanBasis(connection, `0x${'1'.repeat(64)}`, login, BY_SPLIT)
    expect(methodsOf(calls)).toEqual(['get_app_definition', 'get_ledger_entries', 'get_ledger_transactions'])
  })

  it('planning on a ClearNode refuses a session that does not exist', async () => {
    const { basis } = readWith({ sessions: () => [], definition: { participants: [], weights: [], quorum: 0 } })
    await expect(basis).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
  })

  it('planning on a ClearNode reads a session as closed that was paid out and is in the list of closed sessions only', async () => {
    const { basis } = readWith({
      transactions: () => [...DEPOSITS, transaction(3, 'app_withdrawal', '0.3')], entries: () => [entry(1, ALICE, '0.3', '0.3')],
      sessions: ({ status }) => status === 'open' ? [] : [{ ...row, status: 'closed' }],
    })
    expect((await basis).session.status).toBe('closed')
  })

  it('planning on a ClearNode reads the ledger again when a payment came between its two lists', async () => {
    let readings = 0
    const { basis } = readWith({
      transactions: () => DEPOSITS.slice(0, readings > 0 ? 2 : 1),
      entries: () => {
        readings += 1
        return [entry(1, ALICE, '0.3')]
      },
    })
    expect(await basis).toMatchObject({ funded: { usdc: '0.3' }, session: { assets: [{ total: '0.3' }] } })
  })

  it('planning on a ClearNode accepts a ledger whose lists differ in the same way twice', async () => {
    const { basis } = readWith({ entries: () => [entry(1, ALICE, '0.5')] })
    expect(await basis).toMatchObject({ funded: { usdc: '0.3' }, session: { assets: [{ total: '0.5' }] } })
  })

  it.each<[string, AlonePurpose]>([['by totals', BY_TOTALS], ['by what each participant holds', BY_SPLIT]])(
    'planning %s on a ClearNode reads the status of a session that was paid out and holds something, because a deposit may have stayed behind in a closed one',
    async (_, purpose) => {
      const transactions = () => [...DEPOSITS, transaction(3, 'app_withdrawal', '0.2')]
      const entries = () => [entry(1, ALICE, '0.3', '0.2')]
      for (const status of ['closed', 'open'] as const) {
        const { basis } = readWith({ transactions, entries, sessions: () => [{ ...row, status }] }, undefined, purpose)
        expect(await basis).toMatchObject({ session: { status, assets: [{ total: '0.1' }] } })
      }
    },
  )

  it.each(['open', 'closed'] as const)('planning on a ClearNode takes the status of a session that holds nothing after payouts from the list: %s', async (status) => {
    const { basis } = readWith({
      transactions: () => [...DEPOSITS, transaction(3, 'app_withdrawal', '0.3')], entries: () => [entry(1, ALICE, '0.3', '0.3')],
      sessions: () => [{ ...row, status }],
    })
    expect((await basis).session.status).toBe(status)
  })

  it('planning on a ClearNode does not believe entries that show funds which were paid out already, after a change that raced with a close', async () => {
    const { basis } = readWith({
      transactions: () => [...DEPOSITS, transaction(3, 'app_withdrawal', '0.3')], entries: () => [entry(1, ALICE, '0.6', '0.3')], sessions: () => [row],
    })
    expect((await basis).session.status).toBe('closed')
  })

  it('planning on a ClearNode gives each participant of a session that was never funded a row of zero, because the node refuses an empty list', async () => {
    const { basis, protocol } = readWith({ transactions: () => [], entries: () => [] })
    const made = protocol.planClosing(await basis, { allocations: [], sessionData: null }, login)
    expect(made).toMatchObject({ wallet: login.wallet, broker: BROKER.address, submissions: ['close'], baseline: [], funded: {} })
    expect(made.allocations).toEqual([
      { participant: ALICE, asset: 'eth', amount: '0' }, { participant: BOB, asset: 'eth', amount: '0' },
    ])
  })
})
