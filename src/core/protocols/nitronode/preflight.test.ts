import { describe, expect, it } from 'vitest'
import type { NitroliteErrorCode } from '../../errors/errors'
import type { AppSession } from '../../sessions/types'
import type { Login } from '../protocol'
import { ALICE, BOB, byKey, byWallet, ID, sessionOf } from '../../../../test/helpers/nitronodeClosing'
import { checkCanClose } from './preflight'

const withKeyFor = (application: string): Login => ({ ...byKey, policy: {
  wallet: ALICE, sessionKey: byKey.signer.address, application, scope: '', challenge: '', expiresAt: 1, signature: '0x',
} })
const asBob: Login = { ...byWallet, wallet: BOB }

describe('checking a session before anything is signed', () => {
  it.each<[string, Partial<AppSession>, Login]>([
    ['a wallet that has the quorum', {}, byWallet],
    ['a session key of that wallet', {}, byKey],
    ['a session key that the wallet has confirmed for the application', {}, withKeyFor('test-app')],
    ['a wallet of a session of another application', { application: 'other' }, byWallet],
    ['a wallet with more weight than the quorum', { quorum: 50 }, byWallet],
  ])('checkCanClose on nitronode lets %s close', (_, change, login) => {
    expect(() => { checkCanClose(sessionOf(change), login) }).not.toThrow()
  })

  it.each<[string, Partial<AppSession>, Login, NitroliteErrorCode, object]>([
    ['a closed session', { status: 'closed' }, byWallet, 'SESSION_NOT_OPEN', { sessionId: ID }],
    ['a session with an unknown status', { status: 'frozen' }, byWallet, 'SESSION_NOT_OPEN', { sessionId: ID }],
    ['a wallet that is not a participant', { participants: [{ address: BOB, weight: 100 }] }, byWallet, 'SESSION_NOT_PARTICIPANT', { wallet: ALICE }],
    ['a participant without weight', {}, asBob, 'QUORUM_UNREACHABLE', { have: 0, need: 100 }],
    ['a participant with slightly too little weight', { quorum: 101 }, byWallet, 'QUORUM_UNREACHABLE', { have: 100, need: 101, total: 100 }],
  ])('checkCanClose on nitronode refuses to close for %s', (_, change, login, code, data) => {
    expect(() => { checkCanClose(sessionOf(change), login) })
      .toThrow(expect.objectContaining({ code, info: expect.objectContaining({ data: expect.objectContaining(data) }) }))
  })
})
