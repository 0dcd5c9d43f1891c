import type { Allocation } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { keccakOfHex, keccakOfText } from '../../wallet/keccak'
import { recoverDigestSigner } from '../../wallet/signature'
import { bytes32, encode, list, text, tuple, word } from './abi'

/** A new state of a session, as participants sign it. */
export interface StateUpdate {
  readonly sessionId: Hex
  /** 0 operate, 3 close. */
  readonly intent: number
  /** The version that the session has once the node accepts the state. */
  readonly version: number
  /** In the order in which they are sent, with amounts in their shortest form. */
  readonly allocations: readonly Allocation[]
  /** An empty text keeps the session's data. */
  readonly sessionData: string
}

/** The JSON text of a state, as it is sent. */
export const stateText = ({ sessionId, intent, version, allocations, sessionData }: StateUpdate): string => JSON.stringify({
  app_session_id: sessionId,
  intent,
  version: String(version),
  allocations: allocations.map(({ participant, asset, amount }) => ({ participant, asset, amount })),
  session_data: sessionData,
})

/** The digest of a state that participants sign (nitronode 1.4.1, recorded in operate-then-close.jsonl). */
export const updateDigest = ({ sessionId, intent, version, allocations, sessionData }: StateUpdate): Hex => keccakOfHex(encode([
  bytes32(sessionId),
  word(intent),
  word(version),
  list(allocations.map(({ participant, asset, amount }) => tuple([word(participant), text(asset), text(amount)]))),
  text(sessionData),
]))

/** A session key that may sign for a wallet, as both sign it. */
export interface KeyState {
  readonly wallet: Address
  readonly key: Address
  /** Starts at 1 for each key and increases with each change. */
  readonly version: number
  /** The applications whose sessions the key may sign for. */
  readonly applications: readonly string[]
  /** Sessions that the key may sign for, whatever their application. */
  readonly sessionIds: readonly Hex[]
  /** Unix seconds. */
  readonly expiresAt: number
}

/** The digest of a key state that the wallet and the key sign (nitronode 1.4.1, recorded in app-session-key.jsonl). */
export const keyStateDigest = ({ wallet, key, version, applications, sessionIds, expiresAt }: KeyState): Hex => keccakOfHex(encode([
  word(wallet),
  word(key),
  word(version),
  list(applications.map(application => bytes32(keccakOfText(application)))),
  list(sessionIds.map(sessionId => bytes32(keccakOfText(sessionId)))),
  word(expiresAt),
]))

/** The first byte of a state's signature tells who signed: a wallet, or its session key. */
export const SIGNED_BY = { wallet: '0xa1', key: '0xa2' } as const

/** The address that signed a digest as a message (EIP-191), or null for a malformed signature. */
export const recoverMessageSigner = (digest: Hex, signature: Hex): Address | null =>
  recoverDigestSigner(messageDigest(digest), signature)

/** The address that signed a state, or null for a malformed signature. The signature must begin with a byte of `SIGNED_BY`. */
export const recoverStateSigner = (digest: Hex, signature: string): Address | null =>
  /^0xa[12]/i.test(signature) ? recoverMessageSigner(digest, `0x${signature.slice(4)}`) : null

/** "\x19Ethereum Signed Message:\n32" in hex. */
const PREFIX = '19457468657265756d205369676e6564204d6573736167653a0a3332'

/** The hash that a wallet signs when it signs 32 bytes as a message (EIP-191). */
export const messageDigest = (digest: Hex): Hex => keccakOfHex(PREFIX + digest.slice(2))
