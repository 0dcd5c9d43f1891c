import { AbiCoder } from 'ethers/abi'
import { keccak256 } from 'ethers/crypto'
import type { Hex } from '../../core/types'
import { walletOf } from '../formats/addresses'
import { formatDecimal, type Decimal } from '../formats/decimal'

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
export const WITHDRAW = 2
export const CLOSE = 3

/** An amount that a state gives to a participant. The participant is in lower case and can be any text. */
export interface AllocationRow {
  readonly participant: string
  readonly asset: string
  readonly amount: Decimal
}

export interface StateUpdate {
  readonly sessionId: Hex
  readonly intent: number
  readonly version: bigint
  readonly allocations: readonly AllocationRow[]
  readonly sessionData: string
}

/** Amounts are hashed in their shortest form, and rows in the order in which they were sent. */
export const updateDigest = ({ sessionId, intent, version, allocations, sessionData }: StateUpdate): Hex => hash(
  ['bytes32', 'uint8', 'uint64', 'tuple(address,string,string)[]', 'string'],
  [
    sessionId, intent, version,
    allocations.map(({ participant, asset, amount }) => [walletOf(participant), asset, formatDecimal(amount)]), sessionData,
  ])

export interface KeyState {
  /** Lower case. */
  readonly user: string
  /** Lower case. */
  readonly key: string
  readonly version: bigint
  readonly applicationIds: readonly string[]
  readonly sessionIds: readonly string[]
  /** Unix seconds. */
  readonly expiresAt: bigint
}

export const keyStateDigest = ({ user, key, version, applicationIds, sessionIds, expiresAt }: KeyState): Hex => hash(
  ['address', 'address', 'uint64', 'bytes32[]', 'bytes32[]', 'uint64'],
  [user, key, version, applicationIds.map(hashText), sessionIds.map(hashText), expiresAt])

/** The id of the state of a wallet's channel that a release from a session makes. A channel without a chain stays in epoch 0. */
export const channelStateIdOf = (wallet: string, asset: string, version: bigint): Hex =>
  hash(['address', 'string', 'uint256', 'uint256'], [wallet, asset, 0n, version])

/** The id of the transaction of a release. @param account id of the session as the request spelled it */
export const transactionIdOf = (account: string, stateId: Hex): Hex => hash(['string', 'bytes32'], [account, stateId])
