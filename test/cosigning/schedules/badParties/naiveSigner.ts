import type { Hex } from '../../../../src/core'
import { readProposalText } from '../../../../src/core/cosigning/codec/proposalCodec'
import { replyText } from '../../../../src/core/cosigning/codec/replyCodec'
import { decodeMessage, encodeMessage, type CosigningMessage } from '../../../../src/core/cosigning/codec/messageCodec'
import { meaningOf, proposalIdOf } from '../../../../src/core/cosigning/meaning'
import { resolveProposal } from '../../../../src/core/cosigning/portable'
import { sealReply } from '../../../../src/core/cosigning/seal'
import type { Transport } from '../../../../src/core/cosigning/transport'
import type { CloseProposal, ParticipantSignature, SealedReply } from '../../../../src/core/cosigning/types'
import type { ScheduleNode } from '../nodes/scheduleNode'

/** What a signer needs that signs whatever it sees. */
export interface NaiveSignerParts {
  readonly side: Pick<ScheduleNode, 'participants' | 'requestsOf'>
  /** Place of the signer among the participants. */
  readonly person: number
  readonly key: Hex
}

/** How many signatures a submitter is offered for a proposal, of which the last one is the right one. */
const MOST_OFFERED = 3

/** A participant who signs everything with its wallet, without checks and without a slot, and gives each signature to everybody. */
export class NaiveSigner {
  readonly #parts: NaiveSignerParts
  /** Signatures by what was signed first. */
  readonly #given = new Map<Hex, ParticipantSignature>()
  /** Proposals of the room by their meaning. */
  readonly #proposals = new Map<Hex, CloseProposal>()

  constructor(parts: NaiveSignerParts) {
    this.#parts = parts
  }

  /** Replies to a proposal that came by hand: earlier signatures for other proposals first, then the right one. */
  async repliesTo(text: string): Promise<readonly string[]> {
    const proposal = resolveProposal(readProposalText(text), this.#parts.side.participants)
    return (await this.#sign(proposal)).map(replyText)
  }

  async #sign(proposal: CloseProposal): Promise<readonly SealedReply[]> {
    const { side, person, key } = this.#parts
    const { stamp, box } = proposal
    const participant = side.participants[person]
    const requests = stamp && side.requestsOf({ ...proposal, stamp })
    const digest = requests?.[0]?.digest
    if (!requests || digest === undefined || participant === undefined) return []
    const isNew = !this.#given.has(digest)
    const own = this.#given.get(digest) ?? { participant, signatures: requests.map(request => request.sign(key)), policy: null }
    this.#given.set(digest, own)
    const offered = isNew ? [...this.#given.values()].slice(-MOST_OFFERED) : [own]
    return Promise.all(offered.map(given => sealReply(box, proposalIdOf(proposal), person, given)))
  }

  /** Approves and signs everything in a room. */
  enter(room: string, transport: Transport): void {
    const send = (message: CosigningMessage): void => { void transport.publish(room, encodeMessage(message)) }
    transport.subscribe(room, (bytes) => {
      const message = decodeMessage(bytes)
      if (message.type === 'proposal') {
        const proposal = resolveProposal(message.proposal, this.#parts.side.participants)
        const meaning = meaningOf(proposal)
        this.#proposals.set(meaning, proposal)
        send({ type: 'approve', meaning, participant: this.#parts.person, approval: `0x${'1d'.repeat(16)}` })
      }
      const asked = message.type === 'stamp' ? this.#proposals.get(message.meaning) : undefined
      if (message.type === 'stamp' && asked) {
        void this.#sign({ ...asked, stamp: message.stamp }).then((replies) => { for (const reply of replies) send({ type: 'reply', reply }) })
      }
    })
  }
}
