import fc from 'fast-check'
import type { AppSession, NitroliteErrorCode } from '../../src/core'
import { checkProposal, type ProposalTexts } from '../../src/core/cosigning/review/checkProposal'
import type { ProposalFacts } from '../../src/core/cosigning/review/facts'
import type { CloseProposal, ProposalOrigin } from '../../src/core/cosigning/types'
import type { SessionKeyPolicy } from '../../src/core/wallet/types'
import {
  ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, cosignedSession, MALLORY, nitronodeFacts, nitronodeProposal, NODE_TAG, ORIGIN_DIGEST, policyOf, sampleFacts,
  sampleProposal, sampleTexts, SESSION_ID, signRaw,
} from '../helpers/sampleProposal'
import { randomHex, type Tampering } from './tampering'

/** What is replaced in a valid proposal, or in what the signer's client knows about it. */
interface Change {
  readonly proposal?: Partial<CloseProposal>
  readonly session?: Partial<AppSession>
  readonly facts?: Partial<ProposalFacts>
  readonly texts?: Partial<ProposalTexts>
}

const onClearNode = (name: string, code: NitroliteErrorCode, changes: fc.Arbitrary<Change>): Tampering => ({
  name: `proposal: ${name}`, code,
  attempts: changes.map(({ proposal, session, facts, texts }) => () =>
    checkProposal({ ...sampleProposal(), ...proposal }, sampleFacts({ session: cosignedSession(session), ...facts }), sampleTexts(texts))),
})

const onNitronode = (name: string, code: NitroliteErrorCode, changes: fc.Arbitrary<Change>): Tampering => ({
  name: `proposal on a nitronode: ${name}`, code,
  attempts: changes.map(({ proposal, session, facts }) => () =>
    checkProposal({ ...nitronodeProposal(), ...proposal }, nitronodeFacts({ session: cosignedSession({ agreesFirst: true, ...session }), ...facts }), sampleTexts())),
})

const valid = sampleProposal()
const [usdc = [], weth = []] = valid.rows
const [ALICE_ROW, BOB_ROW, CAROL_ROW] = ['A', 'B', 'C'].map(who => `{"participant":"0x${who}","asset":"usdc","amount":"1"}`)
const OWN = `[9,"close_app_session",{"app_session_id":"${SESSION_ID}","allocations":[${[ALICE_ROW, BOB_ROW, CAROL_ROW].join()}],"session_data":"x"},1795466098000]`

const bytes = (received: string): Change => ({ texts: { bytes: { received, own: OWN } } })
const bytesWith = (from: string | undefined, to: string): Change => bytes(OWN.replace(from ?? '', () => to))
const rows = (...changed: (readonly (readonly bigint[])[])): Change => ({ proposal: { rows: changed } })
const origin = (change: Partial<ProposalOrigin>): Change => ({ proposal: { origin: valid.origin && { ...valid.origin, ...change } } })
const weights = (...list: readonly [string, number][]): Change => ({ session: { participants: list.map(([address, weight]) => ({ address, weight })) } })
const some = fc.bigInt(1n, 10n ** 20n)
const [alice, bob, carol] = [ALICE, BOB, CAROL].map(({ address }) => address) as [string, string, string]

const UNSAFE = ['\0', '\t', '\n', '\u001B', '\u0085', '\u200B', '\u200C', '\u200D', '\u200E', '\u200F', '\u202A', '\u202E', '\u2060', '\u2066', '\u2069', '\uFEFF', '\u00AD',
  '\u061C', '\u2028', '\uE000', '\u{F0000}', '\u0378', '\uFFFE', '\uD834', '\uDD1E', '\u{E0020}', '\u115F', '\u3164', '\uFFA0', '\uFE0E']

/** A signed policy of Alice's key in which one value was changed. */
const changedPolicy: fc.Arbitrary<SessionKeyPolicy> = fc.oneof(
  fc.record({ application: fc.string({ minLength: 1 }).filter(text => text !== 'chess') }),
  fc.record({ scope: fc.string().filter(text => text !== 'app.create') }),
  fc.record({ challenge: fc.string().filter(text => text !== 'c') }),
  fc.record({ expiresAt: fc.oneof(fc.integer({ min: 0 }), fc.constantFrom(NaN, Infinity, -1, 0.5, 2 ** 53)) }),
  fc.record({ sessionKey: fc.oneof(randomHex(20), fc.constantFrom('', '0x', BOB_KEY.address)) }),
  fc.record({ wallet: fc.oneof(randomHex(20), fc.constantFrom('', bob)) }),
).map(change => ({ ...policyOf(ALICE, ALICE_KEY), ...change }))

/** Falsified proposals and facts, each with the code of the check that must refuse it. */
export const TAMPERED_PROPOSALS: readonly Tampering[] = [
  onClearNode('a kind that the node does not have', 'PROPOSAL_KIND_UNKNOWN',
    fc.constantFrom('operate and close', 'deposit', '').map(kind => ({ proposal: { kind: kind as 'close' } }))),
  onClearNode('another node', 'PROPOSAL_OTHER_NODE',
    randomHex(4).filter(tag => tag !== NODE_TAG).map(nodeTag => ({ proposal: { nodeTag } }))),
  onClearNode('a version instead of a time', 'PROPOSAL_OTHER_NODE',
    fc.nat().map(version => ({ proposal: { stamp: { by: 'version', version } } }))),
  onNitronode('a time instead of a version', 'PROPOSAL_OTHER_NODE',
    fc.nat().map(ts => ({ proposal: { stamp: { by: 'time', requestId: 1, ts } } }))),
  onClearNode('another session', 'SESSION_NOT_FOUND', randomHex(32).map(sessionId => ({ proposal: { sessionId } }))),
  onClearNode('a session that is not open', 'SESSION_NOT_OPEN',
    fc.string().filter(status => status !== 'open').map(status => ({ session: { status } }))),
  onClearNode('a session that was paid out', 'SESSION_REOPENED', fc.constant({ facts: { isPaidOut: true } })),
  onClearNode('a share below zero', 'SESSION_REOPENED',
    some.map(units => ({ session: { allocations: [{ participant: carol, asset: 'usdc', amount: `-${units}` }] } }))),
  onClearNode('a wallet that does not take part', 'SESSION_NOT_PARTICIPANT',
    randomHex(20).map(wallet => ({ facts: { wallet } }))),
  onClearNode('a signer whom the node stores in lower case', 'SESSION_PARTICIPANT_LOWER_CASE',
    fc.nat().map(weight => weights([alice, 60], [bob.toLowerCase(), weight], [carol, 20]))),
  onClearNode('a signer whose last weight is zero', 'SIGNATURE_NOT_NEEDED',
    fc.nat().map(weight => weights([bob, weight], [alice, 60], [bob, 0]))),

  onClearNode('names with a long s', 'PROPOSAL_NOT_CANONICAL', fc.constantFrom(
    bytesWith('"session_data"', `"allocation\\u017f":[${BOB_ROW}],"session_data"`), bytesWith('"allocations"', `"allocation\u017f":[${BOB_ROW}],"allocations"`),
    bytesWith('"allocations"', '"app_\u017fession_id":"0x01","allocations"'), bytesWith('"session_data"', '"\u017fession_data"'),
  )),
  onClearNode('a second list of rows without amounts', 'PROPOSAL_NOT_CANONICAL',
    fc.constantFrom('Allocations', 'ALLOCATIONS', 'allocation\u017f', 'allocations')
    .map(name => bytesWith('"session_data"', `"${name}":[{"participant":"0xB"},{"participant":"0xA"}],"session_data"`))),
  onClearNode('a name twice', 'PROPOSAL_NOT_CANONICAL',
    fc.constantFrom('app_session_id', 'allocations', 'session_data').map(name => bytesWith(`"${name}"`, `"${name}":null,"${name}"`))),
  onClearNode('an amount in another form', 'PROPOSAL_NOT_CANONICAL',
    fc.constantFrom('"+1"', '"1."', '"1.0"', '"10e-1"', '1', 'null', '"01"', '"0.99999999999999999999"').map(amount => bytesWith('"1"', amount))),
  onClearNode('a space somewhere in the bytes', 'PROPOSAL_NOT_CANONICAL',
    fc.tuple(fc.nat(OWN.length), fc.constantFrom(' ', '\n', '\t', '\u00A0', '\uFEFF')).map(([at, space]) => bytes(OWN.slice(0, at) + space + OWN.slice(at)))),
  onClearNode('another method', 'PROPOSAL_NOT_CANONICAL',
    fc.constantFrom('create_app_session', 'submit_app_state', 'transfer', 'Close_App_Session').map(method => bytesWith('close_app_session', method))),
  onClearNode('another time or id in the bytes', 'PROPOSAL_NOT_CANONICAL',
    fc.nat().map(value => bytesWith('1795466098000', `9999${value}`))),
  onClearNode('rows of others in the bytes', 'PROPOSAL_NOT_CANONICAL',
    fc.constantFrom(bytesWith(BOB_ROW, ALICE_ROW ?? ''), bytesWith(`,${CAROL_ROW}`, ''), bytesWith(CAROL_ROW, `${CAROL_ROW},${CAROL_ROW}`))),
  onClearNode('a byte that is missing', 'PROPOSAL_NOT_CANONICAL',
    fc.nat(OWN.length - 1).map(at => bytes(OWN.slice(0, at) + OWN.slice(at + 1)))),

  onClearNode('a quorum above all weights', 'QUORUM_UNREACHABLE',
    fc.integer({ min: 101 }).map(quorum => ({ session: { quorum } }))),
  onClearNode('a quorum that could not be read', 'QUORUM_UNREACHABLE',
    fc.constantFrom(0, -1, NaN).map(quorum => ({ session: { quorum } }))),
  onClearNode('a quorum that needs a weight twice', 'QUORUM_UNREACHABLE',
    fc.integer({ min: 1, max: 29 }).map(weight => weights([alice, 1_000], [bob, 30], [alice, weight]))),
  onClearNode('a quorum that needs a participant in lower case', 'QUORUM_UNREACHABLE',
    fc.nat().map(weight => weights([alice.toLowerCase(), weight], [bob, 30], [carol, 20]))),

  onClearNode('an asset that is left out', 'PROPOSAL_ASSETS_MISMATCH',
    fc.nat(1).map(left => ({ proposal: { assets: valid.assets.filter((_, at) => at !== left), rows: valid.rows.filter((_, at) => at !== left) } }))),
  onClearNode('zero rows of an asset that the session does not hold', 'PROPOSAL_ASSETS_MISMATCH',
    fc.constantFrom('eth', 'usdс', 'USDC', 'usdc ', 'zzz').map(symbol =>
    ({ proposal: { assets: [...valid.assets, { symbol, scale: 7 }], rows: [...valid.rows, [0n, 0n, 0n]] } }))),
  onClearNode('a symbol that looks alike', 'PROPOSAL_ASSETS_MISMATCH',
    fc.constantFrom('usdс', 'uѕdc', 'USDC', 'usdc\u200B', '', 'usd').map(symbol => ({ proposal: { assets: [{ symbol, scale: 7 }, ...valid.assets.slice(1)] } }))),
  onClearNode('another scale', 'PROPOSAL_ASSETS_MISMATCH',
    fc.nat(40).filter(scale => scale !== 7).map(scale => ({ proposal: { assets: [{ symbol: 'usdc', scale }, ...valid.assets.slice(1)] } }))),
  onClearNode('an asset twice', 'PROPOSAL_ASSETS_MISMATCH',
    fc.nat(1).map(at => ({ proposal: { assets: [...valid.assets, ...valid.assets.slice(at, at + 1)], rows: [...valid.rows, ...valid.rows.slice(at, at + 1)] } }))),
  onClearNode('assets in another order', 'PROPOSAL_ASSETS_MISMATCH',
    fc.constant({ proposal: { assets: [...valid.assets].reverse(), rows: [...valid.rows].reverse() } })),
  onClearNode('an asset that the node does not list', 'PROPOSAL_ASSETS_MISMATCH',
    fc.constantFrom([], ['usdc'], ['weth', 'USDC']).map(nodeAssets => ({ facts: { nodeAssets } }))),

  onClearNode('a participant who is left out, while another receives the sum', 'PROPOSAL_ROWS_INCOMPLETE',
    fc.constantFrom(rows([90_000_000n, 10_000_000n], weth), rows(usdc, [5n * 10n ** 17n, 5n * 10n ** 17n]))),
  onClearNode('an amount too many', 'PROPOSAL_ROWS_INCOMPLETE', some.map(units => rows([...usdc, units], weth))),
  onClearNode('a list of amounts too many or too few', 'PROPOSAL_ROWS_INCOMPLETE',
    fc.constantFrom(rows(usdc), rows(), rows(usdc, weth, weth))),
  onClearNode('a negative amount that another one evens out', 'PROPOSAL_AMOUNT_INVALID',
    some.map(units => rows([100_000_000n + units, -units, 0n], weth))),
  onNitronode('fractions that the asset does not have', 'PROPOSAL_AMOUNT_INVALID',
    fc.bigInt(1n, 9n).map(units => rows([70_000_000n + units, 20_000_000n - units, 10_000_000n], weth))),
  onClearNode('more than the session holds', 'PROPOSAL_SUM_MISMATCH',
    fc.tuple(some, fc.nat(2)).map(([units, who]) => rows(usdc.map((amount, at) => at === who ? amount + units : amount), weth))),
  onClearNode('less than the session holds', 'PROPOSAL_SUM_MISMATCH',
    fc.bigInt(1n, 5n * 10n ** 17n).map(units => rows(usdc, weth.map((amount, at) => at === 2 ? amount - units : amount)))),
  onClearNode('a deposit since the proposal was made', 'PROPOSAL_SUM_MISMATCH',
    fc.integer({ min: 11 }).map(total => ({ session: { assets: cosignedSession().assets.map(asset => asset.symbol === 'usdc' ? { ...asset, total: String(total) } : asset) } }))),
  onNitronode('a close alone with another split', 'PROPOSAL_STALE_VERSION',
    fc.bigInt(0n, 10n ** 8n).map(units => ({ proposal: { kind: 'close', rows: [[units, 10n ** 8n - units, 0n], weth] } }))),

  onClearNode('a character that cannot be shown', 'PROPOSAL_DATA_SUSPICIOUS',
    fc.tuple(fc.string({ unit: 'grapheme-ascii' }), fc.constantFrom(...UNSAFE), fc.string({ unit: 'grapheme-ascii' })).map(parts => ({ proposal: { sessionData: parts.join('') } }))),
  onClearNode('data that are too long', 'PROPOSAL_DATA_TOO_LONG',
    fc.tuple(fc.constantFrom('x', 'é', '勝', '🏆'), fc.nat(5_000)).map(([letter, more]) => ({ proposal: { sessionData: letter.repeat(4_097 + more) } }))),
  onNitronode('data that are too long in bytes', 'PROPOSAL_DATA_TOO_LONG',
    fc.integer({ min: 513, max: 1_024 }).map(count => ({ proposal: { sessionData: 'é'.repeat(count) } }))),
  onClearNode('another submitter', 'PROPOSAL_SUBMITTER_CHANGED',
    fc.oneof(randomHex(20), fc.constantFrom(bob, carol)).map(submitter => ({ proposal: { submitter }, facts: { expectedSubmitter: alice } }))),

  onClearNode('an origin for another meaning or another key to encrypt to', 'PROPOSAL_ORIGIN_INVALID',
    randomHex(32).map(originDigest => ({ texts: { originDigest } }))),
  onClearNode('an origin by somebody else', 'PROPOSAL_ORIGIN_INVALID',
    fc.constantFrom(MALLORY, BOB, BOB_KEY).map(pair => origin({ signature: signRaw(ORIGIN_DIGEST, pair) }))),
  onClearNode('a signature of the origin that is not one', 'PROPOSAL_ORIGIN_INVALID',
    fc.nat(70).map(length => origin({ signature: `0x${'1b'.repeat(length)}` }))),
  onClearNode('a policy of the origin that was changed', 'PROPOSAL_ORIGIN_INVALID',
    changedPolicy.map(policy => origin({ policy }))),
  onClearNode('a policy of the origin that another wallet signed', 'PROPOSAL_ORIGIN_INVALID',
    fc.constantFrom(MALLORY, BOB, ALICE_KEY).map(signer => origin({ policy: policyOf(ALICE, ALICE_KEY, {}, signer) }))),
  onClearNode('a policy of the origin for another application', 'PROPOSAL_ORIGIN_INVALID',
    fc.constantFrom('poker', 'Chess', '', 'ches').map(application => origin({ policy: policyOf(ALICE, ALICE_KEY, { application }) }))),
  onClearNode('an origin without its policy', 'PROPOSAL_ORIGIN_INVALID', fc.constant(origin({ policy: null }))),
  onClearNode('another creator', 'PROPOSAL_ORIGIN_INVALID',
    fc.oneof(randomHex(20), fc.constantFrom(bob, carol, '', 'Alice')).map(creator => origin({ creator }))),
]
