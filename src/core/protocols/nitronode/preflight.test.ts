import { describe, expect, it } from 'vitest'
import type { NitroliteErrorCode } from '../../errors/errors'
import type { AppSession } from '../../sessions/types'
import type { Login } from '../protocol'
import { ALICE, BOB, byKey, byWallet, ID, sessionOf } from '../../../../test/helpers/nitronodeClosing'
import { checkCanClose } from './preflight'

const vouchedFor = (application: string): Login => ({ ...byKey, policy: {
  wallet: ALICE, sessionKey: byKey.signer.address, application, scope: '', challenge: '', expiresAt: 1, signature: '0x',
} })
const asBob: Login = { ...byWallet, wallet: BOB }

describe('before anything is signed', () => {
  it.each<[string, Partial<AppSession>, Login]>([
    ['the wallet that has the quorum', {}, byWallet],
    ['a key of it', {}, byKey],
    ['a key that it has confirmed for the application', {}, vouchedFor('test-app')],
    ['a session of another application, for which the wallet signs by itself', { application: 'other' }, byWallet],
    ['more weight than it takes', { quorum: 50 }, byWallet],
  ])('%s will do', (_, change, login) => {
    expect(() => { checkCanClose(sessionOf(change), login) }).not.toThrow()
  })

  it.each<[string, Partial<AppSession>, Login, NitroliteErrorCode, object]>([
    ['a session that is closed', { status: 'closed' }, byWallet, 'SESSION_NOT_OPEN', { sessionId: ID }],
    ['a session of a status that is not known', { status: 'frozen' }, byWallet, 'SESSION_NOT_OPEN', { sessionId: ID }],
    ['a wallet that is no participant', { participants: [{ address: BOB, weight: 100 }] }, byWallet, 'SESSION_NOT_PARTICIPANT', { wallet: ALICE }],
    ['a participant without weight', {}, asBob, 'QUORUM_UNREACHABLE', { have: 0, need: 100 }],
    ['a participant with a little too little weight', { quorum: 101 }, byWallet, 'QUORUM_UNREACHABLE', { have: 100, need: 101 }],
  ])('%s is refused', (_, change, login, code, data) => {
    expect(() => { checkCanClose(sessionOf(change), login) })
      .toThrow(expect.objectContaining({ code, info: expect.objectContaining({ data: expect.objectContaining(data) }) }))
  })
})
