import fc from 'fast-check'
import type { NitroliteErrorCode } from '../../src/core'
import { checkReply, type OpenedReply, type ReplyFacts } from '../../src/core/cosigning/review/checkReply'
import type { ParticipantSignature } from '../../src/core/cosigning/types'
import type { Hex } from '../../src/core/types'
import type { SessionKeyPolicy } from '../../src/core/wallet/types'
import {
  ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, DIGEST, grantOf, MALLORY, nitronodeReply, nitronodeReplyFacts, NOW, policyOf, PROPOSAL_ID, replyFacts,
  sampleReply, signRaw, signState, STATE_DIGESTS,
} from '../helpers/sampleProposal'
import { randomHex, type Tampering } from './tampering'

interface Change {
  readonly opened?: Partial<ParticipantSignature>
  readonly reply?: Partial<OpenedReply>
  readonly facts?: Partial<ReplyFacts>
}

const onClearNode = (name: string, code: NitroliteErrorCode, changes: fc.Arbitrary<Change>): Tampering => ({
  name: `reply: ${name}`, code,
  attempts: changes.map(({ opened, reply, facts }) => () => checkReply(sampleReply(opened, reply), replyFacts(facts))),
})

const onNitronode = (name: string, code: NitroliteErrorCode, changes: fc.Arbitrary<Change>): Tampering => ({
  name: `reply on a nitronode: ${name}`, code,
  attempts: changes.map(({ opened, reply, facts }) => () => checkReply(nitronodeReply(opened, reply), nitronodeReplyFacts(facts))),
})

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const valid = signRaw(DIGEST, BOB_KEY)
const [r, s, v] = [valid.slice(2, 66), valid.slice(66, 130), valid.slice(130)]
const signature = (text: string): Change => ({ opened: { signatures: [text as Hex] } })
const states = STATE_DIGESTS.map(digest => signState(digest, 'key', BOB_KEY))
const marked = (mark: string): Change => ({ opened: { signatures: states.map((text): Hex => `0x${mark}${text.slice(4)}`) } })
const seconds = NOW / 1_000

/** A signed policy of Bob's key in which one value was changed. */
const changedPolicy: fc.Arbitrary<SessionKeyPolicy> = fc.oneof(
  fc.record({ application: fc.string().filter(text => text !== 'chess') }),
  fc.record({ scope: fc.string().filter(text => text !== 'app.create') }),
  fc.record({ challenge: fc.string().filter(text => text !== 'c') }),
  fc.record({ expiresAt: fc.oneof(fc.integer({ min: 0 }), fc.constantFrom(NaN, Infinity, -1, 0.5, 2 ** 53)) }),
  fc.record({ sessionKey: fc.oneof(randomHex(20), fc.constantFrom('', '0x', ALICE_KEY.address)) }),
  fc.record({ wallet: fc.oneof(randomHex(20), fc.constantFrom('', ALICE.address)) }),
  fc.record({ signature: randomHex(65) }),
).map(change => ({ ...policyOf(BOB, BOB_KEY), ...change }))

/** Falsified replies, each with the code of the check that must refuse it. */
export const TAMPERED_REPLIES: readonly Tampering[] = [
  onClearNode('another proposal', 'SIGNATURE_INVALID',
    randomHex(16).filter(id => id !== PROPOSAL_ID).map(proposalId => ({ reply: { proposalId } }))),
  onClearNode('another index', 'SIGNATURE_INVALID',
    fc.oneof(fc.constantFrom(0, 2, -1, 0.5, NaN), fc.integer({ min: 3 })).map(participant => ({ reply: { participant } }))),
  onClearNode('another name', 'SIGNATURE_INVALID',
    fc.oneof(randomHex(20), fc.constantFrom(ALICE.address, BOB.address.toLowerCase(), '')).map(participant => ({ opened: { participant } }))),
  onClearNode('another number of signatures', 'SIGNATURE_INVALID',
    fc.constantFrom(0, 2, 3, 40).map(count => ({ opened: { signatures: Array.from({ length: count }, () => valid) } }))),
  onClearNode('a signature of another length', 'SIGNATURE_INVALID',
    fc.nat(200).filter(length => length !== 65).chain(randomHex).map(signature)),
  onClearNode('high s', 'SIGNATURE_INVALID',
    fc.constant(signature(`0x${r}${(ORDER - BigInt(`0x${s}`)).toString(16).padStart(64, '0')}${v === '1b' ? '1c' : '1b'}`))),
  onClearNode('another last byte', 'SIGNATURE_INVALID',
    fc.nat(255).filter(byte => byte !== 27 && byte !== 28).map(byte => signature(`0x${r}${s}${byte.toString(16).padStart(2, '0')}`))),
  onClearNode('another spelling', 'SIGNATURE_INVALID',
    fc.constantFrom(signature(valid.slice(2)), signature(valid.toUpperCase()), signature(`0x${r.toUpperCase()}${s}${v}`), signature(` ${valid}`))),
  onClearNode('the other parity', 'SIGNATURE_STRANGER', fc.constant(signature(`0x${r}${s}${v === '1b' ? '1c' : '1b'}`))),
  onClearNode('a bit of s', 'SIGNATURE_STRANGER',
    fc.integer({ min: 1, max: 0xffff }).map(bits => signature(`0x${r}${s.slice(0, -4)}${(parseInt(s.slice(-4), 16) ^ bits).toString(16).padStart(4, '0')}${v}`))),
  onClearNode('other bytes that were signed', 'SIGNATURE_STRANGER',
    randomHex(32).map(digest => signature(signRaw(digest, BOB_KEY)))),
  onClearNode('another signer', 'SIGNATURE_STRANGER',
    fc.constantFrom(MALLORY, ALICE, CAROL, ALICE_KEY).map(pair => signature(signRaw(DIGEST, pair)))),
  onClearNode('a key without a policy', 'SIGNATURE_STRANGER', fc.constant({ opened: { policy: null } })),
  onClearNode('the wallet with the policy of a key', 'SIGNATURE_STRANGER', fc.constant(signature(signRaw(DIGEST, BOB)))),
  onClearNode('the wallet of another participant as a key', 'SIGNATURE_STRANGER',
    fc.constantFrom(ALICE, CAROL).map(pair => ({ opened: { signatures: [signRaw(DIGEST, pair)], policy: policyOf(BOB, pair) } }))),
  onClearNode('a policy that was changed', 'SIGNATURE_STRANGER', changedPolicy.map(policy => ({ opened: { policy } }))),
  onClearNode('a policy that another wallet signed', 'SIGNATURE_STRANGER',
    fc.constantFrom(MALLORY, ALICE, BOB_KEY).map(signer => ({ opened: { policy: policyOf(BOB, BOB_KEY, {}, signer) } }))),
  onClearNode('a key of another application', 'SIGNATURE_KEY_UNFIT',
    fc.string().filter(text => text !== 'chess' && text !== 'clearnode').map(application => ({ opened: { policy: policyOf(BOB, BOB_KEY, { application }) } }))),
  onClearNode('a key that ends within the window', 'SIGNATURE_KEY_UNFIT',
    fc.integer({ min: 0, max: seconds + 20 }).map(expiresAt => ({ opened: { policy: policyOf(BOB, BOB_KEY, { expiresAt }) } }))),
  onClearNode('a key that the node has refused', 'SIGNATURE_KEY_UNFIT',
    fc.constantFrom([BOB_KEY], [MALLORY, BOB_KEY], [MALLORY, ALICE]).map(keys => ({
      facts: { refused: keys.map(({ address }) => ({ participant: BOB.address, signer: address })) },
    }))),
  onNitronode('one of two signatures', 'SIGNATURE_INVALID',
    fc.nat(1).map(at => ({ opened: { signatures: states.slice(at, at + 1) } }))),
  onNitronode('an unknown mark', 'SIGNATURE_INVALID',
    fc.nat(255).filter(byte => byte !== 0xa1 && byte !== 0xa2).map(byte => marked(byte.toString(16).padStart(2, '0')))),
  onNitronode('signatures by two keys', 'SIGNATURE_INVALID',
    fc.constantFrom(MALLORY, ALICE_KEY).map(pair => ({ opened: { signatures: [...states.slice(0, 1), signState(STATE_DIGESTS[1], 'key', pair)] } }))),
  onNitronode('the mark of a wallet on a key', 'SIGNATURE_STRANGER', fc.constant(marked('a1'))),
  onNitronode('the mark of a key on a wallet', 'SIGNATURE_STRANGER',
    fc.constant({ opened: { signatures: STATE_DIGESTS.map(digest => signState(digest, 'key', BOB)) } })),
  onNitronode('a key that the node does not list for this wallet', 'SIGNATURE_STRANGER',
    fc.constantFrom([], [grantOf({ wallet: ALICE.address })], [grantOf({ key: ALICE_KEY.address })]).map(listedKeys => ({ facts: { listedKeys } }))),
  onNitronode('a policy for a key that the node does not list', 'SIGNATURE_STRANGER',
    fc.constant({ opened: { policy: policyOf(BOB, BOB_KEY) }, facts: { listedKeys: [] } })),
  onNitronode('a key for another session', 'SIGNATURE_KEY_UNFIT',
    randomHex(32).map(id => ({ facts: { listedKeys: [grantOf({ applications: [], sessionIds: [id] })] } }))),
  onNitronode('a key for another application', 'SIGNATURE_KEY_UNFIT',
    fc.constantFrom('poker', 'clearnode', '').map(application => ({ facts: { listedKeys: [grantOf({ applications: [application] })] } }))),
  onNitronode('a key that ends before the last step', 'SIGNATURE_KEY_UNFIT',
    fc.integer({ min: 0, max: NOW + 20_000 }).map(endsAt => ({ facts: { listedKeys: [grantOf({ endsAt })] } }))),
]
