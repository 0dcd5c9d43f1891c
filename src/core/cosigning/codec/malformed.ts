import { NitroliteError } from '../../errors/errors'

/**
 * The error for anything that does not have the format of this library.
 * @param reason a full sentence that never quotes what was read: a reply or a link may hold secrets
 */
export const malformed = (reason: string): NitroliteError => new NitroliteError('PROPOSAL_MALFORMED', { reason })

/** The error for a format of a later version. */
export const unknownVersion = (version: number): NitroliteError => new NitroliteError('PROPOSAL_VERSION_UNKNOWN', { version })

export const INCOMPLETE = 'It is incomplete.'
export const NOT_SHORTEST = 'It is not in its shortest form.'
