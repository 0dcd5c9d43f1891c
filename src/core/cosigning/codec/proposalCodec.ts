import { bytesToHex, hexToBytes } from '@noble/curves/abstract/utils'
import type { Address, Hex } from '../../types'
import { bytesOf } from '../../wallet/bytes'
import { keccakOfHex } from '../../wallet/keccak'
import type { CloseProposal, ProposalOrigin } from '../types'
import { ByteReader } from './byteReader'
import { ByteWriter } from './byteWriter'
import { isPoint, POINT_BYTES } from './curvePoint'
import { malformed, MAX_BYTES, MAX_BYTES_WITH_REQUEST, NOT_SHORTEST, unknownVersion, VERSION } from './format'
import { readPolicy, writePolicy } from './policyCodec'
import { readCompactSignature, writeSignature } from './signatureCodec'
import { kindOfNumber, numberOfKind, readAmounts, readStamp, stampForm, writeAmounts, writeStamp } from './termsCodec'
import { fromText, toText } from './texts'

/** A participant by its place in the session, or the address of somebody else. */
export type SubmitterReference = { readonly index: number } | { readonly address: Address }

/** A proposal before the participants of its session are known. `resolveProposal` looks the submitter up. */
export interface PortableProposal extends Omit<CloseProposal, 'submitter'> {
  readonly submitter: SubmitterReference
  /** The exact bytes to sign, if they came along. They are only ever compared with own bytes, and never signed. */
  readonly request: Hex | null
}

/** The lowest two bits of the second byte are the form of the stamp, and the highest three the kind. */
const HAS_DATA = 1 << 2
const HAS_ORIGIN = 1 << 3
const HAS_REQUEST = 1 << 4
const KIND_SHIFT = 5

const CHECK_BYTES = 4
const TOO_LONG = 'It is too long.'

const checkOf = (content: Uint8Array): Uint8Array => hexToBytes(keccakOfHex(bytesToHex(content)).slice(2, 2 + 2 * CHECK_BYTES))

const flag = (isSet: boolean, bit: number): number => isSet ? bit : 0

function writeOrigin(writer: ByteWriter, { creator, signature, policy }: ProposalOrigin): void {
  writer.address(creator)
  writeSignature(writer, signature)
  writer.byte(policy === null ? 0 : 1)
  if (policy !== null) writePolicy(writer, policy, creator)
}

function readOrigin(reader: ByteReader): ProposalOrigin {
  const creator = reader.address()
  const signature = readCompactSignature(reader)
  const form = reader.byte()
  if (form > 1) throw malformed('Its origin is not valid.')
  return { creator, signature, policy: form === 1 ? readPolicy(reader, creator) : null }
}

/** A stamp that does not fit the kind of the proposal fixes no bytes. */
const isFitting = ({ kind, stamp }: Pick<CloseProposal, 'kind' | 'stamp'>): boolean => kind === 'close' || stamp?.by !== 'time'

/**
 * The bytes of a proposal. The same proposal always has the same bytes.
 * @throws `PROPOSAL_ROWS_INCOMPLETE`, `PROPOSAL_AMOUNT_INVALID`; `PROPOSAL_MALFORMED` if it holds something else that cannot be
 * written, or is too long
 */
export function encodeProposal(proposal: PortableProposal): Uint8Array<ArrayBuffer> {
  const { kind, stamp, submitter, sessionData, origin, request } = proposal
  if (!isFitting(proposal)) throw malformed('Its stamp does not fit its kind.')
  if (!isPoint(proposal.box)) throw malformed('Its key for replies is not valid.')
  const writer = new ByteWriter()
    .byte(VERSION)
    .byte(numberOfKind(kind) << KIND_SHIFT | stampForm(stamp)
      | flag(sessionData !== null, HAS_DATA) | flag(origin !== null, HAS_ORIGIN) | flag(request !== null, HAS_REQUEST))
    .hex(proposal.nodeTag, 4)
    .hex(proposal.sessionId, 32)
  writeStamp(writer, stamp)
  if ('index' in submitter) writer.varint(submitter.index + 1)
  else writer.varint(0).address(submitter.address)
  writer.hex(proposal.box, POINT_BYTES)
  writeAmounts(writer, proposal)
  if (sessionData !== null) writer.text(sessionData)
  if (origin !== null) writeOrigin(writer, origin)
  if (request !== null) writer.varint(request.length / 2 - 1).hex(request, request.length / 2 - 1)
  const content = writer.toBytes()
  if (content.length + CHECK_BYTES > (request === null ? MAX_BYTES : MAX_BYTES_WITH_REQUEST)) throw malformed(TOO_LONG)
  return writer.raw(checkOf(content)).toBytes()
}

function readContent(reader: ByteReader): PortableProposal {
  const version = reader.byte()
  if (version !== VERSION) throw unknownVersion(version)
  const head = reader.byte()
  const kind = kindOfNumber(head >> KIND_SHIFT)
  const nodeTag = reader.hex(4)
  const sessionId = reader.hex(32)
  const stamp = readStamp(reader, head & 3)
  const place = reader.integer()
  const submitter = place === 0 ? { address: reader.address() } : { index: place - 1 }
  const box = reader.hex(POINT_BYTES)
  const { assets, rows } = readAmounts(reader)
  const sessionData = head & HAS_DATA ? reader.text() : null
  const origin = head & HAS_ORIGIN ? readOrigin(reader) : null
  const request = head & HAS_REQUEST ? reader.hex(reader.count(1)) : null
  reader.end()
  return { version, kind, nodeTag, sessionId, submitter, box, stamp, assets, rows, sessionData, origin, request }
}

/**
 * Reads the bytes of a proposal. Only the bytes that `encodeProposal` makes of the result are accepted.
 * @throws `PROPOSAL_VERSION_UNKNOWN` for the format of a later version, `PROPOSAL_KIND_UNKNOWN` if it asks for something other
 * than a close, and `PROPOSAL_MALFORMED`
 */
export function decodeProposal(value: Uint8Array): PortableProposal {
  const bytes = bytesOf(value)
  if (!bytes || bytes.length > MAX_BYTES_WITH_REQUEST) throw malformed(TOO_LONG)
  const content = bytes.subarray(0, Math.max(0, bytes.length - CHECK_BYTES))
  // First of all, so that damage is never taken for a later version. A text and a message name their version before as well.
  if (bytesToHex(checkOf(content)) !== bytesToHex(bytes.subarray(content.length))) throw malformed('It is damaged or incomplete.')
  const proposal = readContent(new ByteReader(content))
  if (bytesToHex(encodeProposal(proposal)) !== bytesToHex(bytes)) throw malformed(NOT_SHORTEST)
  return proposal
}

/** Names a proposal exactly as it is shown: its meaning, its key for replies and its origin. @throws as `encodeProposal` */
export const proposalHashOf = (proposal: PortableProposal): Hex => keccakOfHex(bytesToHex(encodeProposal(proposal)))

/** A proposal as a text that begins with `nlp1.`. @throws as `encodeProposal` */
export const proposalText = (proposal: PortableProposal): string => toText('proposal', encodeProposal(proposal))

/**
 * Reads a proposal from a pasted text or link.
 * @throws as `decodeProposal`
 */
export const readProposalText = (pasted: string): PortableProposal => decodeProposal(fromText('proposal', pasted))
