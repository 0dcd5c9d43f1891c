import { describe, expect, it } from 'vitest'
import { attemptIn, draftOf, known, planOf, sharedDraft, verdictOf } from '../../../../test/helpers/knownClosing'
import { refusal, sentOnce, start } from '../../../../test/helpers/scriptedClosings'
import { ALICE, createScriptedNode, landed, payouts } from '../../../../test/helpers/scriptedProtocol'
import { sampleRecord } from '../../../../test/helpers/sampleRecord'
import { describeError, NitroliteError } from '../../errors/errors'
import type { HistoryEntry } from '../../history/types'
import type { Proposal } from '../types'
import type { Action } from './action'
import type { Evidence } from './evidence'
import { logAction, logEvidence } from './log'
import { show } from './show'

const { attempt } = attemptIn('written', { id: 7 })
const K = known({ attempts: [attemptIn('void', { id: 6 }), attemptIn('doubtful', { id: 7 })] })
const ERROR = new NitroliteError('WALLET_REJECTED')
const ENTRY = { state: 'superseded' } as HistoryEntry

/** An example of every kind of evidence, and the details that the log gives. The compiler misses none of them. */
const EVIDENCE: { readonly [Kind in Evidence['kind']]: readonly (readonly [Omit<Extract<Evidence, { kind: Kind }>, 'kind'>, details: string])[] } = {
  'turn': [[{ isOurs: true }, 'ours'], [{ isOurs: false }, 'theirs']],
  'turn lost': [[{}, '']],
  'heard': [[{ snapshot: show(known(), { do: 'plan' }) }, 'signing']],
  'planned': [[{ plan: planOf('operate', 'close') }, 'operate, close']],
  'signed': [[{ draft: draftOf(7) }, 'close, request 7']],
  'co-signed': [[{ signature: { participant: ALICE, signer: ALICE, signatures: ['0xaa'], policy: null, endsAt: null } }, `by ${ALICE}`]],
  'ready': [[{ participants: [ALICE] }, ALICE]],
  'stamped': [[{ draft: draftOf(7) }, 'close, request 7']],
  'draft kept': [[{ draft: draftOf(7) }, '1 signatures']],
  'slot taken': [[{}, '']],
  'others told': [[{}, '']],
  'session checked': [[{ begunAt: 0, isUnchanged: true }, 'unchanged'], [{ begunAt: 0, isUnchanged: false }, 'changed']],
  'record changed': [[{}, '']],
  'draft overtaken': [[{}, '']],
  'offered': [[{ attempts: [attempt] }, 'attempt 7'], [{ attempts: [attempt, attempt] }, 'attempts 7,7']],
  'written': [[{ attempts: [attempt] }, 'attempt 7']],
  'overtaken': [[{ attempts: [attempt] }, 'attempt 7']],
  'taken': [[{ attempts: [attempt] }, 'attempt 7']],
  'sent': [[{ attempt }, 'attempt 7']],
  'overdue': [[{ attempt }, 'attempt 7']],
  'answered': [
    [{ attempt, outcome: landed }, 'attempt 7: landed'],
    [{ attempt, outcome: { kind: 'refused', error: refusal } }, 'attempt 7: refused ALLOCATION_SUM_MISMATCH'],
    [{ attempt, outcome: { kind: 'unknown', error: describeError('CONNECTION_LOST') } }, 'attempt 7: unknown CONNECTION_LOST'],
  ],
  'witness reached': [[{}, '']],
  'looked': [
    [{ begunAt: 0, isClosed: false, payout: null, outcomes: new Map() }, 'open'],
    [{ begunAt: 0, isClosed: true, payout: null, outcomes: new Map([[6, { kind: 'refused' as const, error: refusal }], [7, landed]]) }, 'closed, attempt 6: refused, attempt 7: landed'],
  ],
  'probed': [
    [{ fenced: new Set([6, 7]), expectedAt: 0, canRevoke: false }, 'cannot start: 6, 7'],
    [{ fenced: new Set(), expectedAt: 0, canRevoke: false }, 'cannot start: none'],
  ],
  'renewed': [[{}, '']],
  'agreed': [[{ error: ERROR }, 'WALLET_REJECTED']],
  'continued': [[{}, '']],
  'record': [[{ record: sampleRecord() }, '1 attempts'], [{ record: null }, 'none']],
  'payouts': [[{ verdict: verdictOf('incomplete', payouts('0.7', '0.3')) }, 'incomplete, 2 rows']],
  'ending': [[{ entry: ENTRY }, 'superseded'], [{ entry: null }, 'unknown']],
  'ending kept': [[{ result: 'closed' }, 'closed']],
  'removed': [[{ how: 'removed' }, 'removed'], [{ how: 'others' }, 'others'], [{ how: 'gone' }, 'gone']],
  'stopped': [[{}, '']],
  'left open': [[{}, '']],
  'archive wanted': [[{}, '']],
  'archived': [[{}, '']],
  'resumed': [[{}, '']],
  'hint': [[{}, '']],
  'key revoked': [[{}, '']],
  'protocol': [[{ isOther: true }, 'another one'], [{ isOther: false }, 'the same']],
  'failed': [[{ action: { do: 'read payouts', by: 'wallet' }, error: ERROR }, 'read payouts: WALLET_REJECTED']],
}

/** The same for every action. */
const ACTIONS: { readonly [Do in Action['do']]: readonly (readonly [Omit<Extract<Action, { do: Do }>, 'do'>, details: string])[] } = {
  'await answer': [[{}, '']],
  'gather': [[{ until: 5 }, '']],
  'collect': [[{ draft: sharedDraft([ALICE]), until: 5 }, '1 signatures of 1']],
  'keep draft': [[{ draft: sharedDraft([ALICE]) }, '1 signatures of 1']],
  'stamp': [[{}, '']],
  'check session': [[{}, '']],
  'tell others': [[{}, '']],
  'take slot': [[{}, '']],
  'offer': [[{ attempts: [attemptIn('written').attempt] }, 'attempt 1'], [{ attempts: [attempt, attempt] }, 'attempts 7,7']],
  'wait': [
    [{ until: 5, phase: null, expectedAt: null }, 'until 5'],
    [{ until: 5, phase: 'settling', expectedAt: 9 }, 'until 5, settling, expected 9'],
  ],
  'hold': [[{ until: 5 }, 'until 5']],
  'take turn': [[{}, '']],
  'plan': [[{}, '']],
  'sign': [[{ submission: 'close', isFresh: false }, 'close'], [{ submission: 'operate', isFresh: true }, 'operate, longest window']],
  'write': [[{ attempts: [attempt] }, 'attempt 7']],
  'send': [[{ attempt }, 'attempt 7']],
  'look': [[{ attempts: [attempt], by: 'wallet' }, 'attempts 7 by wallet']],
  'probe': [[{ attempts: [attempt, attempt], by: 'witness' }, 'attempts 7,7 by witness']],
  'renew': [[{ reason: 'the socket is stuck' }, 'the socket is stuck']],
  'agree': [[{ error: ERROR }, 'WALLET_REJECTED']],
  'continue': [[{}, '']],
  'read payouts': [[{ by: 'witness' }, 'by witness']],
  'read record': [[{}, '']],
  'look up ending': [[{}, '']],
  'keep ending': [[{ result: 'overpaid' }, 'overpaid']],
  'archive': [[{}, '']],
  'remove record': [[{}, '']],
  'end': [
    [{ as: { state: 'failed', error: ERROR } }, 'failed, WALLET_REJECTED'],
    [{ as: { state: 'paid' } }, 'paid'],
    [{ as: { state: 'as in history', entry: ENTRY } }, 'as in history'],
    [{ as: { state: 'as heard' } }, 'as heard'],
  ],
}

const STAGES = { 6: 'void', 7: 'doubtful' }

const evidenceRows = Object.entries(EVIDENCE).flatMap(([kind, examples]) =>
  examples.map(([parts, details]) => ({ kind, details, evidence: { kind, ...parts } as Evidence })))
const actionRows = Object.entries(ACTIONS).flatMap(([name, examples]) =>
  examples.map(([parts, details]) => ({ name, details, action: { do: name, ...parts } as Action })))

it.for(evidenceRows)('the log of the evidence "$kind" says "$details"', ({ kind, details, evidence }) => {
  expect(logEvidence(evidence, K, 42)).toEqual({ at: 42, type: 'evidence', name: kind, details, attempts: STAGES })
})

it.for(actionRows)('the log of the action "$name" says "$details"', ({ name, details, action }) => {
  expect(logAction(action, K, 42)).toEqual({ at: 42, type: 'action', name, details, attempts: STAGES })
})

it('the log of a closing without attempts lists no stages', () => {
  expect(logAction({ do: 'plan' }, known(), 42).attempts).toEqual({})
})

describe('the log of a whole closing', () => {
  const secretOf = (kind: string, id: number) => `0x${kind}${String(id).padStart(4, '0')}${'d'.repeat(16)}` as const
  const textOf = (id: number) => `[${id},"close_app_session",[{"session_data":"confidential"}]]`

  const ANSWER = { kind: 'landed' as const, responseText: '[1,"confidential answer"]', responseSignatures: [secretOf('a5', 1)] }

  /** A node whose proposals, signatures and answers can be told from everything else in a log. */
  const secretiveNode = () => {
    let proposals = 0
    return createScriptedNode({
      protocol: {
        propose: (_connection, _plan, submission): Proposal => {
          proposals += 1
          return { submission, requestId: proposals, ts: 9_000_000 + proposals, text: textOf(proposals), digest: secretOf('d1', proposals) }
        },
        sign: async (_access, _plan, { requestId }) => ({
          signature: secretOf('51', requestId), signer: ALICE,
          policy: {
            wallet: ALICE, sessionKey: ALICE, application: 'test-app', scope: 'app.close', expiresAt: 5, challenge: 'confidential-challenge',
            signature: secretOf('50', requestId),
          },
        }),
      },
    })
  }

  /** Everything secret that the attempts and the node's answer contain. */
  const secretsOf = ({ sent }: ReturnType<typeof secretiveNode>): string[] => [
    'confidential', ANSWER.responseText, ...ANSWER.responseSignatures,
    ...sent.flatMap(({ text, digest, signatures, policy }) => [text, digest, ...signatures, policy?.signature ?? '', JSON.stringify(text)]),
  ].flatMap(secret => secret.startsWith('0x') ? [secret, secret.slice(2)] : [secret])

  /** A closing that was sent once and paid. */
  async function closeWell() {
    const { node, close } = start(secretiveNode())
    const closing = close()
    await sentOnce(node)
    node.booked = payouts('0.7', '0.3')
    node.answer(ANSWER)
    await closing
    return { node, closing }
  }

  it('the log of a closing that goes well contains no signature, signed text or digest', async () => {
    const { node, closing } = await closeWell()
    const log = JSON.stringify(closing.log())
    expect(closing.log().map(({ name }) => name)).toEqual(expect.arrayContaining(['planned', 'signed', 'written', 'send', 'sent', 'answered', 'payouts', 'removed']))
    const secrets = secretsOf(node)
    expect(secrets.length).toBeGreaterThan(10)
    expect(secrets.filter(secret => log.includes(secret))).toEqual([])
  })

  it('the log of a closing that was sent twice and watched contains no signature, signed text or digest of any attempt', async () => {
    const { node, close } = start(secretiveNode())
    const closing = close()
    await sentOnce(node)
    node.late()
    node.isFenced = true
    expect(await node.time.runUntil(() => node.sent.length === 2)).toBe(true)
    node.booked = payouts('0.7', '0.3')
    node.answer(ANSWER)
    expect(await node.time.runUntil(() => closing.log().some(({ name }) => name === 'end'))).toBe(true)
    const log = closing.log()
    expect(log.map(({ name }) => name)).toEqual(expect.arrayContaining(['overdue', 'looked', 'probe', 'probed', 'wait', 'ending kept', 'removed']))
    expect(log.at(-1)).toMatchObject({ name: 'end', details: 'paid', attempts: { 1: 'void', 2: 'landed' } })
    expect(secretsOf(node).filter(secret => JSON.stringify(log).includes(secret))).toEqual([])
  })

  it('the log of a closing that the node refused in its own words contains no signature, signed text or digest', async () => {
    const { node, close } = start(secretiveNode())
    const closing = close()
    await sentOnce(node)
    const [attempt] = node.sent
    node.answer({ kind: 'refused', error: describeError('NODE_UNKNOWN_ERROR', { text: `cannot accept ${attempt?.text ?? ''} ${attempt?.signatures.join() ?? ''}` }) })
    await expect(closing).rejects.toMatchObject({ code: 'NODE_UNKNOWN_ERROR' })
    expect(secretsOf(node).filter(secret => JSON.stringify(closing.log()).includes(secret))).toEqual([])
  })

  it('the log of a closing says only once that an attempt was sent', async () => {
    const { closing } = await closeWell()
    expect(closing.log().filter(({ name }) => name === 'sent')).toHaveLength(1)
  })

  it('the log of a closing lists evidence and actions in the order in which they happened', async () => {
    const { closing } = await closeWell()
    const log = closing.log()
    expect(log.map(({ at }) => at)).toEqual(log.map(({ at }) => at).sort((one, other) => one - other))
    expect(log.slice(0, 9).map(({ type, name }) => `${type} ${name}`)).toEqual([
      'action take turn', 'evidence turn', 'action plan', 'evidence planned', 'action sign', 'evidence signed', 'action write', 'evidence written', 'action send',
    ])
  })
})
