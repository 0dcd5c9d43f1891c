import { describe, expect, it } from 'vitest'
import {
  ALICE, BOB, CAROL, clearnodeRules, cosignedSession, MALLORY, nitronodeFacts, nitronodeProposal, sampleFacts, sampleProposal, sampleTexts, SESSION_ID,
} from '../../../../test/helpers/sampleProposal'
import type { AppSession } from '../../sessions/types'
import type { CloseProposal } from '../types'
import type { ProposalFacts } from './facts'
import { isSameReading } from './reading'
import { reviewProposal } from './reviewProposal'

const [alice, bob, carol] = [ALICE, BOB, CAROL].map(({ address }) => address) as [string, string, string]
const review = (proposal: Partial<CloseProposal> = {}, session: Partial<AppSession> = {}, facts: Partial<ProposalFacts> = {}) =>
  reviewProposal({ ...sampleProposal(), ...proposal }, sampleFacts({ session: cosignedSession(session), ...facts }), sampleTexts())

describe('the review of a proposal', () => {
  it('a review shows for everybody and each asset what they have, what they receive, and the difference', () => {
    const { rows, totals, kind, sessionId } = review()
    expect(rows).toEqual([
      { participant: alice, asset: 'usdc', isMine: false, before: '5', after: '7', difference: '2' },
      { participant: bob, asset: 'usdc', isMine: true, before: '4.9999999', after: '2', difference: '-2.9999999' },
      { participant: carol, asset: 'usdc', isMine: false, before: '0.0000001', after: '1', difference: '0.9999999' },
      { participant: alice, asset: 'weth', isMine: false, before: '0', after: '0', difference: '0' },
      { participant: bob, asset: 'weth', isMine: true, before: '0.25', after: '0.5', difference: '0.25' },
      { participant: carol, asset: 'weth', isMine: false, before: '0.75', after: '0.5', difference: '-0.25' },
    ])
    expect(totals).toEqual([{ asset: 'usdc', total: '10' }, { asset: 'weth', total: '1' }])
    expect({ kind, sessionId }).toEqual({ kind: 'close', sessionId: SESSION_ID })
  })

  it('a review is plain data that survives a store', () => {
    expect(JSON.parse(JSON.stringify(review()))).toEqual(review())
  })

  it('a review is refused like the proposal itself', () => {
    expect(() => review({ rows: [] })).toThrow(expect.objectContaining({ code: 'PROPOSAL_ROWS_INCOMPLETE' }))
  })

  it('a review shows the weights, who is needed, and that the others cannot close without me', () => {
    const { participants, quorum } = review({}, { quorum: 80 })
    expect(participants).toEqual([
      { address: alice, isMe: false, weight: 50, isNeeded: true, lookAlikes: [] },
      { address: bob, isMe: true, weight: 30, isNeeded: true, lookAlikes: [] },
      { address: carol, isMe: false, weight: 20, isNeeded: false, lookAlikes: [] },
    ])
    expect(quorum).toEqual({ needed: 80, reachable: 100, isReachedWithoutMe: false, canSplit: 'no' })
  })

  it('a review says when the others can close the session without me, and when two groups could close it separately', () => {
    expect(review().quorum).toMatchObject({ isReachedWithoutMe: true, canSplit: 'no' })
    expect(review({}, { quorum: 50 }).quorum).toMatchObject({ isReachedWithoutMe: true, canSplit: 'yes' })
  })

  it('a participant in lower case has no weight in a review', () => {
    const participants = [{ address: alice, weight: 60 }, { address: bob, weight: 30 }, { address: carol.toLowerCase(), weight: 20 }]
    expect(review({}, { participants }).participants.map(({ weight, isNeeded }) => [weight, isNeeded])).toEqual([[60, true], [30, false], [0, false]])
  })

  it('a review names addresses that look alike when only both ends are shown, also that of the submitter', () => {
    const twin = `${alice.slice(0, 6)}${'0'.repeat(32)}${alice.slice(-4)}`
    expect(review({ submitter: twin, origin: null }).participants.map(({ lookAlikes }) => lookAlikes)).toEqual([[twin], [], []])
    const participants = [{ address: alice, weight: 50 }, { address: bob, weight: 30 }, { address: twin, weight: 0 }]
    expect(review({}, { participants }).participants.map(({ lookAlikes }) => lookAlikes)).toEqual([[twin], [], [alice]])
  })

  it.each<[string, string | null, string | null, object]>([
    ['unchanged without new data', null, '{"move":12}', { change: 'unchanged', before: '{"move":12}', after: '{"move":12}' }],
    ['unchanged with the same data', '{"move":12}', '{"move":12}', { change: 'unchanged', before: '{"move":12}', after: '{"move":12}' }],
    ['changed', '{"move":13}', '{"move":12}', { change: 'changed', before: '{"move":12}', after: '{"move":13}' }],
    ['changed from nothing', 'x', null, { change: 'changed', before: null, after: 'x' }],
    ['erased', '', '{"move":12}', { change: 'erased', before: '{"move":12}', after: '' }],
    ['unchanged where there is nothing to erase', '', null, { change: 'unchanged', before: null, after: null }],
  ])('a review says that the session data are %s', (_, given, present, expected) => {
    expect(review({ sessionData: given }, { sessionData: present }).sessionData).toEqual(expected)
  })

  it('an empty text keeps the session data on a nitronode, and the review says so', () => {
    const { sessionData } = reviewProposal(nitronodeProposal({ sessionData: '' }), nitronodeFacts(), sampleTexts())
    expect(sessionData).toEqual({ change: 'unchanged', before: '{"move":12}', after: '{"move":12}' })
  })

  it('a review says whether the submitter is me, the one known before, or the first', () => {
    expect(review().submitter).toEqual({ address: alice, relation: 'first', isParticipant: true })
    expect(review({}, {}, { expectedSubmitter: alice }).submitter.relation).toBe('known')
    expect(review({ submitter: bob }).submitter.relation).toBe('me')
    expect(review({ submitter: MALLORY.address, origin: null }).submitter).toEqual({ address: MALLORY.address, relation: 'first', isParticipant: false })
  })

  it('a review names the creator only if the creator has proved it', () => {
    expect(review().creator).toBe(alice)
    expect(review({ origin: null }).creator).toBeNull()
  })

  it('a reading of a session is the same until version, status, totals, split or data change', () => {
    const { reading } = review()
    const respelled = cosignedSession().allocations.map(row => row.amount === '5' ? { ...row, amount: '5.0' } : row)
    expect(isSameReading(reading, cosignedSession({ updatedAt: 'later', allocations: respelled }))).toBe(true)
    const swapped = cosignedSession().allocations.map(row => row.amount === '5' ? { ...row, amount: '5.1' } : row)
    for (const change of [{ version: 5 }, { status: 'closed' }, { sessionData: null }, { assets: [] }, { allocations: swapped }]) {
      expect(isSameReading(reading, cosignedSession(change))).toBe(false)
    }
  })

  it('a session of 200 participants and 5 assets is reviewed completely', () => {
    const addresses = Array.from({ length: 199 }, (_, index) => `0x${(index + 16 ** 5).toString(16).padStart(40, '1')}`)
    const participants = [{ address: bob, weight: 2 ** 62 }, ...addresses.map((address, index) => ({ address, weight: 2 ** 61 + index * 1_000_000 }))]
    const symbols = ['a', 'b', 'c', 'd', 'e']
    const session = cosignedSession({
      participants, quorum: 2 ** 62, assets: symbols.map(symbol => ({ symbol, decimals: 6, scale: 6, total: '0.0002' })),
      allocations: symbols.flatMap(asset => participants.map(({ address }) => ({ participant: address, asset, amount: '0.000001' }))),
    })
    const proposal = sampleProposal({
      origin: null, assets: symbols.map(symbol => ({ symbol, scale: 6 })), rows: symbols.map(() => participants.map(() => 1n)),
    })
    const rules = { ...clearnodeRules, spelling: 'lower case' as const }
    const { rows, quorum } = reviewProposal(proposal, sampleFacts({ session, nodeAssets: symbols, rules }), sampleTexts())
    expect(rows).toHaveLength(1_000)
    expect(quorum.canSplit).toBe('unknown')
  })
})
