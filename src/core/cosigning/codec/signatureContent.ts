import type { Address, Hex } from '../../types'
import type { SessionKeyPolicy } from '../../wallet/types'
import { SIGNED_BY } from '../../protocols/nitronode/digests'
import type { ParticipantSignature } from '../types'
import { ByteReader } from './byteReader'
import { ByteWriter } from './byteWriter'
import { malformed } from './format'
import { readPolicy, writePolicy } from './policyCodec'
import { readCompactSignature, SIGNATURE_BYTES, writeSignature } from './signatureCodec'

/** What is inside a sealed reply. The numbers are part of the format. */
const FORMS = {
  /** ClearNode: the signature of a wallet. */
  plain: 0,
  /** ClearNode: the signature of a session key, and its policy. */
  withPolicy: 1,
  /** nitronode: one or two signatures of a wallet. */
  byWallet: 2,
  /** nitronode: one or two signatures of a session key. */
  byKey: 3,
  /** nitronode: the same, and the policy of the key. */
  byKeyWithPolicy: 4,
} as const

/** Signatures of a nitronode begin with the kind of their signer. */
const TAGS = [[FORMS.byWallet, SIGNED_BY.wallet], [FORMS.byKey, SIGNED_BY.key], [FORMS.byKeyWithPolicy, SIGNED_BY.key]] as const

const TAGGED_LENGTH = 2 + 2 * 66
const MOST_SIGNATURES = 2

const NOT_WRITABLE = 'The signatures of a reply do not fit together.'

const tagOf = (form: number): Hex | undefined => TAGS.find(([each]) => each === form)?.[1]

const hasTag = (signature: Hex, tag: Hex): boolean => signature.length === TAGGED_LENGTH && signature.startsWith(tag)

function formOf({ signatures, policy }: Omit<ParticipantSignature, 'participant'>): number {
  const count = signatures.length
  const [form] = TAGS.find(([, tag]) => signatures.every(signature => hasTag(signature, tag))) ?? []
  const isWritable = form === undefined ? count === 1 : count > 0 && count <= MOST_SIGNATURES && (policy === null || form === FORMS.byKey)
  if (!isWritable) throw malformed(NOT_WRITABLE)
  if (policy !== null) return form === undefined ? FORMS.withPolicy : FORMS.byKeyWithPolicy
  return form ?? FORMS.plain
}

/**
 * The content of a reply before it is encrypted. The participant is not in it: it is authenticated beside it.
 * @throws `PROPOSAL_MALFORMED` if the signatures are not those of one close on a ClearNode, or of one sitting on a nitronode
 */
export function encodeSignatures({ participant, ...signed }: ParticipantSignature): Uint8Array<ArrayBuffer> {
  const form = formOf(signed)
  const writer = new ByteWriter().byte(form)
  if (form === FORMS.byKeyWithPolicy) writer.byte(signed.signatures.length)
  const start = tagOf(form)?.length ?? 2
  for (const signature of signed.signatures) writeSignature(writer, `0x${signature.slice(start)}`)
  if (signed.policy !== null) writePolicy(writer, signed.policy, participant)
  return writer.toBytes()
}

function readTagged(reader: ByteReader, tag: Hex, count: number): Hex[] {
  if (count !== 1 && count !== MOST_SIGNATURES) throw malformed(NOT_WRITABLE)
  return Array.from({ length: count }, (): Hex => `${tag}${readCompactSignature(reader).slice(2)}`)
}

/**
 * Reads the content of a reply.
 * @param participant who sent the reply; the policy of a session key must belong to this wallet
 * @throws `PROPOSAL_MALFORMED`
 */
export function decodeSignatures(bytes: Uint8Array<ArrayBuffer>, participant: Address): ParticipantSignature {
  const reader = new ByteReader(bytes)
  const form = reader.byte()
  const tag = tagOf(form)
  if (tag === undefined && form !== FORMS.plain && form !== FORMS.withPolicy) throw malformed('The form of the reply is not known.')
  const hasPolicy = form === FORMS.withPolicy || form === FORMS.byKeyWithPolicy
  const countOfTagged = (): number => hasPolicy ? reader.byte() : reader.left / SIGNATURE_BYTES
  const signatures = tag === undefined ? [readCompactSignature(reader)] : readTagged(reader, tag, countOfTagged())
  const policy: SessionKeyPolicy | null = hasPolicy ? readPolicy(reader, participant) : null
  reader.end()
  return { participant, signatures, policy }
}
