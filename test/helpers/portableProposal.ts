import { toPortable } from '../../src/core/cosigning/portable'
import type { PortableProposal } from '../../src/core/cosigning/codec/proposalCodec'
import type { CloseProposal, ProposalStamp } from '../../src/core/cosigning/types'
import type { Address, Hex } from '../../src/core'
import type { SessionKeyPolicy } from '../../src/core/wallet/types'
import { checksum } from '../../src/core/wallet/address'
import { keccakOfText } from '../../src/core/wallet/keccak'

/** The base point of P-256: a valid key for replies, whose private key everybody knows. */
export const SAMPLE_BOX: Hex = '0x036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'

/** An id and a time as a ClearNode sees them. */
export const SAMPLE_STAMP: ProposalStamp = { by: 'time', requestId: Number.MAX_SAFE_INTEGER - 1, ts: 1_790_000_000_000 }

/** Checksummed addresses without a known key. */
export const sampleParticipants = (count: number): Address[] =>
  Array.from({ length: count }, (_, index) => checksum(keccakOfText(`participant ${index}`).slice(-40)))

/** A proposal to close a session in usdc, in which everybody receives some. */
export function sampleProposal(participants: readonly Address[], changes: Partial<CloseProposal> = {}): CloseProposal {
  return {
    version: 1,
    kind: 'close',
    nodeTag: '0x1f2e3d4c',
    sessionId: `0x${'ab'.repeat(32)}`,
    submitter: participants[0] ?? '',
    assets: [{ symbol: 'usdc', scale: 6 }],
    rows: [participants.map((_, index) => BigInt(700_000 + index))],
    sessionData: null,
    box: SAMPLE_BOX,
    stamp: SAMPLE_STAMP,
    origin: null,
    ...changes,
  }
}

/** The same as its codec writes it. */
export const samplePortable = (participants: readonly Address[], changes: Partial<CloseProposal> = {}, request: Hex | null = null): PortableProposal =>
  toPortable(sampleProposal(participants, changes), participants, request)

/** A policy as a ClearNode 0.5.2 has a wallet sign it, with an application name of ten letters. */
export const samplePolicy = (wallet: Address, signature: Hex): SessionKeyPolicy => ({
  wallet,
  sessionKey: checksum('5e'.repeat(20)),
  application: 'test-rooms',
  scope: 'app.close',
  expiresAt: 1_790_086_400,
  challenge: '0b6dfd4c-7f0e-4f0e-9b0a-2d5c1a3e4f60',
  signature,
})
