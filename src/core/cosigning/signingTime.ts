import { NitroliteError } from '../errors/errors'
import type { ProposeRequest } from './options'
import type { NodeCosigning } from './nodeCosigning'

/** How long signatures are collected, in milliseconds. */
const SIGNING_TIME = { default: 300_000, shortest: 20_000 }

/**
 * For how long a submitter collects signatures by hand, in milliseconds.
 * @throws `OPTIONS_INVALID`
 */
export function signingTimeOf({ signWithin = SIGNING_TIME.default }: Pick<ProposeRequest, 'signWithin'>, { longestSigning }: NodeCosigning): number {
  if (Number.isInteger(signWithin) && signWithin >= SIGNING_TIME.shortest && signWithin <= longestSigning) return signWithin
  throw new NitroliteError('OPTIONS_INVALID', { option: 'signWithin', reason: `It must be 20 seconds to ${longestSigning / 60_000} minutes, in whole milliseconds.` })
}
