import { NitroliteError } from '../errors/errors'
import { isSameAddress } from '../sessions/participants'
import type { Address, Hex } from '../types'
import { checksum } from '../wallet/address'
import { malformed } from './codec/format'
import type { PortableProposal, SubmitterReference } from './codec/proposalCodec'
import type { CloseProposal } from './types'

/** A session can list an address in two spellings. Only the first one is referred to, so that each proposal has one form. */
const placeOf = (participants: readonly Address[], submitter: Address): number =>
  participants.findIndex(participant => isSameAddress(participant, submitter))

function submitterOf(reference: SubmitterReference, participants: readonly Address[]): Address {
  if ('address' in reference) {
    if (placeOf(participants, reference.address) !== -1) throw malformed('It names its sender in another way than it should.')
    return reference.address
  }
  const submitter = participants[reference.index]
  if (submitter === undefined) throw malformed('Its sender is not a participant of the session.')
  if (placeOf(participants, submitter) !== reference.index) throw malformed('It names its sender in another way than it should.')
  return submitter
}

/**
 * A proposal as its codec writes it: the submitter is the place of a participant, which is shorter than an address.
 * @param participants of the session, each once, in the node's order and spelling
 * @param request the exact bytes to sign, if the proposal is to contain them. @default null
 * @throws `PROPOSAL_ROWS_INCOMPLETE` unless there is one amount for each participant and asset
 */
export function toPortable(proposal: CloseProposal, participants: readonly Address[], request: Hex | null = null): PortableProposal {
  if (proposal.rows.some(row => row.length !== participants.length)) throw new NitroliteError('PROPOSAL_ROWS_INCOMPLETE')
  const index = placeOf(participants, proposal.submitter)
  const submitter = index === -1 ? { address: checksum(proposal.submitter.slice(2)) } : { index }
  return { ...proposal, submitter, request }
}

/**
 * The proposal that was read, with the address of its submitter.
 * @param participants of the session, each once, in the node's order and spelling
 * @throws `PROPOSAL_ROWS_INCOMPLETE` unless there is one amount for each participant and asset; `PROPOSAL_MALFORMED` if the
 * submitter does not exist, or `toPortable` would name it in another way
 */
export function resolveProposal({ request: _, submitter, ...proposal }: PortableProposal, participants: readonly Address[]): CloseProposal {
  if (proposal.rows.some(row => row.length !== participants.length)) throw new NitroliteError('PROPOSAL_ROWS_INCOMPLETE')
  return { ...proposal, submitter: submitterOf(submitter, participants) }
}
