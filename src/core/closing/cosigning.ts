import type { AddressSpelling } from '../cosigning/quorum'
import { NitroliteError } from '../errors/errors'
import type { Access, PlanBasis } from '../protocols/protocol'
import type { Allocation, AppSession } from '../sessions/types'
import type { Address } from '../types'
import type { Attempt, ClosingPlan, Proposal, SigningRounds } from './types'
import type { Draft, SharedDraft } from './policy/attempts'

/** What a closing needs to ask other participants for their signatures. `core/cosigning` provides it. */
export interface SubmitterPart {
  readonly role: 'submitter'
  readonly spelling: AddressSpelling
  /** @throws why the session cannot be closed together */
  check(basis: PlanBasis, access: Access): void
  /** Makes the proposal that participants approve before anybody signs. Absent where approving is signing. */
  announce?(access: Access, plan: ClosingPlan): Promise<SigningRounds>
  /**
   * Makes the bytes that everybody signs. Nothing is shared before the closing has written them into the journal.
   * @throws `PROPOSAL_FACTS_CHANGED` if the session is not as it was when the participants approved
   */
  stamp(access: Access, plan: ClosingPlan): Promise<Draft>
  /** Asks the others for their signatures of a draft that the journal holds. Absent where the draft travels by hand. */
  ask?(draft: SharedDraft): void
}

/** What a closing needs to sign what another participant has proposed. `core/cosigning` provides it. */
export interface CoSignerPart {
  readonly role: 'co-signer'
  /** The wallet that signs, as it was logged in when the person read the proposal. */
  readonly wallet: Address
  readonly spelling: AddressSpelling
  /** The proposal as it was shared. */
  readonly text: string
  /** The bytes to sign, made by this client from the amounts that the person has approved. */
  readonly proposal: Proposal
  /** Checks the proposal against what the node says now. @throws why it must not be signed */
  check(basis: PlanBasis, access: Access): Promise<void> | void
  /** Takes the attempt with our signature to its submitter. The journal holds it already. */
  deliver(attempt: Attempt): void
}

export type CosigningPart = SubmitterPart | CoSignerPart

/**
 * Gives the signature of a co-signer to the submitter.
 * @param tellOffered called before anybody has the signature, so that nobody can cancel what the submitter may send
 * @throws `PROPOSAL_GONE` for a closing from the journal: its reply is made from the record
 */
export function offer(part: CosigningPart | null, attempt: Attempt, tellOffered: () => void): void {
  if (part?.role !== 'co-signer') throw new NitroliteError('PROPOSAL_GONE')
  tellOffered()
  part.deliver(attempt)
}

/**
 * Signatures may have taken minutes. The attempt of a submitter is sent over the socket that is connected now, and its record
 * names that socket.
 * @throws `NOT_CONNECTED`
 */
export function onPresentSocket(attempt: Attempt, access: Access | null): Attempt {
  const { socketName } = access?.connection ?? {}
  if (!socketName) throw new NitroliteError('NOT_CONNECTED')
  return { ...attempt, connection: socketName }
}

/**
 * The rows that participants sign. They compare their bytes, so assets that the session no longer holds are always left out.
 */
export function rowsToSign(session: AppSession, rows: readonly Allocation[]): readonly Allocation[] {
  const held = new Set(session.assets.filter(({ total }) => total !== '0').map(({ symbol }) => symbol))
  return held.size === 0 ? rows : rows.filter(({ asset }) => held.has(asset))
}
