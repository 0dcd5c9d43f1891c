import { describe, expect, it } from 'vitest'
import { readRecordedFrames } from '../../../../test/helpers/recordedFrames'
import { nitroRpcCodec } from './codec'
import { readRefusal } from './refusals'

const KEY = '0x0000000000000000000000000000000000000001'

describe('texts of ClearNode 0.5.2', () => {
  it.each([
    ['invalid message format', 'NODE_FORMAT', true],
    ['message validation failed', 'NODE_FORMAT', true],
    ['message request is empty', 'NODE_FORMAT', true],
    ['unknown method: nope', 'PROTOCOL_UNSUPPORTED', true],
    ['an error occurred while processing the request', 'NODE_STORAGE', false],
    ['failed to parse auth parameters', 'AUTH_PARAMETERS_INVALID', false],
    ['failed to generate challenge', 'AUTH_BUSY', false],
    ['invalid authentication method: expected JWT or signature', 'AUTH_PARAMETERS_INVALID', false],
    ['invalid JWT token', 'AUTH_JWT_INVALID', false],
    ['invalid challenge', 'AUTH_CHALLENGE_UNKNOWN', false],
    ['invalid signature', 'AUTH_REFUSED', false],
    ['invalid challenge or signature', 'AUTH_REFUSED', false],
    ['failed to generate JWT token', 'AUTH_EXPIRY_INVALID', false],
    ['unsupported token: asset \'foo\' is not supported', 'AUTH_ALLOWANCE_INVALID', false],
    ['unsupported token: invalid amount \'x\' for asset \'usdc\': can\'t convert', 'AUTH_ALLOWANCE_INVALID', false],
    ['unsupported token: allowance amount cannot be negative for asset \'usdc\', got \'-1\'', 'AUTH_ALLOWANCE_INVALID', false],
    ['session key already exists but is expired', 'SESSION_KEY_EXPIRED', false],
    ['signer is already in use for another wallet', 'SESSION_KEY_IN_USE', false],
    ['expiration time must be set and in the future', 'AUTH_EXPIRY_INVALID', false],
    ['authentication failed', 'AUTH_BUSY', false],
    ['authentication required', 'AUTH_REQUIRED', true],
    ['invalid policy type in storage', 'NODE_STORAGE', false],
    ['session expired, please re-authenticate', 'AUTH_SESSION_EXPIRED', true],
    ['invalid message timestamp', 'NODE_STAMP_REFUSED', true],
    ['failed to parse parameters', 'NODE_FORMAT', true],
    ['failed to get wallets from RPC message', 'NODE_SIGNATURE_UNREADABLE', true],
    ['failed to get signers from RPC message', 'NODE_SIGNATURE_UNREADABLE', true],
    ['missing required parameters: app_id or allocations', 'ALLOCATIONS_EMPTY', true],
    ['an open app session not found: record not found', 'SESSION_NOT_OPEN', true],
    [`signature from unknown participant wallet ${KEY}`, 'SESSION_KEY_REPLACED', true],
    ['incorrect submit_state request: quorum not reached: 50 / 100', 'QUORUM_UNREACHABLE', true],
    [`failed to get session key for signer ${KEY}: failed to retrieve session key ${KEY}: record not found`, 'SESSION_KEY_EXPIRED', true],
    [`failed to get session key for signer ${KEY}: session key expired`, 'SESSION_KEY_EXPIRED', true],
    [`failed to get session key for signer ${KEY}: failed to retrieve session key ${KEY}: connection refused`, 'NODE_UNKNOWN_ERROR', false],
    [`session key application validation failed for signer ${KEY}: session key application mismatch: session key is for 'a', but app session is for 'b'`, 'SESSION_KEY_WRONG_APPLICATION', true],
    ['failed to get app session balances: failed to fetch balances for account 0x01: x', 'NODE_STORAGE', false],
    ['negative allocation: -1 for asset usdc', 'ALLOCATION_NEGATIVE', true],
    [`allocation to non-participant ${KEY}`, 'ALLOCATION_NON_PARTICIPANT', true],
    ['failed to get session balance for asset usdc', 'NODE_STORAGE', false],
    ['failed to record a ledger entry : x', 'NODE_STORAGE', false],
    ['asset usdc not fully redistributed', 'ALLOCATION_NOT_REDISTRIBUTED', true],
    ['asset usdc is not deposited into the app session. Please deposit the asset first', 'ALLOCATION_UNKNOWN_ASSET', true],
    ['allocation references unknown asset foo', 'ALLOCATION_UNKNOWN_ASSET', true],
    ['failed to close application session', 'NODE_STORAGE', false],
  ] as const)('readRefusal recognises the ClearNode text “%s”', (text, code, isProof) => {
    const refusal = readRefusal(text)
    expect(refusal.error.code).toBe(code)
    expect(refusal.isProof).toBe(isProof)
    expect(refusal.error.info.data.node).toBe(text)
  })

  it('readRefusal recognises texts of legacy ClearNodes', () => {
    expect(readRefusal('quorum not met: 1 / 2').error.info.data).toMatchObject({ have: '1', need: '2' })
    expect(readRefusal(`zero weight for signer ${KEY}`).isProof).toBe(true)
    expect(readRefusal('virtual app 0x01 is not opened').error.code).toBe('SESSION_NOT_OPEN')
  })

  it('readRefusal keeps an unknown ClearNode text, which proves nothing', () => {
    const { error, isProof } = readRefusal('something new')
    expect(error.code).toBe('NODE_UNKNOWN_ERROR')
    expect(error.message).toContain('something new')
    expect(isProof).toBe(false)
  })

  it('readRefusal takes every recorded ClearNode refusal of a closing as a proof', () => {
    const frames = readRecordedFrames()
    const closings = new Set(frames.filter(({ direction, raw }) => direction === '>' && raw.includes('"close_app_session"'))
      .map(({ file, connection, raw }) => `${file} ${connection} ${/\[(\d+)/.exec(raw)?.[1]}`))
    const texts = frames.flatMap(({ raw, file, connection, direction }) => {
      const frame = direction === '<' ? nitroRpcCodec.decode(raw) : null
      return frame?.kind === 'error' && closings.has(`${file} ${connection} ${frame.id}`) ? [frame.message] : []
    })
    expect(texts.length).toBeGreaterThan(25)
    expect(texts.filter(text => !readRefusal(text).isProof)).toEqual([])
  })

  it('readRefusal fills values of a ClearNode text into the error', () => {
    expect(readRefusal(`signature from unknown participant wallet ${KEY}`).error.info.what).toContain(KEY)
    expect(readRefusal('incorrect submit_state request: quorum not reached: 50 / 100').error.info.what).toContain('their weight is 50, and 100 is needed')
  })
})
