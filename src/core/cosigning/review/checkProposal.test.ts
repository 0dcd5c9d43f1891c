import { describe, expect, it } from 'vitest'
import {
  ALICE, ALICE_KEY, BOB, CAROL, clearnodeRules, cosignedSession, MALLORY, nitronodeFacts, nitronodePolicyOf, nitronodeProposal, ORIGIN_DIGEST,
  policyOf, sampleFacts, sampleProposal, sampleTexts, SESSION_ID, signRaw,
} from '../../../../test/helpers/sampleProposal'
import { codeOf, NitroliteError, type ErrorData, type NitroliteErrorCode } from '../../errors/errors'
import type { AppSession } from '../../sessions/types'
import type { CloseProposal } from '../types'
import { checkProposal, type ProposalTexts } from './checkProposal'
import type { ProposalFacts } from './facts'

/** A proposal and what is known, with changes. */
interface Case {
  readonly proposal?: Partial<CloseProposal>
  readonly facts?: Partial<ProposalFacts>
  readonly session?: Partial<AppSession>
  readonly texts?: Partial<ProposalTexts>
}

function check({ proposal, facts, session, texts }: Case): NitroliteErrorCode | 'accepted' | undefined {
  try {
    checkProposal(
      { ...sampleProposal(), ...proposal },
      sampleFacts({ ...session && { session: cosignedSession(session) }, ...facts }), sampleTexts(texts),
    )
    return 'accepted'
  }
  catch (thrown) {
    return codeOf(thrown)
  }
}

const refusal = (code: NitroliteErrorCode, data: ErrorData): NitroliteError => new NitroliteError(code, data)

const [alice, bob, carol] = [ALICE, BOB, CAROL].map(({ address }) => address) as [string, string, string]
const weights = (...list: [string, number][]) => list.map(([address, weight]) => ({ address, weight }))
const { rows: [usdc = [], weth = []], origin } = sampleProposal()
const [USDC, WETH] = [{ symbol: 'usdc', scale: 7 }, { symbol: 'weth', scale: 18 }]
const originBy = (change: object) => ({
  origin: { creator: alice, signature: signRaw(ORIGIN_DIGEST, ALICE_KEY), policy: policyOf(ALICE, ALICE_KEY), ...change },
})

/** One fault for each check, in the order of the checks. */
const FAULTS: [NitroliteErrorCode, string, Case][] = [
  ['PROPOSAL_KIND_UNKNOWN', 'a kind of another node', { proposal: { kind: 'operate and close' } }],
  ['PROPOSAL_OTHER_NODE', 'the tag of another node', { proposal: { nodeTag: '0x00000000' } }],
  ['SESSION_NOT_FOUND', 'a session that the node does not know', { facts: { session: null } }],
  ['SESSION_NOT_OPEN', 'a closed session', { session: { status: 'closed' } }],
  ['SESSION_REOPENED', 'a session that was paid and is open', { facts: { isPaidOut: true } }],
  ['SESSION_NOT_PARTICIPANT', 'a stranger as signer', { facts: { wallet: MALLORY.address } }],
  ['SESSION_PARTICIPANT_LOWER_CASE', 'a signer in lower case', { session: { participants: weights([alice, 60], [bob.toLowerCase(), 30], [carol, 20]) } }],
  ['SIGNATURE_NOT_NEEDED', 'a signer without weight', { session: { participants: weights([alice, 60], [bob, 0], [carol, 20]) } }],
  ['PROPOSAL_NOT_CANONICAL', 'bytes that differ from the own ones', { texts: { bytes: { received: '[1, 2]', own: '[1,2]' } } }],
  ['QUORUM_UNREACHABLE', 'a quorum above all weights', { session: { quorum: 101 } }],
  ['PROPOSAL_ASSETS_MISMATCH', 'an asset that the node does not list', { facts: { nodeAssets: ['usdc'] } }],
  ['PROPOSAL_ROWS_INCOMPLETE', 'a missing amount', { proposal: { rows: [usdc.slice(1), weth] } }],
  ['PROPOSAL_AMOUNT_INVALID', 'a negative amount', { proposal: { rows: [[110_000_000n, -10_000_000n, 0n], weth] } }],
  ['PROPOSAL_SUM_MISMATCH', 'one base unit too much', { proposal: { rows: [[70_000_001n, 20_000_000n, 10_000_000n], weth] } }],
  ['PROPOSAL_DATA_SUSPICIOUS', 'a direction mark', { proposal: { sessionData: 'won\u202E' } }],
  ['PROPOSAL_DATA_TOO_LONG', 'session data of 4,097 bytes', { proposal: { sessionData: 'x'.repeat(4_097) } }],
  ['PROPOSAL_SUBMITTER_CHANGED', 'another submitter than before', { facts: { expectedSubmitter: carol } }],
  ['PROPOSAL_ORIGIN_INVALID', 'a signature of somebody else', { proposal: originBy({ signature: signRaw(ORIGIN_DIGEST, MALLORY) }) }],
]

describe('the checks of a proposal', () => {
  it('a proposal without a fault is accepted, and the check returns its session', () => {
    expect(checkProposal(sampleProposal(), sampleFacts(), sampleTexts())).toEqual(cosignedSession())
    expect(checkProposal(nitronodeProposal(), nitronodeFacts(), sampleTexts())).toMatchObject({ id: SESSION_ID })
  })

  it.each(FAULTS)('a proposal is refused with %s for %s', (code, _, fault) => {
    expect(check(fault)).toBe(code)
  })

  it('a proposal with two faults is refused with the code of the earlier check, for every pair of faults', () => {
    const pairs = FAULTS.flatMap((one, index) => FAULTS.slice(index + 1).map(other => [one, other] as const))
    for (const [[code, , one], [, , other]] of pairs) {
      expect(check({
        proposal: { ...other.proposal, ...one.proposal }, facts: { ...other.facts, ...one.facts }, texts: { ...other.texts, ...one.texts },
        ...(one.session || other.session) && { session: { ...other.session, ...one.session } },
      })).toBe(code)
    }
    expect(pairs).toHaveLength(153)
  })

  it.each<[string, Case]>([
    ['an own spelling that the node lists beside one in lower case', { session: { participants: weights([alice, 60], [bob.toLowerCase(), 10], [bob, 30]) } }],
    ['bytes that are equal to the own ones', { texts: { bytes: { received: '[1,2]', own: '[1,2]' } } }],
    ['a quorum that all weights together just reach', { session: { quorum: 100 } }],
    ['session data of 4,096 bytes', { proposal: { sessionData: 'é'.repeat(2_048) } }],
    ['session data in several scripts', { proposal: { sessionData: '{"winner":"Ånna","勝者":"أحمد","🏆":1}' } }],
    ['session data that are erased', { proposal: { sessionData: '' } }],
    ['the submitter that was known before', { facts: { expectedSubmitter: alice } }],
    ['no stamp yet', { proposal: { stamp: null } }],
    ['no origin', { proposal: { origin: null } }],
    ['an origin that the wallet signed itself', { proposal: originBy({ policy: null, signature: signRaw(ORIGIN_DIGEST, ALICE) }) }],
    ['an origin by a key for every application', { proposal: originBy({ policy: policyOf(ALICE, ALICE_KEY, { application: 'clearnode' }) }) }],
    ['the origin of a submitter who is not a participant', {
      proposal: { submitter: MALLORY.address, origin: { creator: MALLORY.address, signature: signRaw(ORIGIN_DIGEST, MALLORY), policy: null } },
    }],
  ])('a proposal is accepted with %s', (_, change) => {
    expect(check(change)).toBe('accepted')
  })
})

describe('the node, the session and the signer of a proposal', () => {
  it.each<[NitroliteErrorCode, string, Case]>([
    ['PROPOSAL_OTHER_NODE', 'a stamp as another kind of node uses it', { proposal: { stamp: { by: 'version', version: 5 } } }],
    ['SESSION_NOT_FOUND', 'another session than the one that was read', { proposal: { sessionId: `0x${'00'.repeat(32)}` } }],
    ['SESSION_NOT_OPEN', 'a session in a state that this version does not know', { session: { status: 'frozen' } }],
    ['SESSION_REOPENED', 'a share below zero', {
      session: { allocations: [{ participant: alice, asset: 'usdc', amount: '11' }, { participant: bob, asset: 'usdc', amount: '-1' }] },
    }],
    ['SIGNATURE_NOT_NEEDED', 'a signer whose last weight is zero', { session: { participants: weights([bob, 60], [alice, 60], [bob, 0]) } }],
    ['QUORUM_UNREACHABLE', 'weights that only count twice in a wrong sum', { session: { quorum: 120, participants: weights([alice, 50], [bob, 50], [alice, 50]) } }],
    ['QUORUM_UNREACHABLE', 'a quorum that needs a participant in lower case', { session: { participants: weights([alice.toLowerCase(), 50], [bob, 30], [carol, 20]) } }],
    ['QUORUM_UNREACHABLE', 'a quorum of zero', { session: { quorum: 0 } }],
  ])('a proposal is refused with %s for %s', (code, _, fault) => {
    expect(check(fault)).toBe(code)
  })

  it('a nitronode counts participants in any spelling', () => {
    const session = cosignedSession({ agreesFirst: true, participants: weights([alice, 50], [bob.toLowerCase(), 30], [carol, 20]) })
    const proposal = nitronodeProposal()
    expect(() => checkProposal(proposal, nitronodeFacts({ session }), sampleTexts())).not.toThrow()
  })
})

describe('the assets and amounts of a proposal', () => {
  const held = cosignedSession().assets
  it.each<[NitroliteErrorCode, string, Case]>([
    ['PROPOSAL_ASSETS_MISMATCH', 'an asset that is left out', { proposal: { assets: [USDC], rows: [usdc] } }],
    ['PROPOSAL_ASSETS_MISMATCH', 'an asset of which the session holds nothing', { proposal: { assets: [{ symbol: 'eth', scale: 18 }, USDC, WETH], rows: [[0n, 0n, 0n], usdc, weth] } }],
    ['PROPOSAL_ASSETS_MISMATCH', 'a Cyrillic letter in a symbol', { proposal: { assets: [{ symbol: 'usdс', scale: 7 }, WETH] } }],
    ['PROPOSAL_ASSETS_MISMATCH', 'a Cyrillic letter in a symbol of the session', {
      proposal: { assets: [{ symbol: 'usdс', scale: 7 }], rows: [usdc] }, facts: { nodeAssets: ['usdс'] },
      session: { assets: [{ symbol: 'usdс', decimals: 6, scale: 7, total: '10' }], allocations: [] },
    }],
    ['PROPOSAL_ASSETS_MISMATCH', 'another scale', { proposal: { assets: [{ symbol: 'usdc', scale: 6 }, WETH] } }],
    ['PROPOSAL_ASSETS_MISMATCH', 'the same asset twice', { proposal: { assets: [USDC, WETH, WETH], rows: [usdc, weth, weth] } }],
    ['PROPOSAL_ASSETS_MISMATCH', 'assets in another order', { proposal: { assets: [WETH, USDC], rows: [weth, usdc] } }],
    ['PROPOSAL_ROWS_INCOMPLETE', 'one amount too many', { proposal: { rows: [[...usdc, 0n], weth] } }],
    ['PROPOSAL_ROWS_INCOMPLETE', 'a list of amounts too many', { proposal: { rows: [usdc, weth, usdc] } }],
    ['PROPOSAL_ROWS_INCOMPLETE', 'no amounts for an asset', { proposal: { rows: [usdc] } }],
    ['PROPOSAL_SUM_MISMATCH', 'a total that has grown since', { session: { assets: held.map(asset => asset.symbol === 'usdc' ? { ...asset, total: '10.0000001' } : asset) } }],
    ['PROPOSAL_SUM_MISMATCH', 'one base unit too little in the last asset', { proposal: { rows: [usdc, [0n, 5n * 10n ** 17n, 5n * 10n ** 17n - 1n]] } }],
  ])('a proposal is refused with %s for %s', (code, _, fault) => {
    expect(check(fault)).toBe(code)
  })

  it('a ClearNode may pay fractions that only the ledger has, and a new split of a nitronode may not have them', () => {
    const rows = [[70_000_001n, 19_999_999n, 10_000_000n], weth]
    expect(check({ proposal: { rows } })).toBe('accepted')
    expect(() => checkProposal(nitronodeProposal({ rows }), nitronodeFacts(), sampleTexts()))
      .toThrow(refusal('PROPOSAL_AMOUNT_INVALID', { amount: '7.0000001', asset: 'usdc' }))
  })

  it('a single close on a nitronode is accepted only with the present split', () => {
    const present = [[50_000_000n, 49_999_999n, 1n], [0n, 25n * 10n ** 16n, 75n * 10n ** 16n]]
    expect(() => checkProposal(nitronodeProposal({ kind: 'close', rows: present }), nitronodeFacts(), sampleTexts())).not.toThrow()
    expect(() => checkProposal(nitronodeProposal({ kind: 'close' }), nitronodeFacts(), sampleTexts()))
      .toThrow(expect.objectContaining({ code: 'PROPOSAL_STALE_VERSION' }))
  })

  it('a new split on a nitronode is accepted only if it differs from the present one', () => {
    const allocations = [ALICE, BOB].map(({ address }) => ({ participant: address, asset: 'usdc', amount: '5' }))
    const session = cosignedSession({ agreesFirst: true, allocations, assets: [{ symbol: 'usdc', decimals: 6, scale: 7, total: '10' }] })
    const change = { assets: [{ symbol: 'usdc', scale: 7 }], rows: [[50_000_000n, 50_000_000n, 0n]] }
    expect(() => checkProposal(nitronodeProposal({ ...change, kind: 'close' }), nitronodeFacts({ session }), sampleTexts())).not.toThrow()
    expect(() => checkProposal(nitronodeProposal(change), nitronodeFacts({ session }), sampleTexts()))
      .toThrow(expect.objectContaining({ code: 'PROPOSAL_STALE_VERSION' }))
  })

  it('the errors of wrong assets, amounts and sums name what is wrong', () => {
    const rows = [[80_000_000n, 20_000_000n, 10_000_000n], weth]
    expect(() => checkProposal(sampleProposal({ rows }), sampleFacts(), sampleTexts()))
      .toThrow(refusal('PROPOSAL_SUM_MISMATCH', { sum: '11', total: '10', asset: 'usdc' }))
    expect(() => checkProposal(sampleProposal({ assets: [] }), sampleFacts(), sampleTexts()))
      .toThrow(refusal('PROPOSAL_ASSETS_MISMATCH', { asset: 'usdc' }))
    expect(() => checkProposal(sampleProposal(), sampleFacts({ nodeAssets: ['usdc'] }), sampleTexts()))
      .toThrow(refusal('PROPOSAL_ASSETS_MISMATCH', { unfit: 'weth' }))
  })
})

describe('the session data of a proposal', () => {
  it.each([
    ['NUL', '\0', 'U+0000'], ['a line break', '\n', 'U+000A'], ['a delete', '\x7F', 'U+007F'], ['a right-to-left override', '\u202E', 'U+202E'],
    ['an isolate', '\u2066', 'U+2066'], ['an Arabic letter mark', '\u061C', 'U+061C'], ['a zero-width space', '\u200B', 'U+200B'],
    ['a zero-width joiner', '\u200D', 'U+200D'], ['a byte order mark', '\uFEFF', 'U+FEFF'], ['a soft hyphen', '\u00AD', 'U+00AD'],
    ['a character for private use', '\uE000', 'U+E000'], ['an unassigned character', '\u0378', 'U+0378'], ['a noncharacter', '\uFFFF', 'U+FFFF'],
    ['half of a pair', '\uD800', 'U+D800'], ['a tag', '\u{E0041}', 'U+E0041'], ['a line separator', '\u2028', 'U+2028'],
    ['a Hangul filler', '\u3164', 'U+3164'], ['an empty cell of Braille', '\u2800', 'U+2800'], ['a variation selector', '\uFE0F', 'U+FE0F'],
  ])('session data with %s are refused, and the error names the character', (_, character, name) => {
    expect(() => checkProposal(sampleProposal({ sessionData: `{"a":"${character}"}` }), sampleFacts(), sampleTexts()))
      .toThrow(refusal('PROPOSAL_DATA_SUSPICIOUS', { character: name }))
  })

  it('the limit of session data counts bytes, not characters', () => {
    expect(() => checkProposal(nitronodeProposal({ sessionData: 'é'.repeat(512) }), nitronodeFacts(), sampleTexts())).not.toThrow()
    expect(() => checkProposal(nitronodeProposal({ sessionData: 'é'.repeat(513) }), nitronodeFacts(), sampleTexts()))
      .toThrow(refusal('PROPOSAL_DATA_TOO_LONG', { bytes: 1_026, limit: 1_024 }))
  })
})

describe('the origin of a proposal', () => {
  it.each<[string, object]>([
    ['the policy of another key', { policy: policyOf(ALICE, MALLORY) }],
    ['a policy that another wallet signed', { policy: policyOf(ALICE, ALICE_KEY, {}, MALLORY) }],
    ['a policy of another wallet', { policy: policyOf(BOB, ALICE_KEY) }],
    ['a policy for another application', { policy: policyOf(ALICE, ALICE_KEY, { application: 'poker' }) }],
    ['a policy that was changed after it was signed', { policy: { ...policyOf(ALICE, ALICE_KEY, { application: 'poker' }), application: 'chess' } }],
    ['a policy whose end is not a number', { policy: { ...policyOf(ALICE, ALICE_KEY), expiresAt: NaN } }],
    ['a policy without a key', { policy: { ...policyOf(ALICE, ALICE_KEY), sessionKey: '0x12' } }],
    ['a key without a policy', { policy: null }],
    ['a signature that is not one', { signature: '0x12' }],
    ['the signature of another digest', { signature: signRaw(SESSION_ID, ALICE_KEY) }],
    ['another participant as creator', { creator: CAROL.address }],
    ['a creator that is not an address', { creator: 'Alice' }],
    ['a stranger as creator', { creator: MALLORY.address, signature: signRaw(ORIGIN_DIGEST, MALLORY), policy: null }],
  ])('a proposal is refused with PROPOSAL_ORIGIN_INVALID for %s', (_, change) => {
    expect(check({ proposal: originBy(change) })).toBe('PROPOSAL_ORIGIN_INVALID')
  })

  it('the origin of a proposal on a nitronode needs the policy in the form of a nitronode', () => {
    const proposal = nitronodeProposal({ origin: origin && { ...origin, policy: policyOf(ALICE, ALICE_KEY) } })
    expect(() => checkProposal(proposal, nitronodeFacts(), sampleTexts())).toThrow(expect.objectContaining({ code: 'PROPOSAL_ORIGIN_INVALID' }))
    expect(check({ proposal: originBy({ policy: nitronodePolicyOf(ALICE, ALICE_KEY) }) })).toBe('PROPOSAL_ORIGIN_INVALID')
    expect(clearnodeRules.proof.policySigner(policyOf(ALICE, ALICE_KEY))).toBe(alice)
  })
})
