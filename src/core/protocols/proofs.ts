import type { RequestProof } from '../receipts/requestProof'
import { nitronodeProof } from './nitronode/requestProof'
import { nitroRpcProof } from './nitrorpc/requestProof'

/** How to read receipts, by the name of the protocol in the receipt. */
const PROOFS: Readonly<Record<string, RequestProof>> = { 'nitrorpc/0.5': nitroRpcProof, 'nitronode/1': nitronodeProof }

/** How to read receipts of a protocol, or null for an unknown protocol. */
export const requestProofOf = (protocol: string): RequestProof | null =>
  Object.hasOwn(PROOFS, protocol) ? PROOFS[protocol] ?? null : null
