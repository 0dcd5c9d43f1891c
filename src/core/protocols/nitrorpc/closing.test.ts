import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Attempt, ClosingPlan } from '../../closing/types'
import type { Connection } from '../../connection/types'
import { NitroliteError, type NitroliteErrorCode } from '../../errors/errors'
import type { AppSession } from '../../sessions/types'
import type { Hex } from '../../types'
import { createPrivateKey, sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import type { Login } from '../protocol'
import { digestOf, recoverNodeSigner } from './codec'
import { createNitroRpc } from './index'
import { BROKER, createRig, createWallet, OPTIONS, scriptConnection, type Answer } from '../../../../test/helpers/nitroRpcRig'
import { WANTED } from '../../../../test/helpers/wanted'

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

const plan: ClosingPlan = {
  wallet: ALICE, broker: BROKER.address, session, allocations: rows('0.7', '0.3'), sessionData: null,
  submissions: ['close'], baseline: [], funded: { usdc: '1' },
}

const CLOSED = { app_session_id: ID, application: '', status: 'closed', participants: null, version: 2 }

describe('proposing and signing', () => {
  const protocol = createNitroRpc(OPTIONS)

  it('two proposals for a ClearNode have the bytes that the node expects, and never the same ones', () => {
    const { connection } = scriptConnection(() => ({ params: null }))
    const one = protocol.propose(connection, plan, 'close', { earlier: [] })
    const two = protocol.propose(connection, { ...plan, sessionData: '{"n":"<&>"}' }, 'close', { earlier: [] })
    expect(one.text).toBe(`[${one.requestId},"close_app_session",{"app_session_id":"${ID}","allocations":[`
      + `{"participant":"${ALICE}","asset":"usdc","amount":"0.7"},{"participant":"${BOB}","asset":"usdc","amount":"0.3"}]},${one.ts}]`)
    expect(two.text).toContain(',"session_data":"{\\"n\\":\\"<&>\\"}"},')
    expect(two.ts).toBeGreaterThan(one.ts)
    expect(two.requestId).not.toBe(one.requestId)
    expect(one.digest).toBe(digestOf(one.text))
  })

  it('a close for a ClearNode is signed with the session key, and a signature by another key is detected', async () => {
    const { connection } = scriptConnection(() => ({ params: null }))
    const proposal = protocol.propose(connection, plan, 'close', { earlier: [] })
    const { signature, signer } = await protocol.sign({ connection, login }, plan, proposal, { earlier: [], signal: WANTED })
    expect(signer).toBe(KEY.address)
    expect(recoverNodeSigner(proposal.text, signature)).toBe(KEY.address)

    const wrong = { ...login, signer: { ...login.signer, signDigest: sessionKeyFromPrivateKey(createPrivateKey()).signDigest } }
    await expect(protocol.sign({ connection, login: wrong }, plan, proposal, { earlier: [], signal: WANTED })).rejects.toMatchObject({ code: 'SIGNER_MISMATCH' })
    const broken = { ...login, signer: { ...login.signer, signDigest: async () => '0x12' as const } }
    await expect(protocol.sign({ connection, login: broken }, plan, proposal, { earlier: [], signal: WANTED })).rejects.toMatchObject({ code: 'SIGNER_MISMATCH', info: { data: { actual: undefined } } })
  })
})

describe('submitting', () => {
  async function submit(answer: Answer | Error, key = BROKER as typeof BROKER | null, onLate = () => {}) {
    const protocol = createNitroRpc(OPTIONS)
    const script = scriptConnection(() => {
      if (answer instanceof Error) throw answer
      return answer
    }, { key })
    const proposal = protocol.propose(script.connection, plan, 'close', { earlier: [] })
    const { signature, signer } = await protocol.sign({ connection: script.connection, login }, plan, proposal, { earlier: [], signal: WANTED })
    const attempt: Attempt = { ...proposal, signatures: [signature], signers: [signer], policy: null, connection: 'socket-1' }
    const outcome = await protocol.submit(script.connection, plan, attempt, onLate)
    return { outcome, call: script.calls[0], attempt }
  }

  it('a closing is reported as landed when the ClearNode confirms with its signature that this session is closed', async () => {
    const { outcome, call, attempt } = await submit({ params: CLOSED })
    if (outcome.kind !== 'landed') throw new Error(outcome.kind)
    expect(recoverNodeSigner(outcome.responseText, outcome.responseSignatures[0] ?? '')).toBe(BROKER.address)
    expect(JSON.parse(outcome.responseText)).toMatchObject([attempt.requestId, 'close_app_session', CLOSED, expect.any(Number)])
    expect(call?.sig).toEqual(attempt.signatures)
    expect(call?.options).toMatchObject({ critical: true, deadline: Infinity, socket: 'socket-1' })
  })

  it.each<[string, Answer]>([
    ['another session', { params: { ...CLOSED, app_session_id: `0x${'cd'.repeat(32)}` } }],
    ['another status', { params: { ...CLOSED, status: 'open' } }],
    ['another method', { params: CLOSED, method: 'submit_app_state' }],
    ['null', { params: null }],
    ['something else', { params: [1, 2] }],
  ])('an answer of a ClearNode about %s proves nothing', async (_, answer) => {
    expect((await submit(answer)).outcome).toMatchObject({ kind: 'unknown', error: { code: 'RESPONSE_UNEXPECTED' } })
  })

  it.each([
    ['a closing', { params: CLOSED }],
    ['a refusal', { error: 'asset usdc not fully redistributed' }],
  ] as const)('an answer about %s that the ClearNode has not signed proves nothing', async (_, answer) => {
    expect((await submit(answer, null)).outcome).toMatchObject({ kind: 'unknown', error: { code: 'NODE_SIGNATURE_INVALID', data: { actual: undefined } } })
    const { outcome } = await submit(answer, KEY)
    expect(outcome).toMatchObject({ kind: 'unknown', error: { code: 'NODE_SIGNATURE_INVALID', data: { actual: KEY.address, expected: BROKER.address } } })
  })

  it.each<[string, NitroliteErrorCode]>([
    ['an open app session not found: record not found', 'SESSION_NOT_OPEN'],
    ['asset usdc not fully redistributed', 'ALLOCATION_NOT_REDISTRIBUTED'],
    ['invalid message timestamp', 'NODE_STAMP_REFUSED'],
    [`signature from unknown participant wallet ${KEY.address}`, 'SESSION_KEY_REPLACED'],
  ])('a closing is reported as refused after the ClearNode text “%s”', async (text, code) => {
    expect((await submit({ error: text })).outcome).toMatchObject({ kind: 'refused', error: { code } })
  })

  it.each([
    'failed to close application session', 'an error occurred while processing the request', 'failed to record a ledger entry : x',
    'failed to get session balance for asset usdc', 'failed to get app session balances: x', 'authentication failed', 'what is this',
  ])('a closing is reported as unknown after the ClearNode text “%s”', async text => {
    expect((await submit({ error: text })).outcome).toMatchObject({ kind: 'unknown', error: { data: { node: text } } })
  })

  it.each<[NitroliteErrorCode, 'refused' | 'unknown']>([
    ['NOT_CONNECTED', 'refused'], ['CONNECTION_LOST', 'unknown'], ['REQUEST_ABORTED', 'unknown'], ['REQUEST_TIMEOUT', 'unknown'],
  ])('a closing whose request to the ClearNode ends in %s is reported as %s', async (code, kind) => {
    expect((await submit(new NitroliteError(code))).outcome).toMatchObject({ kind, error: { code } })
  })

  it('a closing on a ClearNode is reported as unknown after any other error, and its submission never rejects', async () => {
    expect((await submit(new Error('boom'))).outcome).toMatchObject({ kind: 'unknown', error: { code: 'CLOSING_UNKNOWN' } })
  })

  describe('with an overdue answer', () => {
    beforeEach(() => { vi.useFakeTimers() })
    afterEach(() => { vi.useRealTimers() })

    function begin(close: number) {
      const onLate = vi.fn()
      let answer = (_: Answer): void => {}
      const { connection } = scriptConnection(() => new Promise<Answer>(resolve => { answer = resolve }))
      const protocol = createNitroRpc({ ...OPTIONS, timeouts: { ...OPTIONS.timeouts, close } })
      const attempt: Attempt = { ...protocol.propose(connection, plan, 'close', { earlier: [] }), signatures: [], signers: [], policy: null, connection: 'socket-1' }
      const outcome = protocol.submit(connection, plan, attempt, onLate)
      return { onLate, outcome, answer: (given: Answer) => answer(given) }
    }

    it('a submission to a ClearNode calls onLate once when its answer is overdue, and still accepts the answer', async () => {
      const { onLate, outcome, answer } = begin(1_000)
      await vi.advanceTimersByTimeAsync(999)
      expect(onLate).not.toHaveBeenCalled()
      await vi.advanceTimersByTimeAsync(100_000)
      expect(onLate).toHaveBeenCalledTimes(1)
      answer({ params: CLOSED })
      expect((await outcome).kind).toBe('landed')
      expect(vi.getTimerCount()).toBe(0)
    })

    it('a submission to a ClearNode without a time limit never calls onLate', async () => {
      const { onLate, outcome, answer } = begin(Infinity)
      await vi.advanceTimersByTimeAsync(1_000_000)
      expect(onLate).not.toHaveBeenCalled()
      answer({ params: CLOSED })
      await outcome
    })
  })
})

describe('on the embedded node', () => {
  async function attemptOn(rig: ReturnType<typeof createRig>, connection: Connection, by: Login, id: Hex): Promise<{ plan: ClosingPlan, attempt: Attempt }> {
    const basis = await rig.protocol.readPlanBasis(connection, id, by, { use: 'closed alone', totals: null, followers: 0 })
    const made = rig.protocol.planClosing(basis, { allocations: rows('0.7', '0.3'), sessionData: null }, by)
    const proposal = rig.protocol.propose(connection, made, 'close', { earlier: [] })
    const { signature, signer } = await rig.protocol.sign({ connection, login: by }, made, proposal, { earlier: [], signal: WANTED })
    return { plan: made, attempt: { ...proposal, signatures: [signature], signers: [signer], policy: by.policy, connection: connection.socketName ?? '' } }
  }

  it('a closing on the embedded ClearNode lands and pays once, and its payouts are read', async () => {
    const rig = createRig()
    const id = rig.openSession([ALICE, BOB])
    const { connection, login: by } = await rig.logIn(createWallet('alice'))
    const { plan: made, attempt } = await attemptOn(rig, connection, by, id)
    expect((await rig.protocol.submit(connection, made, attempt, () => {})).kind).toBe('landed')
    expect(rig.node.balances(ALICE)).toEqual([{ asset: 'usdc', amount: '0.7' }])
    expect(rig.node.balances(BOB)).toEqual([{ asset: 'usdc', amount: '0.3' }])
    expect(await rig.protocol.readLedger(connection, made)).toMatchObject({ payouts: rows('0.7', '0.3'), funded: { usdc: '1' } })
    expect((await rig.protocol.readSession(connection, id))).toMatchObject({ status: 'closed', assets: [{ total: '0' }] })
    connection.disconnect()
  })

  it('an attempt on the embedded ClearNode is never sent over another socket than the one that it names', async () => {
    const rig = createRig()
    const id = rig.openSession([ALICE, BOB])
    const wallet = createWallet('alice')
    const first = await rig.logIn(wallet)
    const { plan: made, attempt } = await attemptOn(rig, first.connection, first.login, id)
    const second = await rig.logIn(wallet)
    const outcome = await rig.protocol.submit(second.connection, made, attempt, () => {})
    expect(outcome).toMatchObject({ kind: 'refused', error: { code: 'NOT_CONNECTED' } })
    expect(rig.node.session(id)?.status).toBe('open')
    first.connection.disconnect()
    second.connection.disconnect()
  })

  it('an attempt signed by a replaced key is refused by the embedded ClearNode, and the key of the next login closes the session', async () => {
    const rig = createRig()
    const id = rig.openSession([ALICE, BOB])
    const wallet = createWallet('alice')
    const tab = await rig.logIn(wallet)
    // Another tab: the same wallet and application, its own memory.
    const otherTab = createNitroRpc(OPTIONS)
    const other = await rig.connect()
    await otherTab.authenticate(other, { kind: 'wallet', wallet }, WANTED)

    const lost = await attemptOn(rig, tab.connection, tab.login, id)
    expect(await rig.protocol.submit(tab.connection, lost.plan, lost.attempt, () => {})).toMatchObject({
      kind: 'refused', error: { code: 'SESSION_KEY_REPLACED', data: { signer: tab.login.signer.address } },
    })
    const again = await rig.logIn(wallet)
    const good = await attemptOn(rig, again.connection, again.login, id)
    expect((await rig.protocol.submit(again.connection, good.plan, good.attempt, () => {})).kind).toBe('landed')
    for (const each of [tab.connection, other, again.connection]) each.disconnect()
  })

  it('a session that was never funded is closed on the embedded ClearNode', async () => {
    const rig = createRig()
    const id = rig.openSession([ALICE, BOB], { allocations: [] })
    const { connection, login: by } = await rig.logIn(createWallet('alice'))
    const basis = await rig.protocol.readPlanBasis(connection, id, by, { use: 'closed alone', totals: null, followers: 0 })
    const made = rig.protocol.planClosing(basis, { allocations: [], sessionData: null }, by)
    const proposal = rig.protocol.propose(connection, made, 'close', { earlier: [] })
    const { signature, signer } = await rig.protocol.sign({ connection, login: by }, made, proposal, { earlier: [], signal: WANTED })
    const attempt = { ...proposal, signatures: [signature], signers: [signer], policy: by.policy, connection: connection.socketName ?? '' }
    expect((await rig.protocol.submit(connection, made, attempt, () => {})).kind).toBe('landed')
    expect(rig.node.session(id)?.status).toBe('closed')
    connection.disconnect()
  })
})
