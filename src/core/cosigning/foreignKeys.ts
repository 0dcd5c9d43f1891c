import type { ClosingContext } from '../closing/context'
import type { Address, Hex } from '../types'
import { isOwnKey } from './ownKeys'
import type { ProposalReview } from './review/reviewProposal'

/** What is needed to find the session keys of other devices. */
export interface ForeignKeysParts {
  readonly context: Pick<ClosingContext, 'protocol' | 'url' | 'journal' | 'loggedIn' | 'report'>
  readonly wallet: Address
  readonly sessionId: Hex
}

/**
 * Session keys of the wallet with which another device may have signed for a session: the node lists them for this session, and
 * no client that uses this journal has made them. A proposal may be shown for hours, so they are read again before it is signed.
 */
export class ForeignKeys {
  readonly #parts: ForeignKeysParts
  #list: ProposalReview['foreignKeys'] = []
  #shown: ProposalReview | null = null

  constructor(parts: ForeignKeysParts) {
    this.#parts = parts
  }

  /** As they were read last. The same array while nothing has changed. */
  get list(): ProposalReview['foreignKeys'] {
    return this.#list
  }

  /**
   * Reads the keys with one call for each 10 keys of the wallet, on nodes where another device may have signed. The list stays as it
   * is if the node does not list its keys now, which is reported: a warning that is missing must not keep a person from signing. Never
   * rejects.
   */
  async read(): Promise<void> {
    const { context, context: { protocol, loggedIn, report }, wallet, sessionId } = this.#parts
    const access = loggedIn(wallet)
    if (!access || !protocol.readForeignKeys) return
    try {
      const listed = await protocol.readForeignKeys(access.connection, wallet, sessionId)
      // A key is noted in the journal before the node can list it, so the journal is read after the node.
      const isOwn = await Promise.all(listed.map(({ key }) => isOwnKey(context, sessionId, wallet, key)))
      const list = listed.flatMap(({ key, endsAt }, at) => isOwn[at] ? [] : [{ key, endsAt }])
      if (JSON.stringify(list) !== JSON.stringify(this.#list)) this.#list = list
    }
    catch (thrown) {
      report(thrown)
    }
  }

  /** A review with the keys as they were read last. The same object while nothing has changed. */
  shownIn(review: ProposalReview): ProposalReview {
    if (review.foreignKeys === this.#list) return review
    if (this.#shown?.foreignKeys !== this.#list) this.#shown = { ...review, foreignKeys: this.#list }
    return this.#shown
  }
}
