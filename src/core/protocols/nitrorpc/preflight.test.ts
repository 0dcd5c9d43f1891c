import { describe, expect, it } from 'vitest'
import { createWallet, OPTIONS } from '../../../../test/helpers/nitroRpcRig'
import type { NitroliteErrorCode } from '../../errors/errors'
import type { AppSession } from '../../sessions/types'
import { sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import type { Login } from '../protocol'
import { digestOf } from './codec'
import { createNitroRpc } from './index'

const ALICE = createWallet('alice').address
const BOB = createWallet('bob').address
const KEY = sessionKeyFromPrivateKey(digestOf('session key'))
const login: Login = { wallet: ALICE, signer: { wallet: ALICE, ...KEY }, policy: null }

const session: AppSession = {
  id: `0x${'ab'.repeat(32)}`, status: 'open', application: 'test-app', protocol: 'NitroRPC/0.4',
  participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }], quorum: 100, version: 1,
  sessionData: null, createdAt: '', updatedAt: '',
  assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '1' }],
  allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }, { participant: BOB, asset: 'usdc', amount: '0' }],
}

describe('sessions that the node would refuse to close', () => {
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
  ])('planning on a ClearNode refuses to close a session %s', (_, more, code) => {
    expect(check(more)).toThrow(refusedAs(code))
  })

  it('planning on a ClearNode says that nobody can close a session whose participants have too little weight together', () => {
    expect(check({ participants: [{ address: ALICE, weight: 30 }, { address: BOB, weight: 20 }] })).toThrow(expect.objectContaining({
      info: expect.objectContaining({
        code: 'QUORUM_UNREACHABLE', data: { have: 30, need: 100, total: 50 },
        why: 'All participants together have only a weight of 50, so nobody can close this session.',
        fix: expect.stringContaining('Ask the operator of the node'),
      }),
    }))
  })

  it('planning on a ClearNode allows a lower-case participant whose weight is not needed', () => {
    expect(check({ participants: [{ address: ALICE, weight: 100 }, { address: lower(BOB), weight: 0 }] })).not.toThrow()
  })

  it('planning on a ClearNode refuses a session key of another application, but accepts one of the root application', () => {
    const withKeyOf = (application: string): Login => ({
      ...login, policy: { wallet: ALICE, sessionKey: KEY.address, application, scope: '', expiresAt: 0, challenge: '', signature: '0x' },
    })
    expect(check({}, withKeyOf('other-app'))).toThrow(refusedAs('SESSION_KEY_WRONG_APPLICATION'))
    expect(check({}, withKeyOf('clearnode'))).not.toThrow()
    expect(check({}, withKeyOf('test-app'))).not.toThrow()
  })
})
