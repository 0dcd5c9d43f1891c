import type { Address, Hex } from '../../types'
import type { SessionKeyPolicy } from '../../wallet/types'
import { isSameAddress } from '../../sessions/participants'
import { checksum } from '../../wallet/address'
import type { ByteReader } from './byteReader'
import type { ByteWriter } from './byteWriter'
import { malformed, NOT_SHORTEST } from './format'
import { readCompactSignature, writeSignature } from './signatureCodec'

/** The challenges of a ClearNode 0.5.2 are UUIDs. They take 16 bytes instead of 36. */
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/

/** Stands for a policy without a challenge: a nitronode has none, and no ClearNode makes this UUID. */
const NO_CHALLENGE = '00000000-0000-0000-0000-000000000000'

const uuidOf = (hex: Hex): string => hex.slice(2).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

/**
 * Writes the policy of a session key without its wallet, which the reader knows. An empty text stands for a UUID, and the other
 * challenges are written as texts.
 * @throws `PROPOSAL_MALFORMED` if the policy is of another wallet, or cannot be written
 */
export function writePolicy(writer: ByteWriter, policy: SessionKeyPolicy, wallet: Address): void {
  if (!isSameAddress(policy.wallet, wallet)) throw malformed('The policy of a session key belongs to another wallet.')
  writer.address(policy.sessionKey).varint(policy.expiresAt).text(policy.application).text(policy.scope)
  writeSignature(writer, policy.signature)
  const challenge = policy.challenge === '' ? NO_CHALLENGE : policy.challenge
  if (UUID.test(challenge)) writer.text('').hex(`0x${challenge.replaceAll('-', '')}`, 16)
  else writer.text(challenge)
}

/**
 * Reads a policy that `writePolicy` wrote.
 * @param wallet the wallet that must have signed it
 * @throws `PROPOSAL_MALFORMED`
 */
export function readPolicy(reader: ByteReader, wallet: Address): SessionKeyPolicy {
  const sessionKey = reader.address()
  const expiresAt = reader.integer()
  const application = reader.text()
  const scope = reader.text()
  const signature = readCompactSignature(reader)
  const text = reader.text()
  if (UUID.test(text)) throw malformed(NOT_SHORTEST)
  const challenge = text === '' ? uuidOf(reader.hex(16)) : text
  return { wallet: checksum(wallet.slice(2)), sessionKey, application, scope, expiresAt, challenge: challenge === NO_CHALLENGE ? '' : challenge, signature }
}
