import { describe, expect, it } from 'vitest'
import { BROKER, createWallet, OPTIONS, scriptConnection, type Answer } from '../../../../test/support/nitroRpcRig'
import type { NitroliteErrorCode } from '../../errors'
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
  const planWith = (more: Partial<AppSession>, by: Login = login, allocations = rows('0.7', '0.3')) => {
    const { connection } = scriptConnection((method, params) => read[method] ?? transactions(params))
    return createNitroRpc(OPTIONS).planClosing(
      connection, { session: { ...session, ...more }, allocations, sessionData: null }, by)
  }

  it('takes down what was paid out before, and what was paid in', async () => {
    expect(await planWith({})).toMatchObject({ submissions: ['close'], baseline: ['3'], funded: { usdc: '0.3' }, broker: BROKER.address })
  })

  it('a session that was never funded gets a zero row for everybody: the node refuses an empty list', async () => {
    const made = await planWith({ assets: [], allocations: [] }, login, [])
    expect(made.allocations).toEqual([
      { participant: ALICE, asset: 'eth', amount: '0' }, { participant: BOB, asset: 'eth', amount: '0' },
    ])
  })

  const lower = (address: string): string => address.toLowerCase()
  it.each<[string, Partial<AppSession>, NitroliteErrorCode]>([
    ['closed', { status: 'closed' }, 'SESSION_NOT_OPEN'],
    ['in a state that is not known here', { status: 'frozen' }, 'SESSION_NOT_OPEN'],
    ['of others', { participants: [{ address: BOB, weight: 100 }] }, 'SESSION_NOT_PARTICIPANT'],
    ['that needs a second signature', { participants: [{ address: ALICE, weight: 50 }, { address: BOB, weight: 50 }] }, 'QUORUM_UNREACHABLE'],
    ['whose quorum needs a lower-case participant', { participants: [{ address: ALICE, weight: 50 }, { address: lower(BOB), weight: 50 }] }, 'SESSION_PARTICIPANT_LOWER_CASE'],
    ['in which the wallet itself is stored in lower case', { participants: [{ address: lower(ALICE), weight: 100 }] }, 'SESSION_PARTICIPANT_LOWER_CASE'],
    ['in which others reach the quorum and the wallet is stored in lower case', { participants: [{ address: lower(ALICE), weight: 100 }, { address: BOB, weight: 100 }] }, 'QUORUM_UNREACHABLE'],
  ])('a session %s is refused', async (_, more, code) => {
    await expect(planWith(more)).rejects.toMatchObject({ code })
  })

  it('a lower-case participant without whom the quorum is reached is no hindrance', async () => {
    await expect(planWith({ participants: [{ address: ALICE, weight: 100 }, { address: lower(BOB), weight: 0 }] })).resolves.toMatchObject({ wallet: ALICE })
  })

  it('a key of another application is refused, that of the root application is not', async () => {
    const withKeyOf = (application: string): Login => ({
      ...login, policy: { wallet: ALICE, sessionKey: KEY.address, application, scope: '', expiresAt: 0, challenge: '', signature: '0x' },
    })
    await expect(planWith({}, withKeyOf('other-app'))).rejects.toMatchObject({ code: 'SESSION_KEY_WRONG_APPLICATION' })
    await expect(planWith({}, withKeyOf('clearnode'))).resolves.toBeDefined()
    await expect(planWith({}, withKeyOf('test-app'))).resolves.toBeDefined()
  })
})
