import type { Address, Hex } from '../types'
import { checksumAddress } from '../wallet/address'
import { keccakOfHex, keccakOfText } from '../wallet/keccak'
import { readSignature } from '../wallet/readSignature'
import { recoverDigestSigner } from '../wallet/signature'
import type { SessionKeyPolicy } from '../wallet/types'
import { meaningOf } from './meaning'
import { isPolicyOf } from './policyProof'
import { readRoomName, roomNameOf } from './roomName'
import type { CloseProposal } from './types'

/**
 * What a person or a session key states with a signature, apart from closings. A statement moves no funds: its text begins
 * with a line that no request and no state of a node begins with.
 */
export interface Statement {
  /**
   * - `enter room`: the answer to the challenge of a relay
   * - `make proposal`: the origin of a proposal
   */
  readonly purpose: StatementPurpose
  /** Whom the statement is for: the host of the relay as in its URL, or `proposal`. Printable ASCII without spaces. */
  readonly origin: string
  /** A name that `roomNameOf` has made. */
  readonly room: string
  /** 32 bytes: the random number of the relay, or the hash of the meaning and the box of a proposal. */
  readonly nonce: Hex
  /** When the statement ends, Unix milliseconds. Null for a statement that stays true, such as who made a proposal. */
  readonly end: number | null
}

export type StatementPurpose = 'enter room' | 'make proposal'

/** The first line of every statement. A ClearNode request begins with `[`, and a message of a nitronode has 32 bytes. */
const FIRST_LINE = 'vue-nitrolite statement 1. Signing it moves no funds.'

const PURPOSE_LINES: Readonly<Record<StatementPurpose, string>> = {
  'enter room': 'Purpose: enter a room of a relay',
  'make proposal': 'Purpose: show who made a proposal',
}

const ORIGIN = /^[!-~]{1,255}$/
const NONCE = /^0x[\da-f]{64}$/
const NO_END = 'none'

/** The latest end that the text of a statement can hold, in Unix milliseconds: the last moment of the year 9999. */
const LATEST_END = 253_402_300_799_999

const isEnd = (end: number | null): boolean => end === null || (Number.isInteger(end) && end >= 0 && end <= LATEST_END)

const isStatement = ({ origin, room, nonce, end }: Statement): boolean =>
  ORIGIN.test(origin) && readRoomName(room) !== null && NONCE.test(nonce) && isEnd(end)

/**
 * The text to sign, in ASCII.
 * @returns null if a field does not have the form that its type describes
 */
export function statementText(statement: Statement): string | null {
  if (!isStatement(statement)) return null
  const { purpose, origin, room, nonce, end } = statement
  return [
    FIRST_LINE,
    PURPOSE_LINES[purpose],
    `Origin: ${origin}`,
    `Room: ${room}`,
    `Nonce: ${nonce}`,
    `End: ${end === null ? NO_END : new Date(end).toISOString()}`,
  ].join('\n')
}

const TEXT = /^.*\n(?<purpose>.*)\nOrigin: (?<origin>.*)\nRoom: (?<room>.*)\nNonce: (?<nonce>.*)\nEnd: (?<end>.*)$/

const purposeOf = (line: string | undefined): StatementPurpose | undefined =>
  (['enter room', 'make proposal'] as const).find(purpose => PURPOSE_LINES[purpose] === line)

/** Reads the text of a statement. Returns null for a text that `statementText` would not write exactly so. */
export function readStatement(text: string): Statement | null {
  const { purpose: line, origin = '', room = '', nonce = '', end } = TEXT.exec(text)?.groups ?? {}
  const purpose = purposeOf(line)
  if (purpose === undefined) return null
  const statement = { purpose, origin, room, nonce: nonce as Hex, end: end === NO_END ? null : Date.parse(end ?? '') }
  return statementText(statement) === text ? statement : null
}

/** The digest of a text that is signed as a message (EIP-191). Wallets and session keys sign statements in the same way. */
export const statementDigest = (text: string): Hex => keccakOfText(`\x19Ethereum Signed Message:\n${text.length}${text}`)

/** The statement of somebody who makes a proposal. */
export const proposalStatement = (room: string, meaning: Hex, box: Hex): Statement =>
  ({ purpose: 'make proposal', origin: 'proposal', room, nonce: keccakOfHex(meaning.slice(2) + box.slice(2)), end: null })

/** A statement with its signature. */
export interface SignedStatement {
  /** What must have been signed. Build it from what is known, and never from what the other side has sent. */
  readonly statement: Statement
  /** The participant who should have signed, in any case that an address may have. */
  readonly participant: Address
  /** In the only form that is accepted: 65 bytes in lower case, low s, v 27 or 28. */
  readonly signature: Hex
  /** The policy by which the participant's wallet allowed a session key to sign. Null if the wallet signed itself. */
  readonly policy: SessionKeyPolicy | null
}

/** Why a signature does not prove a statement. */
export type StatementFault =
  /** A field of the statement, the participant or the signature is malformed. */
  | 'malformed'
  /** The statement has ended. */
  | 'ended'
  /** Somebody else signed, or signed another text. */
  | 'other signer'
  /** The wallet did not allow the key, or no longer allows it. */
  | 'unfit policy'

/**
 * Checks who signed a statement.
 * @param now Unix milliseconds, by the clock that the end was set with: the relay's own, or the node's
 * @returns null if the participant or a session key of theirs signed it
 */
export function findStatementFault({ statement, participant, signature, policy }: SignedStatement, now: number): StatementFault | null {
  const text = statementText(statement)
  const wallet = checksumAddress(participant)
  if (text === null || wallet === null || readSignature(signature) !== signature) return 'malformed'
  if (statement.end !== null && now >= statement.end) return 'ended'
  const signer = recoverDigestSigner(statementDigest(text), signature)
  if (signer === null) return 'malformed'
  if (policy === null) return signer === wallet ? null : 'other signer'
  // The digest of a policy costs more than this comparison, so an attacker should not get it computed for free.
  if (signer !== policy.sessionKey) return 'other signer'
  return isPolicyOf(policy, wallet, now) ? null : 'unfit policy'
}

/** The digest that the creator of a proposal signs to prove who made it. Not a digest of any request. */
export const originDigestOf = (proposal: CloseProposal): Hex =>
  statementDigest(statementText(proposalStatement(roomNameOf(proposal), meaningOf(proposal), proposal.box)) ?? '')
