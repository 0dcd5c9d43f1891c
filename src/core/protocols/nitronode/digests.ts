import type { Address, Hex } from '../../types'
import { keccakOfHex, keccakOfText } from '../../wallet/keccak'
import { messageDigest } from './message'
import { recoverDigestSigner } from '../../wallet/signature'
import type { Allocation } from '../../sessions/types'
import { bytes32, encode, list, text, tuple, word } from './abi'

/** A state of a session as it is signed. */
export interface StateUpdate {
  readonly sessionId: Hex
  /** 0 operate, 3 close. */
  readonly intent: number
  readonly version: number
  /** In the order in which they are sent, amounts in their shortest form. */
  readonly allocations: readonly Allocation[]
  readonly sessionData: string
}

/** A state as it is sent. */
export const stateText = ({ sessionId, intent, version, allocations, sessionData }: StateUpdate): string => JSON.stringify({
  app_session_id: sessionId,
  intent,
  version: String(version),
  allocations: allocations.map(({ participant, asset, amount }) => ({ participant, asset, amount })),
  session_data: sessionData,
})

/** What the participants sign of a state (nitronode 1.4.1, recorded: operate-then-close.jsonl). */
export const updateDigest = ({ sessionId, intent, version, allocations, sessionData }: StateUpdate): Hex => keccakOfHex(encode([
  bytes32(sessionId),
  word(intent),
  word(version),
  list(allocations.map(({ participant, asset, amount }) => tuple([word(participant), text(asset), text(amount)]))),
  text(sessionData),
]))

/** A key that may sign for a wallet. */
export interface KeyState {
  readonly wallet: Address
  readonly key: Address
  /** Counts up from 1 for each key. */
  readonly version: number
  readonly application: string
  /** Unix seconds. */
  readonly expiresAt: number
}

/** What wallet and key sign of a delegation (nitronode 1.4.1, recorded: app-session-key.jsonl). */
export const keyStateDigest = ({ wallet, key, version, application, expiresAt }: KeyState): Hex => keccakOfHex(encode([
  word(wallet),
  word(key),
  word(version),
  list([bytes32(keccakOfText(application))]),
  list([]),
  word(expiresAt),
]))

/** Kinds of signatures: by a wallet, or by a key of it. */
export const SIGNED_BY = { wallet: '0xa1', key: '0xa2' } as const

/** Who signed a digest as a message; null for a malformed signature. */
export const recoverMessageSigner = (digest: Hex, signature: Hex): Address | null =>
  recoverDigestSigner(messageDigest(digest), signature)

/** Who made a signature of a state, with the byte in front that tells its kind. */
export const recoverStateSigner = (digest: Hex, signature: string): Address | null =>
  /^0xa[12]/.test(signature) ? recoverMessageSigner(digest, `0x${signature.slice(4)}`) : null
