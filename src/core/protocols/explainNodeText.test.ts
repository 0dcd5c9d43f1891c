import { expect, it } from 'vitest'
import { explainNodeText } from './explainNodeText'

it.each([
  ['app session is already closed', 'SESSION_NOT_OPEN'],
  ['app session not found: record not found', 'SESSION_NOT_FOUND'],
  ['invalid app session version: expected 3, got 2', 'SESSION_CHANGED'],
  ['failed to update app session: concurrent modification detected for session 0x01', 'SESSION_CHANGED'],
  ['close intent missing allocation for participant 0xA, asset usdc with current amount 1', 'SESSION_CHANGED'],
  ['close intent requires allocations to match current state: participant 0xA, asset usdc, current 1, provided 2', 'SESSION_CHANGED'],
  ['close intent contains unexpected allocation for participant 0xA, asset usdc with amount 1', 'SESSION_CHANGED'],
  ['operate intent missing allocation for participant 0xA, asset usdc with current amount 1', 'ALLOCATION_NOT_REDISTRIBUTED'],
  ['operate intent allocation mismatch for asset usdc: total allocations 1, session balance 2', 'ALLOCATION_NOT_REDISTRIBUTED'],
  ['operate intent missing allocations for asset usdc with balance 1', 'ALLOCATION_NOT_REDISTRIBUTED'],
  ['quorum not met: achieved 1, required 2', 'QUORUM_UNREACHABLE'],
  ['signature from non-participant: 0xA', 'SESSION_NOT_PARTICIPANT'],
  ['failed to recover user wallet: no active session key found for key 0xA, app session 0xB, application x', 'SESSION_KEY_EXPIRED'],
  ['failed to recover user wallet: invalid signature: too short', 'NODE_SIGNATURE_UNREADABLE'],
  ['no signatures provided', 'NODE_SIGNATURE_UNREADABLE'],
  ['quorum_sigs count (3) exceeds participants count (2)', 'NODE_SIGNATURE_UNREADABLE'],
  ['failed to decode signature: x', 'NODE_SIGNATURE_UNREADABLE'],
  ['empty signature after decode at index 0', 'NODE_SIGNATURE_UNREADABLE'],
  ['allocation to non-participant 0xA', 'ALLOCATION_NON_PARTICIPANT'],
  ['negative allocation: -1 for asset usdc', 'ALLOCATION_NEGATIVE'],
  ['duplicate allocation for participant 0xA, asset usdc', 'ALLOCATION_DUPLICATE'],
  ['invalid amount for allocation with asset usdc and participant 0xA: amount exceeds maximum decimal precision: max 6 decimals allowed, got 8', 'AMOUNT_TOO_PRECISE'],
  ['failed to issue release state for participant 0xA: cannot issue release receiver state: escrow lock is still ongoing', 'PARTICIPANT_BLOCKS'],
  ['failed to lock receiver state: x', 'NODE_STORAGE'],
  ['failed to record close ledger entry: x', 'NODE_STORAGE'],
  ['failed to update app session: x', 'NODE_STORAGE'],
  ['failed to get current allocations: x', 'NODE_STORAGE'],
  ['failed to get asset decimals: x', 'NODE_STORAGE'],
  ['failed to process app state update', 'NODE_STORAGE'],
  ['failed to parse parameters', 'NODE_FORMAT'],
  ['failed to parse app state update', 'NODE_FORMAT'],
  ['failed to pack app state update: x', 'NODE_FORMAT'],
  ['session_data exceeds maximum length of 1024', 'OPTIONS_INVALID'],
  ['deposit intent must use submit_deposit_state endpoint', 'NODE_FORMAT'],
  ['invalid intent: x', 'NODE_FORMAT'],
  ['invalid message format', 'NODE_FORMAT'],
  ['unknown method: x', 'PROTOCOL_UNSUPPORTED'],
  ['either app_session_id or participant must be provided', 'NODE_FORMAT'],
  ['invalid app_session_id', 'NODE_FORMAT'],
  ['invalid participant: x', 'NODE_FORMAT'],
  ['invalid status: x', 'NODE_FORMAT'],
  ['an open app session not found: record not found', 'SESSION_NOT_OPEN'],
] as const)('explainNodeText explains "%s" as %s', (text, code) => {
  expect(explainNodeText(text).code).toBe(code)
})

it('explainNodeText fills the values of a node text into the explanation', () => {
  expect(explainNodeText('quorum not met: achieved 1, required 2').what).toContain('their weight is 1, and 2 is needed')
})

it('explainNodeText keeps the raw text of an error that neither node is known to send', () => {
  expect(explainNodeText('something new')).toMatchObject({ code: 'NODE_UNKNOWN_ERROR', data: { node: 'something new' } })
})

it('explainNodeText names the option that a nitronode has refused, and what the node says about that option', () => {
  const text = 'session_data exceeds maximum length of 1024'
  expect(explainNodeText(text)).toMatchObject({ what: 'The option sessionData cannot be used.', why: `The node says: ${text}.` })
})
