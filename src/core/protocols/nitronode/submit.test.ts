import { describe, expect, it } from 'vitest'
import { scriptNitronode, type NitronodeAnswer } from '../../../../test/helpers/nitronodeRig'
import { createVirtualTime } from '../../../testing'
import type { AttemptOutcome } from '../../closing/types'
import type { Connection } from '../../connection/types'
import { NitroliteError, type NitroliteErrorCode } from '../../errors/errors'
import { attemptOf } from '../../../../test/helpers/nitronodeClosing'
import { submit } from './closing'

const LANDED: AttemptOutcome = { kind: 'landed', responseText: '', responseSignatures: [] }
const CHANGED: AttemptOutcome = { kind: 'refused', error: new NitroliteError('SESSION_CHANGED', { node: 'version 7, open' }).info }

interface Script {
  readonly answer?: NitronodeAnswer | Error | Promise<NitronodeAnswer>
  /** What the session says afterwards. */
  readonly judged?: AttemptOutcome | null | Error
  readonly overdue?: number
  readonly turn?: (socket: string | null) => Promise<void>
}

function begin({ answer = { payload: {} }, judged = null, overdue = 1_000, turn = async () => {} }: Script) {
  const time = createVirtualTime()
  let late = 0
  let judgements = 0
  const { connection, calls } = scriptNitronode(() => {
    if (answer instanceof Error) throw answer
    return answer
  })
  const outcome = submit(connection as Connection, attemptOf(), {
    pacer: { turn, lost: () => {} },
    async judge() {
      judgements += 1
      if (judged instanceof Error) throw judged
      return judged
    },
    overdue, timers: time, onLate: () => { late += 1 },
  })
  return { outcome, time, calls, late: () => late, judgements: () => judgements }
}

describe('a state that is sent', () => {
  it('goes out once, with the exact bytes and all signatures, only on the socket that was written down', async () => {
    const turns: (string | null)[] = []
    const { outcome, calls } = begin({ turn: async (socket) => { turns.push(socket) } })
    await outcome
    expect(calls).toEqual([{
      id: 7, method: 'app_sessions.v1.submit_app_state',
      payload: { app_state_update: { app_session_id: '0x01' }, quorum_sigs: ['0xa101', '0xa202'] },
      options: { deadline: Infinity, critical: true, socket: 'socket-1' },
    }])
    expect(turns).toEqual(['socket-1'])
  })

  it('has landed only if the session says so, whatever the answer', async () => {
    expect(await begin({ judged: LANDED }).outcome).toBe(LANDED)
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
  ])('is refused by “%s”, and nobody has to look', async (error, code) => {
    const { outcome, judgements } = begin({ answer: { error }, judged: new Error('not to be asked') })
    expect(await outcome).toMatchObject({ kind: 'refused', error: { code, data: { node: error } } })
    expect(judgements()).toBe(0)
  })

  it('that does not fit what the session holds is judged by the session, and refused where that has not changed', async () => {
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
  ])('is judged by the session after “%s”', async (error, code) => {
    expect(await begin({ answer: { error }, judged: CHANGED }).outcome).toBe(CHANGED)
    expect(await begin({ answer: { error }, judged: null }).outcome).toMatchObject({ kind: 'unknown', error: { code } })
  })

  it.each<[NitroliteErrorCode, 'refused' | 'unknown']>([
    ['NOT_CONNECTED', 'refused'], ['CONNECTION_LOST', 'unknown'], ['REQUEST_ABORTED', 'unknown'], ['REQUEST_TIMEOUT', 'unknown'],
  ])('that ends in %s is %s', async (code, kind) => {
    const { outcome, judgements } = begin({ answer: new NitroliteError(code), judged: LANDED })
    expect(await outcome).toMatchObject({ kind, error: { code } })
    expect(judgements()).toBe(0)
  })

  it('is unknown where anything else goes wrong, and never rejects', async () => {
    expect(await begin({ answer: new Error('boom') }).outcome).toMatchObject({ kind: 'unknown', error: { code: 'CLOSING_UNKNOWN' } })
  })

  it.each([
    new NitroliteError('NOT_CONNECTED'), new NitroliteError('CONNECTION_LOST'), new NitroliteError('SESSION_NOT_FOUND'), new Error('boom'),
  ])('is unknown where the session cannot be read afterwards: it was sent (%s)', async (judged) => {
    expect(await begin({ judged }).outcome).toMatchObject({ kind: 'unknown', error: { code: 'CLOSING_UNKNOWN' } })
    const error = 'invalid app session version: expected 5, got 6'
    expect(await begin({ answer: { error }, judged }).outcome).toMatchObject({ kind: 'unknown', error: { code: 'SESSION_CHANGED' } })
  })
})

describe('an answer that takes long', () => {
  it('is late once, and waited for all the same', async () => {
    let give = (_: NitronodeAnswer): void => {}
    const answer = new Promise<NitronodeAnswer>((resolve) => { give = resolve })
    const { outcome, time, late } = begin({ answer, judged: LANDED, overdue: 1_000 })
    await time.advance(999)
    expect(late()).toBe(0)
    await time.advance(100_000)
    expect(late()).toBe(1)
    give({ payload: {} })
    expect(await outcome).toBe(LANDED)
  })

  it('is no longer called late once it is there', async () => {
    const { outcome, time, late } = begin({ judged: LANDED })
    await outcome
    await time.advance(100_000)
    expect(late()).toBe(0)
  })

  it('is never late where no limit is set', async () => {
    const { time, late } = begin({ answer: new Promise<NitronodeAnswer>(() => {}), overdue: Infinity })
    await time.advance(10_000_000)
    expect(late()).toBe(0)
  })
})
