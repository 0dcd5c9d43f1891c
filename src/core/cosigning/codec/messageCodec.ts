import { bytesToHex } from '@noble/curves/abstract/utils'
import type { Hex } from '../../types'
import { bytesOf } from '../../wallet/bytes'
import type { Decline, ProposalStamp, SealedReply } from '../types'
import { ByteReader } from './byteReader'
import { ByteWriter } from './byteWriter'
import { APPROVAL_ID_BYTES, INCOMPLETE, malformed, MAX_BYTES_WITH_REQUEST, NOT_SHORTEST, PROPOSAL_ID_BYTES, unknownVersion } from './format'
import { decodeProposal, encodeProposal, type PortableProposal } from './proposalCodec'
import { decodeDecline, decodeReply, encodeDecline, encodeReply } from './replyCodec'
import { readStamp, stampForm, writeStamp } from './termsCodec'

/**
 * What participants tell each other over a transport. Every message may be lost, repeated or reordered, and most prove nothing:
 * they only save waiting. The submitter alone can read a reply, and proves what it says: see `BoxClaim`.
 */
export type CosigningMessage =
  | { readonly type: 'proposal', readonly proposal: PortableProposal }
  /** A participant agrees with a meaning. Nothing is signed yet. `approval` is `ApprovalToken.id`. */
  | { readonly type: 'approve', readonly meaning: Hex, readonly participant: number, readonly approval: Hex }
  /** A participant no longer agrees with a meaning. `secret` is `ApprovalToken.secret`. */
  | { readonly type: 'unapprove', readonly meaning: Hex, readonly participant: number, readonly secret: Hex }
  | RequestMessage
  | { readonly type: 'reply', readonly reply: SealedReply }
  | { readonly type: 'decline', readonly decline: Decline }
  /** The submitter has a receipt. The hash lets others compare it with their own reading of the ledger. */
  | { readonly type: 'done', readonly meaning: Hex, readonly receiptHash: Hex }
  /** The submitter gives the proposal up. */
  | { readonly type: 'cancel', readonly meaning: Hex, readonly proof: Hex }
  /** The submitter of one of two equal proposals tells the other one to give way. `over` is the hash of the other proposal. */
  | { readonly type: 'insist', readonly proposal: PortableProposal, readonly over: Hex, readonly proof: Hex }

/** The submitter asks for signatures. */
export interface RequestMessage {
  readonly type: 'stamp'
  readonly meaning: Hex
  readonly stamp: ProposalStamp
  /** That of the proposal with this stamp. */
  readonly proposalId: Hex
  /** The ids of the approvals that are answered. */
  readonly approvals: readonly Hex[]
  /** 64 bytes: see `proveClaim`. */
  readonly proof: Hex
}

/**
 * The version of the messages. Version 1 named no approvals and had no proofs. Proposals, replies and declines inside of messages have
 * a version of their own, because they also travel by hand.
 */
const MESSAGE_VERSION = 2

type MessageType = CosigningMessage['type']

/** How many bytes the proof of a claim has. */
export const PROOF_BYTES = 64

/** The numbers of the types are their places in this list. They are part of the format: new ones are added at the end. */
const TYPES = ['proposal', 'approve', 'unapprove', 'stamp', 'reply', 'decline', 'done', 'cancel', 'insist'] as const satisfies readonly MessageType[]

function writeBody(writer: ByteWriter, message: CosigningMessage): void {
  switch (message.type) {
    case 'proposal': writer.raw(encodeProposal(message.proposal)); break
    case 'approve': writer.hex(message.meaning, 32).varint(message.participant).hex(message.approval, APPROVAL_ID_BYTES); break
    case 'unapprove': writer.hex(message.meaning, 32).varint(message.participant).hex(message.secret, APPROVAL_ID_BYTES); break
    case 'stamp': writeRequest(writer, message); break
    case 'reply': writer.raw(encodeReply(message.reply)); break
    case 'decline': writer.raw(encodeDecline(message.decline)); break
    case 'done': writer.hex(message.meaning, 32).hex(message.receiptHash, 32); break
    case 'cancel': writer.hex(message.meaning, 32).hex(message.proof, PROOF_BYTES); break
    case 'insist': writer.hex(message.over, 32).hex(message.proof, PROOF_BYTES).raw(encodeProposal(message.proposal)); break
  }
}

function writeRequest(writer: ByteWriter, { meaning, proposalId, proof, approvals, stamp }: RequestMessage): void {
  writer.hex(meaning, 32).hex(proposalId, PROPOSAL_ID_BYTES).hex(proof, PROOF_BYTES).varint(approvals.length)
  for (const approval of approvals) writer.hex(approval, APPROVAL_ID_BYTES)
  writer.byte(stampForm(stamp))
  writeStamp(writer, stamp)
}

function readRequest(reader: ByteReader): CosigningMessage {
  const meaning = reader.hex(32)
  const proposalId = reader.hex(PROPOSAL_ID_BYTES)
  const proof = reader.hex(PROOF_BYTES)
  const approvals = Array.from({ length: reader.count(APPROVAL_ID_BYTES) }, () => reader.hex(APPROVAL_ID_BYTES))
  const stamp = readStamp(reader, reader.byte())
  if (stamp === null) throw malformed('It has no stamp.')
  return { type: 'stamp', meaning, proposalId, approvals, proof, stamp }
}

function readBody(reader: ByteReader, type: MessageType): CosigningMessage {
  switch (type) {
    case 'proposal': return { type, proposal: decodeProposal(reader.raw()) }
    case 'approve': return { type, meaning: reader.hex(32), participant: reader.integer(), approval: reader.hex(APPROVAL_ID_BYTES) }
    case 'unapprove': return { type, meaning: reader.hex(32), participant: reader.integer(), secret: reader.hex(APPROVAL_ID_BYTES) }
    case 'stamp': return readRequest(reader)
    case 'reply': return { type, reply: decodeReply(reader.raw()) }
    case 'decline': return { type, decline: decodeDecline(reader.raw()) }
    case 'done': return { type, meaning: reader.hex(32), receiptHash: reader.hex(32) }
    case 'cancel': return { type, meaning: reader.hex(32), proof: reader.hex(PROOF_BYTES) }
    case 'insist': return { type, over: reader.hex(32), proof: reader.hex(PROOF_BYTES), proposal: decodeProposal(reader.raw()) }
  }
}

/** The bytes of a message, at most 32 KiB. @throws as `encodeProposal`, `encodeReply` and `encodeDecline` */
export function encodeMessage(message: CosigningMessage): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter().byte(MESSAGE_VERSION).byte(TYPES.indexOf(message.type))
  writeBody(writer, message)
  if (writer.length > MAX_BYTES_WITH_REQUEST) throw malformed('It is too long.')
  return writer.toBytes()
}

/**
 * Reads a message. Only the bytes that `encodeMessage` makes of the result are accepted.
 * @throws `PROPOSAL_VERSION_UNKNOWN` for a message of an earlier or later version; `PROPOSAL_KIND_UNKNOWN`, `PROPOSAL_MALFORMED`
 */
export function decodeMessage(value: Uint8Array): CosigningMessage {
  const bytes = bytesOf(value)
  if (!bytes || bytes.length > MAX_BYTES_WITH_REQUEST) throw malformed('It is too long.')
  const [version, number] = bytes
  if (version !== undefined && version !== MESSAGE_VERSION) throw unknownVersion(version)
  if (number === undefined) throw malformed(INCOMPLETE)
  const type = TYPES[number]
  if (type === undefined) throw malformed('Messages of this type are not known.')
  const reader = new ByteReader(bytes.subarray(2))
  const message = readBody(reader, type)
  reader.end()
  if (bytesToHex(encodeMessage(message)) !== bytesToHex(bytes)) throw malformed(NOT_SHORTEST)
  return message
}
