import { describe, expect, it } from 'vitest'
import { actionFor, attemptIn, known, looked, NOW, planInRounds, planTogether, SETTLE, sharedDraft, signatureOf } from '../../../../test/helpers/knownClosing'
import { ALICE, BOB } from '../../../../test/helpers/scriptedProtocol'
import { describeError, type NitroliteErrorCode } from '../../errors/errors'
import type { Address } from '../../types'
import { keptDraft, recordOf, withOutcomes, withSignatureOf } from '../record'
import type { ClosingPlan } from '../types'
import type { DraftSignature } from './attempts'
import { canStop } from './facts'
import { knowledgeAtStart, type Knowledge } from './knowledge'
import { learn } from './learn'
import { MOST_FRESH_STAMPS, ROUND_PAUSE } from './pauses'
import { show } from './show'
import { attemptsFrom } from './signers'

const CAROL: Address = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'
const OLD_KEY: Address = '0x00000000000000000000000000000000000000b1'
const NEW_KEY: Address = '0x00000000000000000000000000000000000000b2'
const TIMERS = { elapsed: () => NOW.at, now: () => 5_000 }

const byKey = (signer: Address, participant = BOB): DraftSignature => ({ ...signatureOf(participant), signer, signatures: [`0x${signer.slice(-2)}`] })

/** A plan of Alice, Bob and Carol. Any two of them reach the quorum. */
const planOfThree = (plan: ClosingPlan = planTogether('submitter')): ClosingPlan =>
  ({ ...plan, session: { ...plan.session, participants: [ALICE, BOB, CAROL].map(address => ({ address, weight: 1 })), quorum: 2 } })

/** Alice has sent her signature and that of Bob's key. */
function sent(plan = planOfThree(), spares: readonly DraftSignature[] = []): Knowledge {
  const draft = { ...sharedDraft([]), signatures: [byKey(OLD_KEY), signatureOf(ALICE), ...spares] }
  const k = known({ plan, draft, store: { record: 'kept' } })
  const attempts = attemptsFrom(plan, draft)
  const [attempt] = attempts
  if (!attempt) throw new Error('The draft makes an attempt.')
  return learn(learn(k, { kind: 'written', attempts }, NOW.at), { kind: 'sent', attempt }, NOW.at)
}

/** The node refuses the newest attempt. */
function refused(k: Knowledge, code: NitroliteErrorCode, data = {}): Knowledge {
  const last = k.attempts.at(-1)
  if (!last) throw new Error('An attempt was sent.')
  return learn(k, { kind: 'answered', attempt: last.attempt, outcome: { kind: 'refused', error: describeError(code, data) } }, NOW.at)
}

const refusedKey = (k: Knowledge, signer: Address = OLD_KEY): Knowledge => refused(k, 'SESSION_KEY_REPLACED', { signer })
const signed = (k: Knowledge, signature: DraftSignature): Knowledge => learn(k, { kind: 'co-signed', signature }, NOW.at)
const written = (k: Knowledge): Knowledge => {
  if (!k.draft || !k.plan) throw new Error('A draft is there.')
  const { draft } = k
  return learn(learn(k, { kind: 'draft kept', draft: sharedDraft([]) }, NOW.at), { kind: 'written', attempts: attemptsFrom(k.plan, draft) }, NOW.at)
}
const signersOf = ({ draft }: Knowledge): Address[] => draft?.signatures.map(({ signer }) => signer) ?? []
/** The journal holds the draft. */
const kept = (k: Knowledge): Knowledge => ({ ...k, draft: k.draft && { ...k.draft, isKept: true } })

describe('after the node has refused one signature', () => {
  it.for(['SESSION_KEY_REPLACED', 'SESSION_KEY_EXPIRED', 'SESSION_KEY_WRONG_APPLICATION'] as const)('after a signature was refused with %s, the submitter collects again without it', (code) => {
    const k = refused(sent(), code, { signer: OLD_KEY })
    expect([signersOf(k), actionFor(k), actionFor(kept(k))]).toEqual([[ALICE], 'keep draft 1 signatures of 1', 'collect 1 signatures of 1'])
    expect(show(kept(k), { do: 'gather', until: Infinity }).state).toBe('collecting')
  })

  it('after a refused signature, the submitter sends the same bytes with a spare signature at once', () => {
    const k = kept(refusedKey(sent(planOfThree(), [signatureOf(CAROL)])))
    expect(actionFor(k)).toBe('write attempt 1')
    const again = written(k)
    expect(again.attempts.map(({ stage, attempt: { requestId, signers } }) => [stage, requestId, signers])).toEqual([
      ['refused', 1, [ALICE, OLD_KEY]],
      ['written', 1, [ALICE, CAROL]],
    ])
    expect(actionFor(again)).toBe('send attempt 1')
  })

  it('a refused signature does not count again, and a new one of the same participant does', () => {
    const k = refusedKey(sent())
    expect(signersOf(signed(k, byKey(OLD_KEY)))).toEqual([ALICE])
    expect(signersOf(signed(k, byKey(NEW_KEY)))).toEqual([ALICE, NEW_KEY])
  })

  it('a participant whose second key is refused cannot sign the same bytes a third time', () => {
    const again = kept(signed(refusedKey(sent()), byKey(NEW_KEY)))
    const twice = refusedKey(written(again), NEW_KEY)
    expect(signersOf(signed(twice, byKey(CAROL, BOB)))).toEqual([ALICE])
    expect(signersOf(signed(twice, signatureOf(CAROL)))).toEqual([ALICE, CAROL])
  })

  it('the submitter gives up when its own key is over, because replies can no longer be opened', () => {
    const k = refusedKey(sent(), ALICE)
    expect(k.draft).toBeNull()
    expect(actionFor({ ...k, node: { ...k.node, ...looked(false) } })).toBe('remove record')
  })

  it('the submitter gives up after a refusal that is not about a signature', () => {
    const k = refused(sent(), 'ALLOCATION_NOT_REDISTRIBUTED')
    expect([k.draft, actionFor(k)]).toEqual([null, 'remove record'])
  })

  it('a signature that another tab has written into the record does not count again if the node has refused it', () => {
    const k = kept(refusedKey(sent()))
    if (!k.draft?.shared) throw new Error('The submitter collects again.')
    const draft = keptDraft({ ...k.draft, shared: k.draft.shared }, TIMERS)
    const record = recordOf(k, planOfThree(), { draft })
    expect(withSignatureOf(record, byKey(OLD_KEY), 'nlp1.x')).toBeNull()
    const stale = { ...record, draft: { ...draft, refused: [], signatures: [...draft.signatures, byKey(OLD_KEY)] } }
    const read = learn({ ...k, store: { ...k.store, record: 'overtaken' } }, { kind: 'record', record: stale }, NOW.at)
    expect([signersOf(read), read.draft?.refused, actionFor(read)]).toEqual([[ALICE], [{ participant: BOB, signer: OLD_KEY }], 'keep draft 1 signatures of 1'])
  })

  it('a message of which not one byte has reached a socket is sent again with the same signatures', () => {
    const k = refused(sent(), 'NOT_CONNECTED')
    expect([signersOf(k), k.attempts, actionFor(k)]).toEqual([[OLD_KEY, ALICE], [], 'write attempt 1'])
  })

  it('the submitter can stop after the node has refused a signature', () => {
    const k = kept(refusedKey(sent()))
    expect(canStop(k)).toBe(true)
    expect(actionFor(learn(k, { kind: 'stopped' }, NOW.at))).toBe('remove record')
  })

  it('the submitter fails once the time to sign is over, if approving is signing', () => {
    expect(actionFor(kept(refusedKey(sent())), { at: NOW.at + 10_000 })).toBe('remove record')
  })
})

describe('in rounds, after the node has refused', () => {
  const inRounds = (): Knowledge => ({ ...sent(planOfThree({ ...planInRounds() })), ready: [BOB] })
  const later = (k: Knowledge, action: string, ms = 10_000 + SETTLE + ROUND_PAUSE): void => { expect(actionFor(k, { at: NOW.at + ms })).toBe(action) }

  it('after the node has refused one signature, the next round begins once nobody can use the bytes of this one', () => {
    const k = kept(refusedKey(inRounds()))
    expect(actionFor(k)).toBe('collect 1 signatures of 1')
    later(k, 'stamp')
  })

  it('after the node has refused bytes that were too old, the next round begins after the time of these bytes', () => {
    const k = refused(inRounds(), 'NODE_STAMP_REFUSED')
    expect(actionFor(k)).toBe(`wait ${(SETTLE + ROUND_PAUSE) / 1000} s`)
    later(k, 'stamp', SETTLE + ROUND_PAUSE)
  })

  it('after the node has refused the bytes of many rounds as too old, the submitter gives up', () => {
    let k = inRounds()
    const { collected } = k
    for (let round = 1; round <= MOST_FRESH_STAMPS; round += 1) {
      k = refused(k, 'NODE_STAMP_REFUSED')
      expect(k.draft).not.toBeNull()
      const draft = { ...collected, proposals: collected?.proposals.map(proposal => ({ ...proposal, requestId: round + 1 })) } as Knowledge['collected']
      if (!draft || !k.plan) throw new Error('The next round has a draft.')
      k = learn({ ...k, draft }, { kind: 'written', attempts: attemptsFrom(k.plan, draft) }, NOW.at)
    }
    k = refused(k, 'NODE_STAMP_REFUSED')
    expect([k.draft, actionFor(k)]).toEqual([null, 'remove record'])
  })
})

describe('the record of an attempt that was made from a draft', () => {
  const plan = planOfThree()
  const start = (k: Knowledge, record: ReturnType<typeof recordOf>): Knowledge => {
    const { id, sessionId, startedAt, node } = k
    return learn(knowledgeAtStart({ id, sessionId, startedAt, node, now: 5_000, request: null }, record, NOW.at), { kind: 'turn', isOurs: true }, NOW.at)
  }
  const recordWith = (k: Knowledge) => recordOf(k, plan, { draft: k.collected && keptDraft(k.collected, TIMERS) })

  it('the record of an attempt that was made from a draft takes no more signatures while the attempt may land', () => {
    const record = recordWith(sent())
    expect(record.draft).toMatchObject({ signatures: [{ signer: OLD_KEY }, { signer: ALICE }] })
    expect(withSignatureOf(record, signatureOf(CAROL), 'nlp1.x')).toBeNull()
  })

  it('the record of an attempt lets the next client collect again without the refused signature', () => {
    const k = refusedKey(sent())
    const resumed = start(k, recordWith(k))
    expect([signersOf(resumed), resumed.draft?.refused]).toEqual([[ALICE], [{ participant: BOB, signer: OLD_KEY }]])
    expect(actionFor(resumed)).toBe('keep draft 1 signatures of 1')
  })

  it('the record of an attempt lets the next client collect again after the refused signature was taken out', () => {
    const k = refusedKey(sent())
    if (!k.collected || !k.draft?.shared) throw new Error('The submitter collects again.')
    const record = recordOf(k, plan, { draft: keptDraft({ ...k.collected, ...k.draft, shared: k.draft.shared }, TIMERS) })
    const resumed = start(k, record)
    expect([signersOf(resumed), actionFor(resumed)]).toEqual([[ALICE], 'check session'])
    expect(actionFor(learn(resumed, { kind: 'session checked', begunAt: NOW.at, isUnchanged: true }, NOW.at))).toBe('collect 1 signatures of 1')
    expect(withSignatureOf(record, signatureOf(CAROL), 'nlp1.x')?.draft?.signatures).toHaveLength(2)
  })

  it('the record of an attempt makes the next client find out what became of an attempt without an answer', () => {
    const resumed = start(sent(), recordWith(sent()))
    expect([resumed.draft, actionFor(resumed)]).toEqual([null, 'look by wallet'])
  })

  it('attempts with the same bytes are told apart by their signatures', () => {
    const [first, second] = [attemptIn('refused'), attemptIn('doubtful')]
    const other = { ...second.attempt, signatures: ['0xbb'] as const }
    const record = { ...recordWith(sent()), attempts: [{ attempt: first.attempt, outcome: first.outcome }, { attempt: other, outcome: null }] }
    const landed = { kind: 'landed', responseText: '[1]', responseSignatures: [] } as const
    expect(withOutcomes(record, [{ attempt: other, outcome: landed }]).attempts.map(({ outcome }) => outcome?.kind)).toEqual(['refused', 'landed'])
  })
})
