import type { AddressSpelling } from '../cosigning/quorum'
import { NitroliteError } from '../errors/errors'
import type { Access, PlanBasis } from '../protocols/protocol'
import type { CoSignerOptions } from '../protocols/signing'
import type { Allocation, AppSession } from '../sessions/types'
import type { Address } from '../types'
import type { Attempt, ClosingPlan, Proposal, SigningRounds } from './types'
import { isAmong, type Draft, type KnownAttempt, type SharedDraft } from './policy/attempts'

/** What a closing needs to ask other participants for their signatures. `core/cosigning` provides it. */
export interface SubmitterPart {
  readonly role: 'submitter'
  readonly spelling: AddressSpelling
  /** @throws why the session cannot be closed together */
  check(basis: PlanBasis, access: Access): void
  /** Makes the proposal that participants approve before anybody signs. Absent if approving is signing. */
  announce?(access: Access, plan: ClosingPlan): Promise<SigningRounds>
  /**
   * Makes the bytes that everybody signs. Nothing is shared before the closing has written them into the journal.
   * @throws `PROPOSAL_FACTS_CHANGED` if the session is not as it was when the participants approved
   */
  stamp(access: Access, plan: ClosingPlan): Promise<Draft>
  /** Asks the others for their signatures of a draft that the journal holds. Absent if the draft travels by hand. */
  ask?(draft: SharedDraft): void
  /** Tells the participants in the room that the proposal is given up. Absent if the draft travels by hand. @returns once they can know */
  sayGivenUp?(): Promise<void>
}

/** What a closing needs to sign what another participant has proposed. `core/cosigning` provides it. */
export interface CoSignerPart {
  readonly role: 'co-signer'
  /** The wallet that signs, as it was logged in when the person read the proposal. */
  readonly wallet: Address
  readonly spelling: AddressSpelling
  /** The proposal as it was shared. */
  readonly text: string
  /** What to sign, made by this client from the amounts that the person has approved: the submissions of the plan, in order. */
  readonly proposals: readonly Proposal[]
  readonly signing: Omit<CoSignerOptions, 'signal'>
  /** Checks the proposal against what the node says now. @throws why it must not be signed */
  check(basis: PlanBasis, access: Access): Promise<void> | void
  /** Takes the attempts with our signatures to their submitter. The journal holds them already. */
  deliver(attempts: readonly Attempt[]): void
}

export type CosigningPart = SubmitterPart | CoSignerPart

/**
 * Gives the signatures of a co-signer to the submitter.
 * @param tellOffered called before anybody has the signatures, so that nobody can cancel what the submitter may send
 * @throws `PROPOSAL_GONE` for a closing from the journal: its reply is made from the record
 */
export function offer(part: CosigningPart | null, attempts: readonly Attempt[], tellOffered: () => void): void {
  if (part?.role !== 'co-signer') throw new NitroliteError('PROPOSAL_GONE')
  tellOffered()
  part.deliver(attempts)
}

/**
 * Signatures may have taken minutes. The attempts of a submitter are sent over the socket that is connected now, and their record
 * names that socket. An attempt that is sent once more gets an id of its own, so that its answer is told apart.
 * @throws `NOT_CONNECTED`
 */
export function asSentNow(attempts: readonly Attempt[], known: readonly KnownAttempt[], access: Access | null): readonly Attempt[] {
  const { connection } = access ?? {}
  const socketName = connection?.socketName
  if (!connection || !socketName) throw new NitroliteError('NOT_CONNECTED')
  return attempts.map(attempt => isAmong(known.map(each => each.attempt), { attempt })
    ? { ...attempt, connection: socketName, requestId: connection.newRequestId(), ts: connection.newStamp() }
    : { ...attempt, connection: socketName })
}

/**
 * The rows that participants sign. They compare their bytes, so assets that the session no longer holds are always left out.
 */
export function rowsToSign(session: AppSession, rows: readonly Allocation[]): readonly Allocation[] {
  const held = new Set(session.assets.filter(({ total }) => total !== '0').map(({ symbol }) => symbol))
  return held.size === 0 ? rows : rows.filter(({ asset }) => held.has(asset))
}
