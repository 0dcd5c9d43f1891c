import { AbiCoder } from 'ethers/abi'
import { keccak256 } from 'ethers/crypto'
import { hashMessage } from 'ethers/hash'
import { getBytes } from 'ethers/utils'
import type { Address, Hex } from '../../core/types'
import { formatDecimal, type Decimal } from '../formats/decimal'
import { recoverAddress } from '../formats/signatures'

const utf8 = new TextEncoder()
const hash = (types: readonly string[], values: readonly unknown[]): Hex =>
  keccak256(AbiCoder.defaultAbiCoder().encode(types, values)) as Hex
const hashText = (text: string): Hex => keccak256(utf8.encode(text)) as Hex

export interface Definition {
  readonly application: string
  readonly participants: readonly { readonly wallet: string, readonly weight: bigint }[]
  readonly quorum: bigint
  readonly nonce: bigint
}

const DEFINITION = ['string', 'tuple(address,uint8)[]', 'uint8', 'uint64']
const definitionValues = ({ application, participants, quorum, nonce }: Definition): unknown[] =>
  [application, participants.map(({ wallet, weight }) => [wallet, weight]), quorum, nonce]

/** The id of a session. Participants are hashed in the order in which they were sent. */
export const sessionIdOf = (definition: Definition): Hex => hash(DEFINITION, definitionValues(definition))

export const definitionDigest = (definition: Definition, sessionData: string): Hex =>
  hash([...DEFINITION, 'string'], [...definitionValues(definition), sessionData])

/** Intents of a state update. */
export const OPERATE = 0
export const DEPOSIT = 1
export const CLOSE = 3

export interface StateUpdate {
  readonly sessionId: Hex
  readonly intent: number
  readonly version: bigint
  readonly allocations: readonly { readonly participant: string, readonly asset: string, readonly amount: Decimal }[]
  readonly sessionData: string
}

/** Amounts are hashed in their shortest form, and rows in the order in which they were sent. */
export const updateDigest = ({ sessionId, intent, version, allocations, sessionData }: StateUpdate): Hex => hash(
  ['bytes32', 'uint8', 'uint64', 'tuple(address,string,string)[]', 'string'],
  [
    sessionId, intent, version,
    allocations.map(({ participant, asset, amount }) => [participant, asset, formatDecimal(amount)]), sessionData,
  ])

export interface KeyState {
  readonly user: Address
  readonly key: Address
  readonly version: bigint
  readonly applicationIds: readonly string[]
  readonly sessionIds: readonly string[]
  /** Unix seconds. */
  readonly expiresAt: bigint
}

export const keyStateDigest = ({ user, key, version, applicationIds, sessionIds, expiresAt }: KeyState): Hex => hash(
  ['address', 'address', 'uint64', 'bytes32[]', 'bytes32[]', 'uint64'],
  [user, key, version, applicationIds.map(hashText), sessionIds.map(hashText), expiresAt])

/** The address that signed the bytes of a digest as a personal message (EIP-191); null for an invalid signature. */
export const recoverPersonal = (digest: Hex, signature: string): Address | null =>
  recoverAddress(hashMessage(getBytes(digest)) as Hex, signature)
