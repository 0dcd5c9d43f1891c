import * as v from 'valibot'
import type { ClosingContext } from '../closing/context'
import { addressesOf } from '../sessions/allocations'
import type { Address, Hex } from '../types'
import { malformed } from './codec/format'
import { decodeProposal, encodeProposal, type PortableProposal, readProposalText } from './codec/proposalCodec'
import { toPortable } from './portable'
import type { CloseProposal } from './types'

const hex = v.custom<Hex>(value => typeof value === 'string' && /^0x(?:[\da-f]{2})*$/.test(value))
const sessionId = v.custom<Hex>(value => typeof value === 'string' && /^0x[\da-f]{64}$/.test(value))
const address = v.custom<Address>(value => typeof value === 'string' && /^0x[\da-f]{40}$/i.test(value))

/** The values of a proposal. Their ranges are checked when it is written as bytes. */
const proposalShape: v.GenericSchema<unknown, CloseProposal> = v.strictObject({
  version: v.literal(1),
  kind: v.picklist(['close', 'operate and close']),
  nodeTag: hex,
  sessionId,
  submitter: address,
  assets: v.array(v.strictObject({ symbol: v.string(), scale: v.number() })),
  rows: v.array(v.array(v.bigint())),
  sessionData: v.nullable(v.string()),
  box: hex,
  stamp: v.nullable(v.variant('by', [
    v.strictObject({ by: v.literal('time'), requestId: v.number(), ts: v.number() }),
    v.strictObject({ by: v.literal('version'), version: v.number() }),
  ])),
  origin: v.nullable(v.strictObject({
    creator: address,
    signature: hex,
    policy: v.nullable(v.strictObject({
      wallet: address, sessionKey: address, application: v.string(), scope: v.string(), expiresAt: v.number(), challenge: v.string(), signature: hex,
    })),
  })),
})

/** Null for anything that does not have the form of a proposal, and for an object that throws when it is read. The first fault ends the check. */
function readShape(given: unknown): CloseProposal | null {
  try {
    const shape = v.safeParse(proposalShape, given, { abortEarly: true })
    return shape.success ? shape.output : null
  }
  catch {
    return null
  }
}

/**
 * Reads a proposal that an app has given: as text or link, or as an object, such as `CoSigning.proposal`. An object must be one that
 * could also have come as a text, so it passes through the same bytes.
 * @throws `PROPOSAL_MALFORMED` and the other errors of `readProposalText`; for an object also the errors of reading its session
 */
export async function givenProposal(given: string | CloseProposal, contextOf: () => Pick<ClosingContext, 'protocol' | 'present'>): Promise<PortableProposal> {
  if (typeof given === 'string') return readProposalText(given)
  const proposal = readShape(given)
  if (!proposal) throw malformed('It is neither a text nor an object with the fields of a proposal.')
  const { protocol, present } = contextOf()
  const session = await protocol.readSession(present().connection, proposal.sessionId)
  return decodeProposal(encodeProposal(toPortable(proposal, addressesOf(session))))
}
