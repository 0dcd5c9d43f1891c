import { NitroliteError } from '../../errors/errors'

/** The version of all formats in this folder. */
export const VERSION = 1
/** The most bytes of a proposal, a reply or a decline. */
export const MAX_BYTES = 8 * 1024
/** The most bytes of a proposal that brings the exact bytes to sign along, and of a message between participants. */
export const MAX_BYTES_WITH_REQUEST = 32 * 1024
/** The most characters of a pasted text or link, white space included. It has room for the longest proposal. */
export const MAX_CHARACTERS = 64 * 1024
/** Amounts have fewer bits than this: the nodes count in numbers of 256 bits at most. */
export const AMOUNT_BITS = 256
/** Whole numbers that JavaScript holds exactly have at most 53 bits. */
export const SAFE_BITS = 53
/** How many bytes of a hash name a proposal. */
export const PROPOSAL_ID_BYTES = 16
/** How many bytes the id and the secret of an approval have. */
export const APPROVAL_ID_BYTES = 16

/**
 * The error for anything that does not have the format of this library.
 * @param reason a full sentence that never quotes what was read: a reply or a link may hold secrets
 */
export const malformed = (reason: string): NitroliteError => new NitroliteError('PROPOSAL_MALFORMED', { reason })

/** The error for a format of a later version. */
export const unknownVersion = (version: number): NitroliteError => new NitroliteError('PROPOSAL_VERSION_UNKNOWN', { version })

export const INCOMPLETE = 'It is incomplete.'
export const NOT_SHORTEST = 'It is not in its shortest form.'
