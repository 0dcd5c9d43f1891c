import { SigningKey } from 'ethers/crypto'
import type { Address, Hex } from '../../../../src/core'
import { readProposalText } from '../../../../src/core/cosigning/codec/proposalCodec'
import { replyText } from '../../../../src/core/cosigning/codec/replyCodec'
import { decodeMessage, encodeMessage, type CosigningMessage } from '../../../../src/core/cosigning/codec/messageCodec'
import { meaningOf, proposalIdOf } from '../../../../src/core/cosigning/meaning'
import { resolveProposal } from '../../../../src/core/cosigning/portable'
import { allocationsOf } from '../../../../src/core/cosigning/rows'
import { sealReply } from '../../../../src/core/cosigning/seal'
import type { Transport } from '../../../../src/core/cosigning/transport'
import type { CloseProposal, ParticipantSignature, SealedReply } from '../../../../src/core/cosigning/types'
import { cosignedClose } from '../../../../src/core/protocols/nitrorpc/cosignedClose'

/** What a signer needs that signs whatever it sees. */
export interface NaiveSignerParts {
  readonly participants: readonly Address[]
  /** Place of the signer among the participants. */
  readonly person: number
  readonly key: Hex
}

/** How many signatures a submitter is offered for a proposal, of which the last one is the right one. */
const MOST_OFFERED = 3

/** A participant who signs everything with its wallet, without checks and without a slot, and gives each signature to everybody. */
export class NaiveSigner {
  readonly #parts: NaiveSignerParts
  /** Signatures by what was signed. */
  readonly #given = new Map<Hex, ParticipantSignature>()
  /** Proposals of the room by their meaning. */
  readonly #proposals = new Map<Hex, CloseProposal>()

  constructor(parts: NaiveSignerParts) {
    this.#parts = parts
  }

  /** Replies to a proposal that came by hand: earlier signatures for other proposals first, then the right one. */
  async repliesTo(text: string): Promise<readonly string[]> {
    const proposal = resolveProposal(readProposalText(text), this.#parts.participants)
    return (await this.#sign(proposal)).map(replyText)
  }

  async #sign(proposal: CloseProposal): Promise<readonly SealedReply[]> {
    const { participants, person, key } = this.#parts
    const { sessionId, sessionData, stamp, box } = proposal
    const participant = participants[person]
    if (stamp?.by !== 'time' || participant === undefined) return []
    const { digest } = cosignedClose({ ...stamp, sessionId, sessionData, allocations: allocationsOf(proposal, participants) })
    const isNew = !this.#given.has(digest)
    const own = this.#given.get(digest) ?? { participant, signatures: [new SigningKey(key).sign(digest).serialized as Hex], policy: null }
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
        const proposal = resolveProposal(message.proposal, this.#parts.participants)
        const meaning = meaningOf(proposal)
        this.#proposals.set(meaning, proposal)
        send({ type: 'approve', meaning, participant: this.#parts.person })
      }
      const asked = message.type === 'stamp' ? this.#proposals.get(message.meaning) : undefined
      if (message.type === 'stamp' && asked) {
        void this.#sign({ ...asked, stamp: message.stamp }).then((replies) => { for (const reply of replies) send({ type: 'reply', reply }) })
      }
    })
  }
}
