import { describe, expect, it } from 'vitest'
import { BROKER, createWallet, OPTIONS, scriptConnection, type Answer } from '../../../../test/helpers/nitroRpcRig'
import type { NitroliteErrorCode } from '../../errors/errors'
import type { AppSession } from '../../sessions/types'
import type { Hex } from '../../types'
import { sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import type { Login } from '../protocol'
import { digestOf } from './codec'
import { createNitroRpc } from './index'

const ID: Hex = `0x${'ab'.repeat(32)}`
const ALICE = createWallet('alice').address
const BOB = createWallet('bob').address
const KEY = sessionKeyFromPrivateKey(digestOf('session key'))
const login: Login = { wallet: ALICE, signer: { wallet: ALICE, ...KEY }, policy: null }

const rows = (alice: string, bob: string) => [
  { participant: ALICE, asset: 'usdc', amount: alice }, { participant: BOB, asset: 'usdc', amount: bob },
]

const session: AppSession = {
  id: ID, status: 'open', application: 'test-app', protocol: 'NitroRPC/0.4',
  participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }], quorum: 100, version: 1,
  sessionData: null, createdAt: '', updatedAt: '',
  assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '1' }], allocations: rows('1', '0'),
}

describe('planning', () => {
  const read: Record<string, Answer> = {
    get_config: { params: { broker_address: BROKER.address } },
    get_assets: { params: { assets: [{ symbol: 'eth', decimals: 18 }, { symbol: 'usdc', decimals: 6 }] } },
  }
  const transactions = (params: Record<string, unknown>): Answer => ({
    params: {
      ledger_transactions: params.tx_type === 'app_deposit'
        ? [{ id: 1, to_account: ID, asset: 'usdc', amount: '0.1' }, { id: 2, to_account: ID, asset: 'usdc', amount: '0.2' }]
        : [{ id: 3, to_account: ALICE, asset: 'usdc', amount: '1', created_at: 'x' }],
    },
  })
  const planWith = (more: Partial<AppSession>, allocations = rows('0.7', '0.3')) => {
    const { connection } = scriptConnection((method, params) => read[method] ?? transactions(params))
    return createNitroRpc(OPTIONS).planClosing(
      connection, { session: { ...session, ...more }, allocations, sessionData: null }, login)
  }

  it('plans with the earlier payouts as baseline and the deposits as funding', async () => {
    expect(await planWith({})).toMatchObject({ submissions: ['close'], baseline: ['3'], funded: { usdc: '0.3' }, broker: BROKER.address })
  })

  it('plans a row of zero for each participant of a session that was never funded, because the node refuses an empty list', async () => {
    const made = await planWith({ assets: [], allocations: [] }, [])
    expect(made.allocations).toEqual([
      { participant: ALICE, asset: 'eth', amount: '0' }, { participant: BOB, asset: 'eth', amount: '0' },
    ])
  })
})

describe('what the node would refuse', () => {
  const check = (more: Partial<AppSession>, by: Login = login) => () => createNitroRpc(OPTIONS).checkCanClose({ ...session, ...more }, by)
  const refusedAs = (code: NitroliteErrorCode) => expect.objectContaining({ code }) as Error
  const lower = (address: string): string => address.toLowerCase()
  it.each<[string, Partial<AppSession>, NitroliteErrorCode]>([
    ['that is closed', { status: 'closed' }, 'SESSION_NOT_OPEN'],
    ['with an unknown status', { status: 'frozen' }, 'SESSION_NOT_OPEN'],
    ['of other participants', { participants: [{ address: BOB, weight: 100 }] }, 'SESSION_NOT_PARTICIPANT'],
    ['that needs a second signature', { participants: [{ address: ALICE, weight: 50 }, { address: BOB, weight: 50 }] }, 'QUORUM_UNREACHABLE'],
    ['whose quorum needs a lower-case participant', { participants: [{ address: ALICE, weight: 50 }, { address: lower(BOB), weight: 50 }] }, 'SESSION_PARTICIPANT_LOWER_CASE'],
    ['in which the wallet itself is stored in lower case', { participants: [{ address: lower(ALICE), weight: 100 }] }, 'SESSION_PARTICIPANT_LOWER_CASE'],
    ['in which others reach the quorum and the wallet is stored in lower case', { participants: [{ address: lower(ALICE), weight: 100 }, { address: BOB, weight: 100 }] }, 'QUORUM_UNREACHABLE'],
  ])('refuses to close a session %s', (_, more, code) => {
    expect(check(more)).toThrow(refusedAs(code))
  })

  it('allows a lower-case participant whose weight is not needed', () => {
    expect(check({ participants: [{ address: ALICE, weight: 100 }, { address: lower(BOB), weight: 0 }] })).not.toThrow()
  })

  it('refuses a session key of another application, but accepts one of the root application', () => {
    const withKeyOf = (application: string): Login => ({
      ...login, policy: { wallet: ALICE, sessionKey: KEY.address, application, scope: '', expiresAt: 0, challenge: '', signature: '0x' },
    })
    expect(check({}, withKeyOf('other-app'))).toThrow(refusedAs('SESSION_KEY_WRONG_APPLICATION'))
    expect(check({}, withKeyOf('clearnode'))).not.toThrow()
    expect(check({}, withKeyOf('test-app'))).not.toThrow()
  })
})
