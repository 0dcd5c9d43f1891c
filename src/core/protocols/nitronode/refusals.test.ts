import { describe, expect, it } from 'vitest'
import { readRecordedFrames } from '../../../../test/helpers/recordedFrames'
import type { NitroliteErrorCode } from '../../errors/errors'
import { explainNodeText } from '../explainNodeText'
import { nitronodeCodec } from './codec'
import { readRefusal } from './refusals'

const KEY = '0xf236b92ba3d23be503b4e90384e3c4415b575e0d'
const ID = `0x${'92'.repeat(32)}`
const DATABASE = 'pq: the database system is shutting down'

describe('texts of nitronode 1.4.1', () => {
  it.each<[string, NitroliteErrorCode, boolean]>([
    ['invalid message format', 'NODE_FORMAT', true],
    ['unknown method: nope', 'PROTOCOL_UNSUPPORTED', true],
    ['failed to parse parameters', 'NODE_FORMAT', true],
    ['session_data exceeds maximum length of 1024', 'OPTIONS_INVALID', true],
    ['failed to parse app state update', 'NODE_FORMAT', true],
    ['deposit intent must use submit_deposit_state endpoint', 'NODE_FORMAT', true],
    ['invalid intent: rebalance', 'NODE_FORMAT', true],
    ['app session not found', 'SESSION_NOT_FOUND', true],
    ['app session not found: record not found', 'SESSION_NOT_FOUND', true],
    [`app session not found: ${DATABASE}`, 'NODE_STORAGE', false],
    ['app session is already closed', 'SESSION_NOT_OPEN', false],
    ['quorum_sigs count (3) exceeds participants count (2)', 'NODE_SIGNATURE_UNREADABLE', true],
    ['invalid app session version: expected 2, got 7', 'SESSION_CHANGED', false],
    ['no signatures provided', 'NODE_SIGNATURE_UNREADABLE', true],
    ['failed to pack app state update: abi: cannot marshal', 'NODE_FORMAT', true],
    ['failed to decode signature: hex string without 0x prefix', 'NODE_SIGNATURE_UNREADABLE', true],
    ['empty signature after decode at index 0', 'NODE_SIGNATURE_UNREADABLE', true],
    ['failed to recover user wallet: invalid signature: too short', 'NODE_SIGNATURE_UNREADABLE', true],
    ['failed to recover user wallet: invalid signature: unknown signer type 222', 'NODE_SIGNATURE_UNREADABLE', true],
    ['failed to recover user wallet: failed to recover address: invalid signature', 'NODE_SIGNATURE_UNREADABLE', true],
    [`failed to recover user wallet: no active session key found for key ${KEY}, app session ${ID}, application test-app`, 'SESSION_KEY_EXPIRED', true],
    [`signature from non-participant: ${KEY}`, 'SESSION_NOT_PARTICIPANT', true],
    ['quorum not met: achieved 50, required 100', 'QUORUM_UNREACHABLE', true],
    [`failed to get current allocations: ${DATABASE}`, 'NODE_STORAGE', false],
    [`allocation to non-participant ${KEY}`, 'ALLOCATION_NON_PARTICIPANT', true],
    ['negative allocation: -1 for asset usdc', 'ALLOCATION_NEGATIVE', true],
    [`duplicate allocation for participant ${KEY}, asset usdc`, 'ALLOCATION_DUPLICATE', true],
    [`close intent missing allocation for participant ${KEY}, asset usdc with current amount 2`, 'SESSION_CHANGED', false],
    [`close intent requires allocations to match current state: participant ${KEY}, asset usdc, current 1, provided 0.7`, 'SESSION_CHANGED', false],
    [`close intent contains unexpected allocation for participant ${KEY}, asset usdc with amount 1`, 'SESSION_CHANGED', false],
    [`failed to issue release state for participant ${KEY}: cannot issue release receiver state: escrow lock is still ongoing`, 'PARTICIPANT_BLOCKS', true],
    [`failed to issue release state for participant ${KEY}: mutual lock is still ongoing`, 'PARTICIPANT_BLOCKS', true],
    [`failed to issue release state for participant ${KEY}: cannot issue release receiver state: last signed state is a lock`, 'PARTICIPANT_BLOCKS', true],
    [`failed to issue release state for participant ${KEY}: failed to store receiver state: ${DATABASE}`, 'NODE_STORAGE', false],
    [`failed to lock receiver state: ${DATABASE}`, 'NODE_STORAGE', false],
    [`failed to record close ledger entry: ${DATABASE}`, 'NODE_STORAGE', false],
    [`failed to record operate ledger entry: ${DATABASE}`, 'NODE_STORAGE', false],
    [`failed to get app session balances: ${DATABASE}`, 'NODE_STORAGE', false],
    [`failed to retrieve app sessions: ${DATABASE}`, 'NODE_STORAGE', false],
    [`failed to update app session: ${DATABASE}`, 'NODE_STORAGE', false],
    [`failed to update app session: concurrent modification detected for session ${ID}`, 'SESSION_CHANGED', false],
    ['failed to process app state update', 'NODE_STORAGE', false],
    [`operate intent missing allocation for participant ${KEY}, asset usdc with current amount 2`, 'ALLOCATION_NOT_REDISTRIBUTED', true],
    ['operate intent allocation mismatch for asset usdc: total allocations 2, session balance 3', 'ALLOCATION_NOT_REDISTRIBUTED', true],
    ['operate intent missing allocations for asset usdc with balance 3', 'ALLOCATION_NOT_REDISTRIBUTED', true],
    [`invalid amount for allocation with asset usdc and participant ${KEY}: amount exceeds maximum decimal precision: max 6 decimals allowed, got 7`, 'AMOUNT_TOO_PRECISE', true],
    ['failed to get asset decimals: asset \'foo\' is not supported', 'ALLOCATION_UNKNOWN_ASSET', true],
    [`failed to get asset decimals: ${DATABASE}`, 'NODE_STORAGE', false],
    ['either app_session_id or participant must be provided', 'NODE_FORMAT', true],
    ['invalid app_session_id', 'NODE_FORMAT', true],
    ['invalid participant: invalid address', 'NODE_FORMAT', true],
    ['invalid status: pending', 'NODE_FORMAT', true],
    ['invalid user_address', 'NODE_FORMAT', true],
    ['invalid session_key', 'NODE_FORMAT', true],
  ])('readRefusal recognises the nitronode text “%s”', (text, code, isProof) => {
    const refusal = readRefusal(text)
    expect(refusal.error.code).toBe(code)
    expect(refusal.isProof).toBe(isProof)
    expect(refusal.error.info.data.node).toBe(text)
  })

  it.each<[string, NitroliteErrorCode]>([
    ['session_key_sig is required', 'AUTH_REFUSED'],
    ['user_sig does not match user_address', 'AUTH_REFUSED'],
    ['session_key_sig does not match session_key', 'AUTH_REFUSED'],
    ['failed to recover signer: invalid signature length', 'AUTH_REFUSED'],
    ['expected version 2, got 1', 'AUTH_PARAMETERS_INVALID'],
    ['invalid user_address', 'AUTH_PARAMETERS_INVALID'],
    ['user has reached the session key limit of 100', 'SESSION_KEY_LIMIT'],
    ['expires_at must be in the future', 'AUTH_EXPIRY_INVALID'],
    ['invalid expires_at', 'AUTH_EXPIRY_INVALID'],
  ])('readRefusal recognises the nitronode refusal of a session key: %s', (reason, code) => {
    expect(readRefusal(`invalid_session_key_state: ${reason}`)).toMatchObject({ error: { code }, isProof: false })
  })

  it('readRefusal keeps up to 500 characters of an unknown nitronode text, which proves nothing', () => {
    for (const text of ['something new', '', 'close', 'internal server error', 'application test-app is not registered']) {
      expect(readRefusal(text)).toMatchObject({ error: { code: 'NODE_UNKNOWN_ERROR', info: { data: { node: text } } }, isProof: false })
    }
    expect(readRefusal('x'.repeat(10_000)).error.info.data.node).toHaveLength(500)
  })

  it('readRefusal does not take a nitronode text as a proof if the text only begins or ends like one', () => {
    const texts = [
      'invalid message format, and more', 'panic: quorum not met: achieved 50, required 100', 'failed to process: no signatures provided',
      'quorum not met: achieved 50, required 100, but booked', `panic: no active session key found for key ${KEY}`, `signature from non-participant: ${KEY} (booked)`,
    ]
    expect(texts.filter(text => readRefusal(text).isProof)).toEqual([])
  })

  it('readRefusal fills values of a nitronode text into the error', () => {
    const whatOf = (text: string, data = {}) => readRefusal(text, data).error.info.what
    expect(whatOf('quorum not met: achieved 50, required 100')).toContain('their weight is 50, and 100 is needed')
    expect(whatOf(`signature from non-participant: ${KEY}`)).toContain(KEY)
    expect(whatOf(`allocation to non-participant ${KEY}`)).toContain(KEY)
    expect(whatOf('negative allocation: -1 for asset usdc')).toContain('-1 usdc')
    expect(whatOf(`duplicate allocation for participant ${KEY}, asset usdc`)).toContain(`${KEY} has several rows for usdc`)
    expect(whatOf(`operate intent missing allocation for participant ${KEY}, asset usdc with current amount 2`)).toContain('usdc')
    expect(whatOf('operate intent missing allocations for asset usdc with balance 3')).toContain('usdc')
    expect(whatOf(`failed to issue release state for participant ${KEY}: mutual lock is still ongoing`)).toContain(KEY)
    expect(whatOf('failed to get asset decimals: asset \'foo\' is not supported')).toContain('foo')
    expect(whatOf('app session not found', { sessionId: ID })).toContain(ID)
  })
})

describe('recorded texts of nitronode', () => {
  const frames = readRecordedFrames('nitronode-1.4.1')
  const errors = frames.flatMap(({ direction, raw }) => {
    const frame = direction === '<' ? nitronodeCodec.decode(raw) : null
    return frame?.kind === 'error' ? [{ method: /^\[4,\d+,"([^"]*)"/.exec(raw)?.[1] ?? '', text: frame.message }] : []
  })

  it('readRefusal and explainNodeText recognise every recorded nitronode text', () => {
    expect(errors.length).toBeGreaterThan(35)
    expect(errors.filter(({ text }) => readRefusal(text).error.code === 'NODE_UNKNOWN_ERROR')).toEqual([])
    expect(errors.filter(({ text }) => explainNodeText(text).code === 'NODE_UNKNOWN_ERROR')).toEqual([])
  })

  it('readRefusal takes every recorded nitronode refusal of a state as a proof, except those of a session that has moved on', () => {
    const answers = errors.filter(({ method }) => method.endsWith('submit_app_state')).map(({ text }) => text)
    const unproven = answers.filter(text => !readRefusal(text).isProof)
    expect(answers.length).toBeGreaterThan(28)
    expect(unproven.map(text => text.replace(/0x[\da-f]+/g, '…')).sort()).toEqual([
      'app session is already closed',
      'close intent contains unexpected allocation for participant …, asset usdc with amount 1',
      'close intent missing allocation for participant …, asset usdc with current amount 2',
      'close intent missing allocation for participant …, asset usdc with current amount 2',
      'close intent requires allocations to match current state: participant …, asset usdc, current 1, provided 0.7',
      'invalid app session version: expected 2, got 7',
      'invalid app session version: expected 3, got 2',
    ])
  })
})
