import { describe, expect, it } from 'vitest'
import {
  ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, cosignedSession, DIGEST, grantOf, MALLORY, MEANING, nitronodeReply, nitronodeReplyFacts, NOW,
  policyOf, replyFacts, sampleReply, SESSION_ID, signRaw, signState, STATE_DIGESTS,
} from '../../../../test/helpers/sampleProposal'
import { codeOf, type NitroliteErrorCode } from '../../errors/errors'
import type { Hex } from '../../types'
import { checkReply, type OpenedReply, type ReplyFacts } from './checkReply'

function check(reply: OpenedReply, facts: ReplyFacts): NitroliteErrorCode | 'accepted' | undefined {
  try {
    checkReply(reply, facts)
    return 'accepted'
  }
  catch (thrown) {
    return codeOf(thrown)
  }
}
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
/** The same signature with s in the upper half of its range. */
const highS = (signature: Hex): Hex => {
  const s = ORDER - BigInt(`0x${signature.slice(66, 130)}`)
  return `${signature.slice(0, 66) as Hex}${s.toString(16).padStart(64, '0')}${signature.endsWith('1b') ? '1c' : '1b'}`
}
const byKey = signRaw(DIGEST, BOB_KEY)
const seconds = NOW / 1_000

describe('the checks of a reply on a ClearNode', () => {
  it('a reply by a session key counts until the key ends', () => {
    expect(checkReply(sampleReply(), replyFacts())).toEqual({
      participant: BOB.address, signatures: [byKey], policy: policyOf(BOB, BOB_KEY), signer: BOB_KEY.address, endsAt: NOW + 3_600_000,
    })
  })

  it('a reply by the wallet itself counts without an end', () => {
    expect(checkReply(sampleReply({ signatures: [signRaw(DIGEST, BOB)], policy: null }), replyFacts()))
      .toMatchObject({ signer: BOB.address, endsAt: null })
  })

  it.each<[string, OpenedReply]>([
    ['belongs to another proposal', sampleReply({}, { proposalId: `0x${'00'.repeat(16)}` })],
    ['names a participant that the session does not have', sampleReply({}, { participant: 3 })],
    ['names a participant by a negative number', sampleReply({}, { participant: -1 })],
    ['names another participant outside than inside', sampleReply({}, { participant: 0 })],
    ['has no signature', sampleReply({ signatures: [] })],
    ['has two signatures', sampleReply({ signatures: [byKey, byKey] })],
    ['has an empty signature', sampleReply({ signatures: ['0x'] })],
    ['has a signature of 64 bytes', sampleReply({ signatures: [byKey.slice(0, -2) as Hex] })],
    ['has a signature of 66 bytes', sampleReply({ signatures: [`${byKey}00`] })],
    ['has a signature of zeros', sampleReply({ signatures: [`0x${'00'.repeat(64)}1b`] })],
    ['has a signature with v 5', sampleReply({ signatures: [`${byKey.slice(0, -2) as Hex}05`] })],
    ['has a signature with v 0 or 1', sampleReply({ signatures: [`${byKey.slice(0, -2) as Hex}0${byKey.endsWith('1b') ? 0 : 1}`] })],
    ['has a signature with high s', sampleReply({ signatures: [highS(byKey)] })],
    ['has a signature in capitals', sampleReply({ signatures: [`0x${byKey.slice(2).toUpperCase()}`] })],
  ])('a reply is refused with SIGNATURE_INVALID if it %s', (_, reply) => {
    expect(check(reply, replyFacts())).toBe('SIGNATURE_INVALID')
  })

  it.each<[string, OpenedReply]>([
    ['signs other bytes', sampleReply({ signatures: [signRaw(MEANING, BOB_KEY)] })],
    ['is by a stranger', sampleReply({ signatures: [signRaw(DIGEST, MALLORY)], policy: null })],
    ['is by a key without a policy', sampleReply({ policy: null })],
    ['has the policy of another key', sampleReply({ policy: policyOf(BOB, ALICE_KEY) })],
    ['has a policy that somebody else signed', sampleReply({ policy: policyOf(BOB, BOB_KEY, {}, MALLORY) })],
    ['has a policy of another wallet', sampleReply({ policy: policyOf(MALLORY, BOB_KEY) })],
    ['has a policy that the wallet signed in the name of another one', sampleReply({ policy: policyOf(BOB, BOB_KEY, { wallet: MALLORY.address }) })],
    ['has a policy that was changed after it was signed', sampleReply({ policy: { ...policyOf(BOB, BOB_KEY), expiresAt: seconds + 7_200 } })],
    ['has a policy with an end that is not a whole number', sampleReply({ policy: { ...policyOf(BOB, BOB_KEY), expiresAt: 0.5 } })],
    ['has a policy with an end beyond all times', sampleReply({ policy: policyOf(BOB, BOB_KEY, { expiresAt: 2 ** 53 }) })],
    ['is by the wallet but has a policy', sampleReply({ signatures: [signRaw(DIGEST, BOB)] })],
    ['has another participant as the key', sampleReply({ signatures: [signRaw(DIGEST, CAROL)], policy: policyOf(BOB, CAROL) })],
  ])('a reply is refused with SIGNATURE_STRANGER if it %s', (_, reply) => {
    expect(check(reply, replyFacts())).toBe('SIGNATURE_STRANGER')
  })

  it.each<[string, OpenedReply, Partial<ReplyFacts>]>([
    ['is for another application', sampleReply({ policy: policyOf(BOB, BOB_KEY, { application: 'poker' }) }), {}],
    ['ends at the end of the window', sampleReply({ policy: policyOf(BOB, BOB_KEY, { expiresAt: seconds + 20 }) }), {}],
    ['was refused by the node', sampleReply(), { refused: [{ participant: BOB.address, signer: BOB_KEY.address }] }],
    ['is the third one, and the node has refused two', sampleReply(), { refused: [ALICE, MALLORY].map(({ address }) => ({ participant: BOB.address, signer: address })) }],
  ])('a reply is refused with SIGNATURE_KEY_UNFIT if its key %s', (_, reply, facts) => {
    expect(check(reply, replyFacts(facts))).toBe('SIGNATURE_KEY_UNFIT')
  })

  it('a reply is refused with SIGNATURE_KEY_UNFIT if the node has refused the wallet that signed it', () => {
    expect(check(sampleReply({ signatures: [signRaw(DIGEST, BOB)], policy: null }), replyFacts({ refused: [{ participant: BOB.address, signer: BOB.address }] })))
      .toBe('SIGNATURE_KEY_UNFIT')
  })

  it('a reply by a key for every application counts, and so does one that ends a second after the window', () => {
    expect(check(sampleReply({ policy: policyOf(BOB, BOB_KEY, { application: 'clearnode', expiresAt: seconds + 21 }) }), replyFacts())).toBe('accepted')
  })

  it('neither the wallet nor a key can sign for a participant that the node stores in lower case', () => {
    const participants = cosignedSession().participants.map(({ address, weight }) => ({ address: address.toLowerCase(), weight }))
    const facts = replyFacts({ session: cosignedSession({ participants }) })
    const participant = BOB.address.toLowerCase()
    expect(check(sampleReply({ participant }), facts)).toBe('SIGNATURE_STRANGER')
    expect(check(sampleReply({ participant, signatures: [signRaw(DIGEST, BOB)], policy: null }), facts)).toBe('SIGNATURE_STRANGER')
  })

  it('a reply with two faults is refused with the code of the earlier check', () => {
    const badForm = { signatures: [highS(byKey)] }
    const badPolicy = { policy: policyOf(BOB, BOB_KEY, { application: 'poker' }, MALLORY) }
    expect(check(sampleReply({ ...badForm, ...badPolicy }), replyFacts())).toBe('SIGNATURE_INVALID')
    expect(check(sampleReply(badPolicy), replyFacts({ refused: [{ participant: BOB.address, signer: BOB_KEY.address }] }))).toBe('SIGNATURE_STRANGER')
  })
})

describe('the checks of a reply on a nitronode', () => {
  const signed = (by: 'wallet' | 'key', ...pairs: (typeof BOB)[]): { signatures: Hex[] } =>
    ({ signatures: STATE_DIGESTS.map((digest, at) => signState(digest, by, pairs[at % pairs.length] ?? BOB)) })

  it('a reply by a listed key counts for both steps', () => {
    expect(checkReply(nitronodeReply(), nitronodeReplyFacts())).toMatchObject({ signer: BOB_KEY.address, endsAt: NOW + 3_600_000 })
    expect(check(nitronodeReply(), nitronodeReplyFacts({ listedKeys: [grantOf({ applications: [], sessionIds: [SESSION_ID] })] }))).toBe('accepted')
  })

  it('a reply by the wallet counts on a nitronode without an end', () => {
    expect(checkReply(nitronodeReply(signed('wallet', BOB)), nitronodeReplyFacts())).toMatchObject({ signer: BOB.address, endsAt: null })
  })

  it.each<[NitroliteErrorCode, string, OpenedReply, Partial<ReplyFacts>]>([
    ['SIGNATURE_INVALID', 'one of two signatures is missing', nitronodeReply({ signatures: [signState(STATE_DIGESTS[0], 'key', BOB_KEY)] }), {}],
    ['SIGNATURE_INVALID', 'the signatures have no mark', nitronodeReply({ signatures: STATE_DIGESTS.map(digest => signRaw(digest, BOB_KEY)) }), {}],
    ['SIGNATURE_INVALID', 'the mark is unknown', nitronodeReply({ signatures: STATE_DIGESTS.map(digest => `0xa3${signState(digest, 'key', BOB_KEY).slice(4)}` as Hex) }), {}],
    ['SIGNATURE_INVALID', 'two keys have signed', nitronodeReply(signed('key', BOB_KEY, ALICE_KEY)), {}],
    ['SIGNATURE_STRANGER', 'both steps are swapped', nitronodeReply({ signatures: [...STATE_DIGESTS].map(digest => signState(digest, 'wallet', BOB)) }), { digests: [...STATE_DIGESTS].reverse() }],
    ['SIGNATURE_STRANGER', 'the wallet is marked as a key', nitronodeReply(signed('key', BOB)), {}],
    ['SIGNATURE_STRANGER', 'the key is marked as a wallet', nitronodeReply(signed('wallet', BOB_KEY)), {}],
    ['SIGNATURE_STRANGER', 'the node does not list the key', nitronodeReply(), { listedKeys: [] }],
    ['SIGNATURE_STRANGER', 'the key signs for another wallet', nitronodeReply(), { listedKeys: [grantOf({ wallet: ALICE.address })] }],
    ['SIGNATURE_STRANGER', 'only a policy in the reply names the key', nitronodeReply({ policy: policyOf(BOB, BOB_KEY) }), { listedKeys: [] }],
    ['SIGNATURE_KEY_UNFIT', 'the key is for another session', nitronodeReply(), { listedKeys: [grantOf({ applications: [], sessionIds: [MEANING] })] }],
    ['SIGNATURE_KEY_UNFIT', 'the key ends too soon', nitronodeReply(), { listedKeys: [grantOf({ endsAt: NOW + 20_000 })] }],
    ['SIGNATURE_KEY_UNFIT', 'the key is for the application of the other node', nitronodeReply(), { listedKeys: [grantOf({ applications: ['clearnode'] })] }],
  ])('a reply on a nitronode is refused with %s if %s', (code, _, reply, facts) => {
    expect(check(reply, nitronodeReplyFacts(facts))).toBe(code)
  })
})
