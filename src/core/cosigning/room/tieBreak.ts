import { keccakOfHex } from '../../wallet/keccak'
import { meaningOf } from '../meaning'
import type { CloseProposal } from '../types'

/**
 * Decides between two proposals in the same way for everybody, whatever order they arrive in. The meaning comes first: a submitter
 * cannot choose it, because it only names the submitter. Keys for replies can be tried until one has a low hash, so they decide
 * only between two devices of one submitter.
 */
const rankOf = (proposal: CloseProposal): string => meaningOf(proposal) + keccakOfHex(proposal.box.slice(2))

/** Two proposals do the same with the session, and only differ in who sends it. */
const hasSameEffect = (one: CloseProposal, other: CloseProposal): boolean => {
  const { submitter } = other
  return meaningOf({ ...one, submitter }) === meaningOf(other)
}

/**
 * Whether a client gives its own proposal up for one of another client. Of two proposals that do the same with the session, one
 * is enough. People decide between proposals that differ.
 */
export const yieldsTo = (own: CloseProposal, other: CloseProposal): boolean =>
  own.box !== other.box && hasSameEffect(own, other) && rankOf(other) < rankOf(own)
