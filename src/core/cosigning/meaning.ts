import type { Address, Hex } from '../types'
import { keccakOfHex } from '../wallet/keccak'
import { ByteWriter } from './codec/byteWriter'
import { POINT_BYTES } from './codec/curvePoint'
import { PROPOSAL_ID_BYTES, VERSION } from './codec/format'
import { numberOfKind, stampForm, writeAmounts, writeSessionData, writeStamp } from './codec/termsCodec'
import type { CloseProposal, ProposalTerms } from './types'

/** Letters and digits without those that look alike: I and 1, O and 0. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

const cut = (hash: Hex, bytes: number): Hex => `0x${hash.slice(2, 2 + 2 * bytes)}`

/**
 * The terms as bytes that no other terms have. The case of an address makes no difference.
 * @throws `PROPOSAL_ROWS_INCOMPLETE`, `PROPOSAL_AMOUNT_INVALID`, `PROPOSAL_MALFORMED`
 */
export function meaningBytesOf(terms: ProposalTerms): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter()
    .byte(VERSION)
    .byte(numberOfKind(terms.kind))
    .hex(terms.nodeTag, 4)
    .hex(terms.sessionId, 32)
    .address(terms.submitter)
  writeAmounts(writer, terms)
  writeSessionData(writer, terms.sessionData)
  return writer.toBytes()
}

/**
 * What people approve, as a hash: who receives how much of which session on which node, and who sends it to the node. It does
 * not depend on the stamp, on the key for replies or on the origin.
 * @throws as `meaningBytesOf`
 */
export const meaningOf = (terms: ProposalTerms): Hex => keccakOfHex(new ByteWriter().raw(meaningBytesOf(terms)).toHexDigits())

/**
 * Identifies a proposal with its stamp, in 16 bytes. A reply contains these bytes to say what it signs.
 * @throws as `meaningBytesOf`
 */
export function proposalIdOf(proposal: ProposalTerms & Pick<CloseProposal, 'box' | 'stamp'>): Hex {
  const writer = new ByteWriter().hex(meaningOf(proposal), 32).hex(proposal.box, POINT_BYTES).byte(stampForm(proposal.stamp))
  writeStamp(writer, proposal.stamp)
  return cut(keccakOfHex(writer.toHexDigits()), PROPOSAL_ID_BYTES)
}

/**
 * Two groups of four characters that people compare by voice, such as `K7QM-2XHT`. Two people with the same code see the same
 * meaning and send their signatures to the same submitter. Another proposal has the same code once in 2^40 times.
 * @throws `PROPOSAL_MALFORMED`
 */
export function comparisonCodeOf(meaning: Hex, box: Hex): string {
  const hash = keccakOfHex(new ByteWriter().hex(meaning, 32).hex(box, POINT_BYTES).toHexDigits())
  const bits = BigInt(cut(hash, 5))
  const characters = Array.from({ length: 8 }, (_, index) => ALPHABET[Number(bits >> BigInt(35 - 5 * index) & 31n)])
  return `${characters.slice(0, 4).join('')}-${characters.slice(4).join('')}`
}

/**
 * The first four bytes of the hash of a node's own address: what proposals call their node.
 * @throws `PROPOSAL_MALFORMED` if it is not an address
 */
export const nodeTagOf = (node: Address): Hex => cut(keccakOfHex(new ByteWriter().address(node).toHexDigits()), 4)
