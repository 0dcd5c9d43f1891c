import { bytesToHex } from '@noble/curves/abstract/utils'
import type { Attempt } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import { addressesOf } from '../sessions/allocations'
import type { AppSession } from '../sessions/types'
import type { Address, Hex } from '../types'
import { utf8 } from '../wallet/bytes'
import { createBox, subtleCrypto, type ReplyBox } from './box'
import { ByteReader } from './codec/byteReader'
import { ByteWriter } from './codec/byteWriter'
import { bytesOfHex, expandPoint, pointAt, xOf } from './codec/curvePoint'
import { malformed, PROPOSAL_ID_BYTES } from './codec/format'
import { decodeSignatures, encodeSignatures } from './codec/signatureContent'
import { proposalIdOf } from './meaning'
import type { StampedProposal } from './review/checkAtSigning'
import type { ParticipantSignature, SealedReply } from './types'

/** Names what the key is for, so that no other use of the same key pair has the same key. */
const PURPOSE = utf8('vue-nitrolite reply 1')
/** The x coordinate of the sender's key for this one reply. Both points with this coordinate give the same secret. */
const X_BYTES = 32
/**
 * 120 bits. One byte less than usual lets a reply fit into a QR code of the chosen size. Each key encrypts once, and
 * nobody can try 2^120 forgeries.
 */
const TAG_BITS = 120
/** Each key encrypts one message only, so that the nonce need not differ. */
const NONCE = new Uint8Array(12)

interface Envelope extends Pick<SealedReply, 'proposalId' | 'participant'> {
  /** Public key of the box, compressed. */
  readonly box: Hex
  /** x coordinate of the sender's key. */
  readonly x: Hex
}

/** A reply cannot be moved to another proposal or participant. */
const cipher = ({ proposalId, participant }: Envelope) => ({
  name: 'AES-GCM' as const,
  iv: NONCE,
  tagLength: TAG_BITS,
  additionalData: new ByteWriter().hex(proposalId, PROPOSAL_ID_BYTES).varint(participant).toBytes(),
})

/** The key that both sides compute: the sender from the box, and the submitter from the sender's key. */
async function sharedKey(own: CryptoKey, other: Uint8Array<ArrayBuffer>, { box, x }: Envelope, usage: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  const subtle = subtleCrypto()
  const publicKey = await subtle.importKey('raw', other, { name: 'ECDH', namedCurve: 'P-256' }, false, [])
  const secret = await subtle.deriveBits({ name: 'ECDH', public: publicKey }, own, 256)
  const material = await subtle.importKey('raw', new Uint8Array(secret), 'HKDF', false, ['deriveKey'])
  const salt = new ByteWriter().raw(bytesOfHex(x)).raw(bytesOfHex(box)).toBytes()
  return subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info: PURPOSE }, material, { name: 'AES-GCM', length: 256 }, false, [usage])
}

/**
 * Encrypts a signature, so that only the submitter of the proposal can read it (P-256 ECDH with a new key, HKDF-SHA-256,
 * AES-256-GCM).
 * @param box `CloseProposal.box`
 * @param proposalId `proposalIdOf` the proposal with the stamp that was signed
 * @param index place of the participant in the session
 * @throws `PROPOSAL_MALFORMED` if the box is not a key, or the signatures cannot be written; `ENCRYPTION_UNAVAILABLE`
 */
export async function sealReply(box: Hex, proposalId: Hex, index: number, signature: ParticipantSignature): Promise<SealedReply> {
  const content = encodeSignatures(signature)
  const point = expandPoint(box)
  if (!point) throw malformed('The key for replies is not valid.')
  const own = await createBox()
  const envelope = { proposalId, participant: index, box, x: xOf(own.publicKey) }
  const key = await sharedKey(own.privateKey, point, envelope, 'encrypt')
  const encrypted = new Uint8Array(await subtleCrypto().encrypt(cipher(envelope), key, content))
  return { proposalId, participant: index, sealed: `${envelope.x}${bytesToHex(encrypted)}` }
}

/**
 * Opens a reply. Does not check who signed.
 * @param box null once it was erased
 * @param participants of the session, each once, in the node's order and spelling
 * @throws `PROPOSAL_GONE` if the box was erased; `SIGNATURE_INVALID` if the reply was not sealed to this box, or is damaged;
 * `ENCRYPTION_UNAVAILABLE`
 */
export async function openReply(box: ReplyBox | null, reply: SealedReply, participants: readonly Address[]): Promise<ParticipantSignature> {
  if (box === null) throw new NitroliteError('PROPOSAL_GONE')
  subtleCrypto()
  try {
    return await open(box, reply, participants)
  }
  catch (cause) {
    throw new NitroliteError('SIGNATURE_INVALID', {}, { cause })
  }
}

async function open(box: ReplyBox, { proposalId, participant, sealed }: SealedReply, participants: readonly Address[]): Promise<ParticipantSignature> {
  const address = participants[participant]
  if (address === undefined) throw malformed('The reply is not from a participant of the session.')
  const reader = new ByteReader(new ByteWriter().hex(sealed, sealed.length / 2 - 1).toBytes())
  const x = reader.hex(X_BYTES)
  const sender = pointAt(x)
  if (!sender) throw malformed('The key of the reply is not valid.')
  const envelope = { proposalId, participant, box: box.publicKey, x }
  const key = await sharedKey(box.privateKey, sender, envelope, 'decrypt')
  const content = await subtleCrypto().decrypt(cipher(envelope), key, Uint8Array.from(reader.raw()))
  return decodeSignatures(new Uint8Array(content), address)
}

/**
 * The reply of a co-signer, encrypted for the submitter of the proposal: its one signature of each attempt.
 * @param way how the reply travels. By hand, the policy of a key of a nitronode is left out, so that the reply stays short: the node lists
 * the keys of everybody. In a room, where anybody can send replies, the policy shows whose key has signed before the node is asked
 */
export function replyFor(
  proposal: StampedProposal, session: AppSession, wallet: Address, attempts: readonly Attempt[], way: 'by hand' | 'in a room',
): Promise<SealedReply> {
  const signatures = attempts.flatMap(attempt => attempt.signatures)
  const policy = proposal.stamp.by === 'version' && way === 'by hand' ? null : attempts[0]?.policy ?? null
  return sealReply(
    proposal.box, proposalIdOf(proposal), addressesOf(session).indexOf(wallet), { participant: wallet, signatures, policy })
}
