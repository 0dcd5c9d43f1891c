import { describe, expect, it } from 'vitest'
import { scriptNitronode, type NitronodeAnswer } from '../../../../test/helpers/nitronodeRig'
import { createVirtualTime } from '../../../testing'
import type { AttemptOutcome } from '../../closing/types'
import type { Connection } from '../../connection/types'
import { NitroliteError, type NitroliteErrorCode } from '../../errors/errors'
import { attemptOf } from '../../../../test/helpers/nitronodeClosing'
import { submit } from './closing'
import type { Purpose } from './pacing'

const CONFIRMED: AttemptOutcome = { kind: 'landed', responseText: '', responseSignatures: [] }
const LANDED: AttemptOutcome = { ...CONFIRMED, isInferred: true }
const CHANGED: AttemptOutcome = { kind: 'refused', error: new NitroliteError('SESSION_CHANGED', { node: 'version 7, open' }).info }

type Judgement = AttemptOutcome | null | Error

interface Script {
  readonly answer?: NitronodeAnswer | Error | Promise<NitronodeAnswer>
  /** What the session says about the state afterwards. */
  readonly judged?: Judgement | (() => Judgement)
  readonly overdue?: number
  /** How long the state waits before it is sent. */
  readonly queued?: Promise<void>
}

function begin({ answer = { payload: {} }, judged = null, overdue = 1_000, queued }: Script) {
  const time = createVirtualTime()
  let late = 0
  let judgements = 0
  const turns: [socket: string | null, purpose: Purpose][] = []
  const { connection, calls } = scriptNitronode(() => {
    if (answer instanceof Error) throw answer
    return answer
  })
  const outcome = submit(connection as Connection, attemptOf(), {
    pacer: {
      async send(socket, purpose, request) {
        turns.push([socket, purpose])
        await queued
        return request()
      },
      answeredAt: () => null,
    },
    async readOutcome() {
      judgements += 1
      const judgement = typeof judged === 'function' ? judged() : judged
      if (judgement instanceof Error) throw judgement
      return judgement
    },
    overdue, timers: time, onLate: () => { late += 1 },
  })
  return { outcome, time, calls, turns, late: () => late, judgements: () => judgements }
}

describe('submitting a state', () => {
  it('a nitronode state is sent once, with its exact bytes and all signatures, over the socket that the attempt names', async () => {
    const { outcome, calls, turns } = begin({})
    await outcome
    expect(calls).toEqual([{
      id: 7, method: 'app_sessions.v1.submit_app_state',
      payload: { app_state_update: { app_session_id: '0x01' }, quorum_sigs: ['0xa101', '0xa202'] },
      options: { deadline: Infinity, critical: true, socket: 'socket-1' },
    }])
    expect(turns).toEqual([['socket-1', 'submission']])
  })

  it('a nitronode state is reported as landed only if the session says so, whatever the node answers', async () => {
    expect(await begin({ judged: LANDED }).outcome).toEqual(CONFIRMED)
    expect(await begin({ answer: { error: 'app session is already closed' }, judged: LANDED }).outcome).toBe(LANDED)
    expect(await begin({ answer: { error: 'failed to process app state update' }, judged: LANDED }).outcome).toBe(LANDED)
    expect(await begin({ judged: CHANGED }).outcome).toBe(CHANGED)
    expect(await begin({ judged: null }).outcome).toMatchObject({ kind: 'unknown', error: { code: 'CLOSING_UNKNOWN' } })
  })

  it.each<[string, NitroliteErrorCode]>([
    ['quorum not met: achieved 50, required 100', 'QUORUM_UNREACHABLE'],
    ['failed to recover user wallet: no active session key found for key 0x01, app session 0x02, application x', 'SESSION_KEY_EXPIRED'],
    ['failed to issue release state for participant 0x01: mutual lock is still ongoing', 'PARTICIPANT_BLOCKS'],
    ['invalid message format', 'NODE_FORMAT'],
  ])('a nitronode state is reported as refused after “%s”, whatever the session says', async (error, code) => {
    for (const judged of [new Error('unreadable'), LANDED, CHANGED, null]) {
      const { outcome, judgements } = begin({ answer: { error }, judged })
      expect(await outcome).toMatchObject({ kind: 'refused', error: { code, data: { node: error } } })
      expect(judgements()).toBe(1)
    }
  })

  it('the session on nitronode is read right behind a state, without waiting for the answer to that state', async () => {
    const { judgements, calls } = begin({ answer: new Promise<NitronodeAnswer>(() => {}), judged: LANDED })
    await Promise.resolve()
    expect([calls.length, judgements()]).toEqual([1, 1])
  })

  it('the session on nitronode is read again after the answer if the reading right behind the state has failed', async () => {
    let readings = 0
    const judged = () => ++readings === 1 ? new NitroliteError('REQUEST_TIMEOUT') : LANDED
    expect(await begin({ judged }).outcome).toEqual(CONFIRMED)
    expect(readings).toBe(2)
  })

  it('the session on nitronode is read when a state does not match its balances, and the state is reported as refused if the session has not changed', async () => {
    const error = 'operate intent allocation mismatch for asset usdc: total allocations 2, session balance 3'
    expect(await begin({ answer: { error }, judged: CHANGED }).outcome).toBe(CHANGED)
    expect(await begin({ answer: { error }, judged: null }).outcome).toMatchObject({ kind: 'refused', error: { code: 'ALLOCATION_NOT_REDISTRIBUTED' } })
  })

  it.each<[string, NitroliteErrorCode]>([
    ['failed to process app state update', 'NODE_STORAGE'], ['failed to update app session: x', 'NODE_STORAGE'],
    ['internal server error', 'NODE_UNKNOWN_ERROR'], ['app session is already closed', 'SESSION_NOT_OPEN'],
    ['invalid app session version: expected 5, got 6', 'SESSION_CHANGED'],
    ['failed to update app session: concurrent modification detected for session 0x01', 'SESSION_CHANGED'],
    ['close intent contains unexpected allocation for participant 0x01, asset usdc with amount 1', 'SESSION_CHANGED'],
  ])('the session on nitronode is read to judge a state after “%s”', async (error, code) => {
    expect(await begin({ answer: { error }, judged: CHANGED }).outcome).toBe(CHANGED)
    expect(await begin({ answer: { error }, judged: null }).outcome).toMatchObject({ kind: 'unknown', error: { code } })
  })

  it.each<[NitroliteErrorCode, 'refused' | 'unknown']>([
    ['NOT_CONNECTED', 'refused'], ['CONNECTION_LOST', 'unknown'], ['REQUEST_ABORTED', 'unknown'], ['REQUEST_TIMEOUT', 'unknown'],
  ])('a nitronode submission that ends in %s is reported as %s', async (code, kind) => {
    const { outcome } = begin({ answer: new NitroliteError(code), judged: LANDED })
    expect(await outcome).toMatchObject({ kind, error: { code } })
  })

  it('a nitronode submission is reported as unknown after any other error, and never rejects', async () => {
    expect(await begin({ answer: new Error('boom') }).outcome).toMatchObject({ kind: 'unknown', error: { code: 'CLOSING_UNKNOWN' } })
  })

  it.each([
    new NitroliteError('NOT_CONNECTED'), new NitroliteError('CONNECTION_LOST'), new NitroliteError('SESSION_NOT_FOUND'), new Error('boom'),
  ])('a nitronode state that was sent is reported as unknown if the session cannot be read afterwards (%s)', async (judged) => {
    expect(await begin({ judged }).outcome).toMatchObject({ kind: 'unknown', error: { code: 'CLOSING_UNKNOWN' } })
    const error = 'invalid app session version: expected 5, got 6'
    expect(await begin({ answer: { error }, judged }).outcome).toMatchObject({ kind: 'unknown', error: { code: 'SESSION_CHANGED' } })
  })
})

describe('an overdue answer', () => {
  it('a nitronode submission calls onLate once when its answer is overdue, and continues to wait for that answer', async () => {
    let give = (_: NitronodeAnswer): void => {}
    const answer = new Promise<NitronodeAnswer>((resolve) => { give = resolve })
    const { outcome, time, late } = begin({ answer, judged: LANDED, overdue: 1_000 })
    await time.advance(999)
    expect(late()).toBe(0)
    await time.advance(100_000)
    expect(late()).toBe(1)
    give({ payload: {} })
    expect(await outcome).toEqual(CONFIRMED)
  })

  it('a nitronode submission does not call onLate after its answer has arrived', async () => {
    const { outcome, time, late } = begin({ judged: LANDED })
    await outcome
    await time.advance(100_000)
    expect(late()).toBe(0)
  })

  it('a nitronode submission does not call onLate while the state waits to be sent, and counts the time from its sending', async () => {
    let leave = (): void => {}
    const queued = new Promise<void>((resolve) => { leave = resolve })
    const { time, late, outcome } = begin({ queued, answer: new Promise<NitronodeAnswer>(() => {}), overdue: 1_000 })
    await time.advance(100_000)
    leave()
    await time.advance(999)
    expect(late()).toBe(0)
    await time.advance(1)
    expect(late()).toBe(1)
    void outcome
  })

  it('a nitronode submission does not call onLate while the session is read after the answer', async () => {
    const { time, late } = begin({ judged: () => new NitroliteError('REQUEST_TIMEOUT'), overdue: 1_000 })
    await time.advance(100_000)
    expect(late()).toBe(0)
  })

  it('a nitronode submission without a time limit never calls onLate', async () => {
    const { time, late } = begin({ answer: new Promise<NitronodeAnswer>(() => {}), overdue: Infinity })
    await time.advance(10_000_000)
    expect(late()).toBe(0)
  })
})
