import { id, Wallet } from 'ethers'
import { expect, it } from 'vitest'
import { readRecordedFrames } from '../../../../test/helpers/recordedFrames'
import type { Allocation } from '../../sessions/types'
import { ANY_SCALE, formatAmount, unitsOf } from '../../sessions/amounts'
import type { Address, Hex } from '../../types'
import { checksumAddress } from '../../wallet/address'
import { keyStateDigest, recoverMessageSigner, recoverStateSigner, updateDigest } from './digests'

interface AppState {
  app_session_id: Hex
  intent: number
  version: string
  allocations: Allocation[]
  session_data: string
}

interface KeyState {
  user_address: string
  session_key: string
  version: string
  application_ids: string[]
  app_session_ids: Hex[]
  expires_at: string
  user_sig: Hex
  session_key_sig: Hex
}

interface Payload {
  readonly app_state_update?: AppState
  readonly quorum_sigs?: readonly Hex[]
  readonly state?: KeyState
  readonly error?: string
}

type Frame = [type: number, id: number, method: string, payload: Payload | null, ts: number]

const recorded = readRecordedFrames('nitronode-1.4.1')
const checksummed = (address: string): Address => checksumAddress(address) ?? ''

/** The recorded requests of a method, each with the node's error, or null if the node accepted it. */
function exchangesOf(method: string): { file: string, payload: Payload, error: string | null }[] {
  const frames = recorded.filter(({ raw }) => raw.includes(`,"app_sessions.v1.${method}",`))
    .map(({ raw, ...rest }) => ({ ...rest, frame: JSON.parse(raw) as Frame }))
  return frames.filter(({ direction }) => direction === '>').flatMap(({ file, connection, frame: [, request, , payload] }) => {
    const answer = frames.find(frame => frame.direction === '<' && frame.file === file && frame.connection === connection && frame.frame[1] === request)
    return answer && payload ? [{ file, payload, error: answer.frame[3]?.error ?? null }] : []
  })
}

/** The signers of a state, recovered with the digest that this library makes. */
function signersOf({ app_state_update: state, quorum_sigs: signatures = [] }: Payload): (Address | null)[] {
  if (!state) throw new Error('There is no state.')
  const digest = updateDigest({
    sessionId: state.app_session_id, intent: state.intent, version: Number(state.version), sessionData: state.session_data,
    allocations: state.allocations.map(row => ({ ...row, amount: formatAmount(unitsOf(row.amount, ANY_SCALE), ANY_SCALE) })),
  })
  return signatures.map(signature => recoverStateSigner(digest, signature))
}

const states = exchangesOf('submit_app_state')
const delegations = exchangesOf('submit_session_key_state')
/** The wallets of the recordings, two for each session. */
const wallets = new Set(Array.from({ length: 22 }, (_, index) => new Wallet(id(`golden-6:w${index >> 1}-${index & 1}`)).address))
const keys = new Map(delegations.flatMap(({ payload: { state }, error }) =>
  state && error === null ? [[checksummed(state.session_key), checksummed(state.user_address)]] : []))

it('every recorded nitronode state that was accepted recovers to a wallet of the recordings, or to a key that such a wallet has confirmed', () => {
  const accepted = states.filter(({ error }) => error === null)
  for (const { payload, file } of accepted) {
    const signatures = payload.quorum_sigs ?? []
    for (const [index, signer] of signersOf(payload).entries()) {
      if (signatures[index]?.startsWith('0xa2')) expect(wallets, file).toContain(keys.get(signer ?? ''))
      else expect(wallets, file).toContain(signer)
    }
    expect(signatures.length, file).toBeGreaterThan(0)
  }
  expect(accepted.length).toBe(11)
  expect(accepted.some(({ payload }) => payload.quorum_sigs?.[0]?.startsWith('0xa2'))).toBe(true)
})

it('a recorded nitronode state that was refused for a stranger recovers to the stranger that the node names', () => {
  let count = 0
  for (const { payload, error, file } of states) {
    const stranger = /^signature from non-participant: (0x[\da-f]{40})$/.exec(error ?? '')?.[1]
      ?? /no active session key found for key (0x[\da-f]{40})/.exec(error ?? '')?.[1]
    if (stranger === undefined) continue
    expect(signersOf(payload), `${file} ${error}`).toContain(checksummed(stranger))
    count += 1
  }
  expect(count).toBe(8)
})

it('recorded nitronode delegations recover to wallet and key, except those that were refused for their signature', () => {
  const judged = delegations.flatMap(({ payload: { state }, error }) => {
    if (!state) return []
    const digest = keyStateDigest({
      wallet: checksummed(state.user_address), key: checksummed(state.session_key), version: Number(state.version),
      applications: state.application_ids, sessionIds: state.app_session_ids, expiresAt: Number(state.expires_at),
    })
    return [{
      error,
      byWallet: recoverMessageSigner(digest, state.user_sig) === checksummed(state.user_address),
      byKey: recoverMessageSigner(digest, state.session_key_sig) === checksummed(state.session_key),
    }]
  })
  expect(judged.map(({ error, byWallet, byKey }) => [error, byWallet, byKey])).toEqual([
    ['invalid_session_key_state: session_key_sig is required', true, false],
    ['invalid_session_key_state: user_sig does not match user_address', false, true],
    ['invalid_session_key_state: expected version 1, got 2', true, true],
    [null, true, true],
    ['invalid_session_key_state: expected version 2, got 1', true, true],
    // These two name single sessions.
    [null, true, true],
    [null, true, true],
    // This one ends a key, which needs only the wallet's signature.
    [null, true, false],
  ])
})
