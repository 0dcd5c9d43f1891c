import type { ClosingContext } from '../../closing/context'
import type { SharedDraft } from '../../closing/policy/attempts'
import type { AppSession } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { SubmitterBox } from '../box'
import { type BoxClaim, proveClaim } from '../boxProofs'
import type { CosigningMessage } from '../codec/messageCodec'
import type { PortableProposal } from '../codec/proposalCodec'
import { proposalIdOf } from '../meaning'
import { sharedProposalOf } from '../readReply'
import { boxOfSession } from '../replyBox'

/** What the submitter of a proposal proves its messages with. */
export interface SubmitterVoiceParts {
  readonly context: Pick<ClosingContext, 'protocol' | 'loggedIn'>
  readonly session: AppSession
  readonly wallet: Address
  readonly boxSalt: Hex
  /** `CloseProposal.box`. */
  readonly box: Hex
  readonly meaning: Hex
}

/** Makes the messages of a submitter that others believe because of a proof. */
export class SubmitterVoice {
  readonly #parts: SubmitterVoiceParts
  /** Kept once it is made, because the login may be gone when the proposal is given up. */
  #keys: SubmitterBox | null = null
  /** The last request and what it says, because it is repeated. */
  #request: { readonly claim: string, readonly message: CosigningMessage } | null = null

  constructor(parts: SubmitterVoiceParts) {
    this.#parts = parts
  }

  /**
   * Asks for signatures. Null for bytes without a stamp, which nobody can sign, and without the login that the keys come from.
   * @param approvals ids of the approvals that are answered
   */
  async request(draft: SharedDraft, approvals: readonly Hex[]): Promise<CosigningMessage | null> {
    const { session, meaning } = this.#parts
    const { stamp, ...proposal } = sharedProposalOf(draft, session)
    if (!stamp) return null
    const proposalId = proposalIdOf({ ...proposal, stamp })
    const claim = [proposalId, ...approvals].join()
    if (this.#request?.claim === claim) return this.#request.message
    const proof = await this.#prove({ kind: 'request', proposalId, approvals })
    if (!proof) return null
    const message = { type: 'stamp', meaning, stamp, proposalId, approvals, proof } as const
    this.#request = { claim, message }
    return message
  }

  /** Says that the proposal is given up. Null without the keys. */
  async cancel(): Promise<CosigningMessage | null> {
    const { meaning } = this.#parts
    const proof = await this.#prove({ kind: 'cancel', meaning })
    return proof && { type: 'cancel', meaning, proof }
  }

  /** Tells the submitter of an equal proposal to give way. Null without the keys. @param over hash of the other proposal */
  async insist(proposal: PortableProposal, over: Hex): Promise<CosigningMessage | null> {
    const { meaning } = this.#parts
    const proof = await this.#prove({ kind: 'insist', meaning, over })
    return proof && { type: 'insist', proposal, over, proof }
  }

  async #prove(claim: BoxClaim): Promise<Hex | null> {
    const keys = this.#keys ?? await this.#makeKeys()
    // Another session key gives other keys, which the proposal does not name.
    return keys?.publicKey === this.#parts.box ? proveClaim(keys, claim) : null
  }

  async #makeKeys(): Promise<SubmitterBox | null> {
    const { context: { protocol, loggedIn }, session, wallet, boxSalt } = this.#parts
    const access = loggedIn(wallet)
    if (!access) return null
    return this.#keys = await boxOfSession(protocol, access, session, boxSalt)
  }
}
