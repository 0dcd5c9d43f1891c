import type { NitroliteErrorCode } from '../../src/core'

/** A whole number from 0 up to, but without, a limit. */
export type Draw = (limit: number) => number

/**
 * What reading must give: the code of an error; null if the text is a proper proposal, and only the review can refuse it; or
 * `unchanged` where the proposal stays the same one.
 */
export type Reading = NitroliteErrorCode | null | 'unchanged'
