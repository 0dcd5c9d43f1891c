import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scriptNitronode } from '../../../../test/helpers/nitronodeRig'
import { describeSplit } from '../../sessions/allocations'
import type { Allocation } from '../../sessions/types'
import type { Login } from '../protocol'
import { createPrivateKey, isOwnKey, sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import { ALICE, attemptOf, BOB, byKey, byWallet, ID, planOf, rowOf, sessionOf, split } from '../../../../test/helpers/nitronodeClosing'
import { areSameAllocations, judgeState, propose, sign, signedBefore, stateOf, submissionsFor } from './closing'
import type { StateSigner } from './stateSigner'
import { messageDigest, recoverStateSigner, updateDigest } from './digests'

const two = (usdc: readonly [string, string], weth: readonly [string, string]): Allocation[] =>
  [...split(...usdc), ...split(...weth).map(row => ({ ...row, asset: 'weth' }))]

describe('comparing allocations', () => {
  it.each<[string, Allocation[], Allocation[], boolean]>([
    ['the same rows', split('0.7', '0.3'), split('0.7', '0.3'), true],
    ['another order', split('0.7', '0.3'), split('0.7', '0.3').reverse(), true],
    ['trailing zeros', split('0.7', '0.3'), split('0.700', '0.30'), true],
    ['leading zeros', split('0.7', '0.3'), split('00.7', '0.3'), true],
    ['addresses in lower case', split('1', '1'), split('1', '1').map(row => ({ ...row, participant: row.participant.toLowerCase() })), true],
    ['a missing row of zero', split('1', '0'), split('1', '0').slice(0, 1), true],
    ['no rows and rows of zero', [], split('0', '0.000'), true],
    ['another amount', split('0.7', '0.3'), split('0.7', '0.4'), false],
    ['an amount with additional dust', split('0.7', '0.3'), split('0.7', '0.30000000000000000000000001'), false],
    ['swapped amounts', split('0.7', '0.3'), split('0.3', '0.7'), false],
    ['another asset', split('1', '0'), split('1', '0').map(row => ({ ...row, asset: 'weth' })), false],
    ['an asset in another case', split('1', '0'), split('1', '0').map(row => ({ ...row, asset: 'USDC' })), false],
    ['a missing row', split('0.7', '0.3'), split('0.7', '0.3').slice(0, 1), false],
    ['an additional row', split('0.7', '0').slice(0, 1), split('0.7', '0.3'), false],
  ])('areSameAllocations compares allocations with %s', (_, one, other, isSame) => {
    expect(areSameAllocations(one, other)).toBe(isSame)
    expect(areSameAllocations(other, one)).toBe(isSame)
  })
})

describe('the submissions of a closing', () => {
  it('a closing on nitronode with the present allocations needs one submission, however the amounts are written', () => {
    expect(submissionsFor(sessionOf(), split('1.000', '0'))).toEqual(['close'])
    expect(submissionsFor(sessionOf({ assets: [], allocations: [] }), [])).toEqual(['close'])
  })

  it('a closing on nitronode with new allocations needs two submissions', () => {
    expect(submissionsFor(sessionOf(), split('0.7', '0.3'))).toEqual(['operate', 'close'])
    expect(submissionsFor(sessionOf(), split('0.7000000', '0.300000000'))).toEqual(['operate', 'close'])
  })

  it('a closing on nitronode needs one submission if dust finer than the asset stays where it is', () => {
    const dusty = sessionOf({ allocations: split('0.7000001', '0.2999999') })
    expect(submissionsFor(dusty, split('0.7000001', '0.29999990'))).toEqual(['close'])
  })

  it('submissionsFor refuses new allocations with more decimals than nitronode accepts', () => {
    const dusty = sessionOf({ allocations: split('0.7000001', '0.2999999'), assets: [{ symbol: 'usdc', decimals: 6, scale: 7, total: '1' }] })
    expect(() => submissionsFor(dusty, split('0.5000001', '0.4999999'))).toThrow(expect.objectContaining({
      code: 'AMOUNT_TOO_PRECISE', info: expect.objectContaining({ data: { asset: 'usdc', amount: '0.5000001', scale: 6 } }),
    }))
    expect(submissionsFor(dusty, split('1', '0'))).toEqual(['operate', 'close'])
  })
})

describe('the state that is asked for', () => {
  const session = sessionOf({ allocations: two(['1', '0'], ['0.50', '2']) })

  it('an operate for nitronode lists everybody who gets or holds something, in the order of the plan, with the session data', () => {
    const allocations = two(['0', '1.50'], ['2.5', '0.0'])
    expect(stateOf(planOf({ session, allocations, sessionData: 'mine' }), 'operate')).toEqual({
      sessionId: ID, intent: 0, version: 5, sessionData: 'mine', allocations: [
        { participant: ALICE, asset: 'usdc', amount: '0' }, { participant: BOB, asset: 'usdc', amount: '1.5' },
        { participant: ALICE, asset: 'weth', amount: '2.5' }, { participant: BOB, asset: 'weth', amount: '0' },
      ],
    })
    const untouched = planOf({ session, allocations: two(['1', '0'], ['1', '1.5']) })
    expect(stateOf(untouched, 'operate').allocations).toEqual(two(['1', '0'], ['1', '1.5']).filter(({ amount }) => amount !== '0'))
  })

  it('a close for nitronode lists everybody who gets something, with the session data', () => {
    const plan = planOf({ session, allocations: two(['0', '1.50'], ['2.5', '0.0']), sessionData: '{"end":1}' })
    expect(stateOf(plan, 'close')).toEqual({
      sessionId: ID, intent: 3, version: 6, sessionData: '{"end":1}',
      allocations: [{ participant: BOB, asset: 'usdc', amount: '1.5' }, { participant: ALICE, asset: 'weth', amount: '2.5' }],
    })
  })

  it('a close for nitronode without an operate asks for the next version', () => {
    const plan = planOf({ submissions: ['close'], allocations: split('1', '0') })
    expect(stateOf(plan, 'close')).toMatchObject({ intent: 3, version: 5, sessionData: '', allocations: [{ participant: ALICE, amount: '1' }] })
  })

  it('a state for nitronode has amounts of any size in their shortest form', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 40 })
    fc.assert(fc.property(digits, digits, fc.nat(5), (whole, part, zeros) => {
      const written = `${'0'.repeat(zeros)}${whole}.${part}${'0'.repeat(zeros)}`
      const shortest = `${BigInt(whole)}.${part}`.replace(/\.?0+$/, match => match.startsWith('.') || part.length > 0 ? '' : match)
      const [row] = stateOf(planOf({ allocations: split(written, '0') }), 'operate').allocations
      expect(row?.amount).toBe(shortest)
    }))
  })
})

describe('proposing', () => {
  const { connection } = scriptNitronode(() => ({ payload: {} }))

  it('a proposal for nitronode has the text that the node expects, with a digest of the same state', () => {
    const proposal = propose(connection, planOf({ sessionData: '{"n":"<&>ü"}' }), 'close')
    expect(proposal.text).toBe(`{"app_session_id":"${ID}","intent":3,"version":"6","allocations":[`
      + `{"participant":"${ALICE}","asset":"usdc","amount":"0.7"},{"participant":"${BOB}","asset":"usdc","amount":"0.3"}],`
      + '"session_data":"{\\"n\\":\\"<&>ü\\"}"}')
    expect(proposal.submission).toBe('close')
    expect(proposal.digest).toBe(updateDigest({
      sessionId: ID, intent: 3, version: 6, allocations: split('0.7', '0.3'), sessionData: '{"n":"<&>ü"}',
    }))
  })

  it('two proposals for nitronode never have the same bytes, although the same state has the same digest', () => {
    const made = Array.from({ length: 50 }, () => propose(connection, planOf(), 'operate'))
    expect(new Set(made.map(({ requestId }) => requestId)).size).toBe(50)
    expect(made.map(({ ts }) => ts)).toEqual(made.map(({ ts }) => ts).sort())
    expect(new Set(made.map(({ ts }) => ts)).size).toBe(50)
    expect(new Set(made.map(({ digest }) => digest)).size).toBe(1)
    expect(propose(connection, planOf(), 'close').digest).not.toBe(made[0]?.digest)
  })
})

describe('signing', () => {
  const { connection } = scriptNitronode(() => ({ payload: {} }))
  const proposal = propose(connection, planOf(), 'close')
  const signerOf = ({ wallet, signer: { address, signDigest }, policy }: Login): StateSigner =>
    ({ wallet, address, policy, isTrusted: isOwnKey({ address, signDigest }), signMessage: digest => signDigest(messageDigest(digest)) })

  it.each([['a wallet', byWallet, '0xa1'], ['a key', byKey, '0xa2']] as const)('a signature by %s for nitronode begins with the kind of its signer', async (_, login, kind) => {
    const { signature, signer, policy } = await sign(proposal, signerOf(login))
    expect(signature.slice(0, 4)).toBe(kind)
    expect(signature).toHaveLength(2 + 2 * 66)
    expect([signer, recoverStateSigner(proposal.digest, signature)]).toEqual([login.signer.address, login.signer.address])
    expect(policy).toBe(login.policy)
  })

  it('signing for nitronode rejects a signature by another key and a malformed signature', async () => {
    const stranger = sessionKeyFromPrivateKey(createPrivateKey())
    const wrong = { ...byWallet, signer: { ...byWallet.signer, signDigest: stranger.signDigest } }
    await expect(sign(proposal, signerOf(wrong))).rejects.toMatchObject({
      code: 'SIGNER_MISMATCH', info: { data: { expected: ALICE, actual: stranger.address } },
    })
    const broken = { ...byWallet, signer: { ...byWallet.signer, signDigest: async () => '0x12' as const } }
    await expect(sign(proposal, signerOf(broken))).rejects.toMatchObject({ code: 'SIGNER_MISMATCH', info: { data: { actual: undefined } } })
  })

  it('signing for nitronode passes on the error of a wallet that declines', async () => {
    const declined = new Error('declined')
    const login = { ...byWallet, signer: { ...byWallet.signer, signDigest: () => Promise.reject(declined) } }
    await expect(sign(proposal, signerOf(login))).rejects.toBe(declined)
  })
})

describe('an earlier signature', () => {
  const { connection } = scriptNitronode(() => ({ payload: {} }))
  const proposal = propose(connection, planOf(), 'close')
  const { digest } = proposal
  const policy = {
    wallet: ALICE, sessionKey: BOB, application: 'test-app', scope: '', challenge: '', expiresAt: 1, signature: '0x' as const,
  }

  it('an earlier signature of the same nitronode state is used again, with the policy of its key', () => {
    const earlier = attemptOf({ digest, signatures: ['0xa2ff'], signers: [BOB], policy })
    expect(signedBefore(proposal, [attemptOf(), earlier], () => false)).toEqual({ signature: '0xa2ff', signer: BOB, policy })
  })

  it.each([
    ['another state', attemptOf({ signatures: ['0xa1ff'], signers: [ALICE] })],
    ['a key that has ended', attemptOf({ digest, signatures: ['0xa2ff'], signers: [BOB] })],
    ['an attempt without signatures', attemptOf({ digest, signatures: [], signers: [] })],
  ])('an earlier nitronode signature of %s is not used again', (_, earlier) => {
    expect(signedBefore(proposal, [earlier], key => key === BOB)).toBeNull()
  })
})

describe('judging a state by its session', () => {
  const asked = split('0.7', '0.3')
  const otherRows = split('0.1', '0.9')
  const zeroRows = split('0', '0')

  it.each<[submission: 'operate' | 'close', version: number, status: string, rows: Allocation[], kind: 'landed' | 'refused' | null]>([
    ['operate', 4, 'open', split('1', '0'), null],
    ['operate', 3, 'open', split('1', '0'), null],
    ['operate', 5, 'open', asked, 'landed'],
    ['operate', 5, 'open', [...asked].reverse(), 'landed'],
    ['operate', 5, 'open', otherRows, 'refused'],
    ['operate', 5, 'closed', zeroRows, 'refused'],
    ['operate', 5, 'closed', asked, 'refused'],
    ['operate', 6, 'open', asked, 'refused'],
    ['operate', 6, 'closed', zeroRows, 'refused'],
    ['operate', 4, 'closed', zeroRows, 'refused'],
    ['close', 4, 'open', split('1', '0'), null],
    ['close', 5, 'open', asked, null],
    ['close', 5, 'open', otherRows, 'refused'],
    ['close', 5, 'unknown', otherRows, null],
    ['close', 6, 'closed', zeroRows, 'landed'],
    ['close', 6, 'closed', [], 'landed'],
    ['close', 6, 'open', asked, 'refused'],
    ['close', 7, 'closed', zeroRows, 'refused'],
    ['close', 7, 'open', asked, 'refused'],
    ['close', 5, 'closed', zeroRows, 'refused'],
  ])('judgeState judges the %s when the session is at version %i and %s (row %#)', (submission, version, status, rows, kind) => {
    const outcome = judgeState(rowOf(version, status, rows), planOf(), submission)
    expect(outcome?.kind ?? null).toBe(kind)
    const held = status === 'open' ? `, ${describeSplit(rows)}` : ''
    const stateText = `version ${version}, ${status}${held}`
    if (outcome?.kind === 'refused') expect(outcome.error).toMatchObject({ code: 'SESSION_CHANGED', data: { node: stateText } })
  })

  it('judgeState judges a close without an operate by the next version', () => {
    const plan = planOf({ submissions: ['close'], allocations: split('1', '0') })
    expect(judgeState(rowOf(4, 'open', split('1', '0')), plan, 'close')).toBeNull()
    expect(judgeState(rowOf(5, 'closed', []), plan, 'close')).toEqual({ kind: 'landed', responseText: '', responseSignatures: [], isInferred: true })
    expect(judgeState(rowOf(5, 'open', otherRows), plan, 'close')?.kind).toBe('refused')
  })
})
