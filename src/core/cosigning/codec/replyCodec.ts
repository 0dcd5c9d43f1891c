import { bytesToHex } from '@noble/curves/abstract/utils'
import { bytesOf } from '../../wallet/bytes'
import { isPlainNote } from '../plainNote'
import type { Decline, DeclineReason, SealedReply } from '../types'
import { ByteReader } from './byteReader'
import { ByteWriter } from './byteWriter'
import { malformed, MAX_BYTES, NOT_SHORTEST, PROPOSAL_ID_BYTES } from './format'
import { fromText, toText } from './texts'

/** The numbers of the reasons are their places in this list. They are part of the format: new ones are added at the end. */
const REASONS = ['amounts', 'unknown', 'later', 'other'] as const satisfies readonly DeclineReason[]

const TOO_LONG = 'It is too long.'

/** Reads bytes, and accepts only those that are written for the result. */
function decodeStrictly<T>(value: Uint8Array, read: (reader: ByteReader) => T, encode: (result: T) => Uint8Array): T {
  const bytes = bytesOf(value)
  if (!bytes || bytes.length > MAX_BYTES) throw malformed(TOO_LONG)
  const reader = new ByteReader(bytes)
  const result = read(reader)
  reader.end()
  if (bytesToHex(encode(result)) !== bytesToHex(bytes)) throw malformed(NOT_SHORTEST)
  return result
}

/** @throws `PROPOSAL_MALFORMED` */
export function encodeReply({ proposalId, participant, sealed }: SealedReply): Uint8Array<ArrayBuffer> {
  const length = sealed.length / 2 - 1
  if (length > MAX_BYTES) throw malformed(TOO_LONG)
  return new ByteWriter().hex(proposalId, PROPOSAL_ID_BYTES).varint(participant).hex(sealed, length).toBytes()
}

/** Reads a reply without opening it. @throws `PROPOSAL_MALFORMED` */
export const decodeReply = (bytes: Uint8Array): SealedReply => decodeStrictly(bytes, reader => ({
  proposalId: reader.hex(PROPOSAL_ID_BYTES), participant: reader.integer(), sealed: reader.hex(reader.left),
}), encodeReply)

/** @throws `PROPOSAL_MALFORMED`, also for a note that is too long or cannot be shown as it is: see `plainNoteOf` */
export function encodeDecline({ meaning, participant, reason, note }: Decline): Uint8Array<ArrayBuffer> {
  if (!isPlainNote(note)) throw malformed('Its note is too long, or has characters that cannot be shown safely.')
  return new ByteWriter().hex(meaning, 32).varint(participant).byte(REASONS.indexOf(reason)).text(note).toBytes()
}

/** @throws `PROPOSAL_MALFORMED` */
export const decodeDecline = (bytes: Uint8Array): Decline => decodeStrictly(bytes, (reader) => {
  const meaning = reader.hex(32)
  const participant = reader.integer()
  const reason = REASONS[reader.byte()]
  if (reason === undefined) throw malformed('Its reason is not known.')
  return { meaning, participant, reason, note: reader.text() }
}, encodeDecline)

/** A reply as a text that begins with `nlr1.`. @throws `PROPOSAL_MALFORMED` */
export const replyText = (reply: SealedReply): string => toText('reply', encodeReply(reply))

/** Reads a reply from a pasted text or link. @throws `PROPOSAL_MALFORMED`, `PROPOSAL_VERSION_UNKNOWN` */
export const readReplyText = (pasted: string): SealedReply => decodeReply(fromText('reply', pasted))

/** A decline as a text that begins with `nld1.`. @throws `PROPOSAL_MALFORMED` */
export const declineText = (decline: Decline): string => toText('decline', encodeDecline(decline))

/** Reads a decline from a pasted text or link. @throws `PROPOSAL_MALFORMED`, `PROPOSAL_VERSION_UNKNOWN` */
export const readDeclineText = (pasted: string): Decline => decodeDecline(fromText('decline', pasted))
