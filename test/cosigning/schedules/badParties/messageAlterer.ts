import type { Hex } from '../../../../src/core'
import { decodeMessage, encodeMessage, type CosigningMessage } from '../../../../src/core/cosigning/codec/messageCodec'
import { proposalText, readProposalText, type PortableProposal } from '../../../../src/core/cosigning/codec/proposalCodec'
import { proposalIdOf } from '../../../../src/core/cosigning/meaning'
import { resolveProposal } from '../../../../src/core/cosigning/portable'
import type { Transport } from '../../../../src/core/cosigning/transport'
import type { ProposalStamp } from '../../../../src/core/cosigning/types'
import type { Dice } from '../../../faults/groups/dice'
import type { ScheduleNode } from '../nodes/scheduleNode'
import { KNOWN_BOX } from '../../../helpers/knownBox'

/** How many of the messages of rooms, and of the texts that travel by hand, are altered. */
const ALTERED = { messages: 0.25, texts: 0.4 }

/** Somebody who carries the messages of others, and changes some of them. */
export class MessageAlterer {
  readonly #side: Pick<ScheduleNode, 'participants'>
  readonly #dice: Dice
  /** Proposals of the room, which stamps belong to. */
  readonly #seen: PortableProposal[] = []

  constructor(side: Pick<ScheduleNode, 'participants'>, dice: Dice) {
    this.#side = side
    this.#dice = dice
  }

  /** What arrives of a proposal that somebody shares by hand. */
  alterText(text: string): string {
    if (!this.#dice.chance(ALTERED.texts)) return text
    return this.#tryOr(text, () => proposalText(this.#alterProposal(readProposalText(text))))
  }

  /** The same transport, over which some messages arrive altered. */
  over(transport: Transport): Transport {
    return { ...transport, publish: (room, bytes) => transport.publish(room, this.#alterBytes(bytes)) }
  }

  #alterBytes(bytes: Uint8Array): Uint8Array {
    const message = decodeMessage(bytes)
    if (message.type === 'proposal') this.#seen.push(message.proposal)
    if (!this.#dice.chance(ALTERED.messages)) return bytes
    return this.#tryOr(bytes, () => encodeMessage(this.#alterMessage(message)))
  }

  /** Some changes make something that cannot be written. */
  #tryOr<T>(unchanged: T, alter: () => T): T {
    try {
      return alter()
    }
    catch {
      return unchanged
    }
  }

  #alterMessage(message: CosigningMessage): CosigningMessage {
    const people = this.#side.participants.length
    switch (message.type) {
      case 'proposal': return { ...message, proposal: this.#alterProposal(message.proposal) }
      case 'approve': return { ...message, participant: this.#dice.from1To(people) - 1 }
      case 'unapprove': return { ...message, participant: this.#dice.from1To(people) - 1 }
      case 'stamp': return this.#alterStampMessage(message)
      case 'reply': return { ...message, reply: { ...message.reply, participant: this.#dice.from1To(people) - 1 } }
      case 'decline': return { type: 'approve', meaning: message.decline.meaning, participant: message.decline.participant, approval: `0x${'1d'.repeat(16)}` }
      case 'done': return { ...message, receiptHash: `0x${'1d'.repeat(32)}` }
      case 'cancel': return { ...message, proof: `0x${'1d'.repeat(64)}` }
      case 'insist': return { ...message, over: `0x${'1d'.repeat(32)}` }
    }
  }

  /** Asks for other bytes, under their own name or under the name of the right ones. */
  #alterStampMessage(message: Extract<CosigningMessage, { type: 'stamp' }>): CosigningMessage {
    const stamp = this.#alterStamp(message.stamp)
    const proposal = this.#seen.at(-1)
    if (!proposal || this.#dice.chance(0.3)) return { ...message, stamp }
    if (this.#dice.chance(0.2)) return { ...message, approvals: [...message.approvals, `0x${'1d'.repeat(16)}`] }
    return { ...message, stamp, proposalId: proposalIdOf({ ...resolveProposal(proposal, this.#side.participants), stamp }) }
  }

  #alterStamp(stamp: ProposalStamp): ProposalStamp {
    if (stamp.by === 'version') return { ...stamp, version: stamp.version + this.#dice.pick([-1, 1, 2]) }
    return { ...stamp, requestId: stamp.requestId + this.#dice.pick([0, 1]), ts: stamp.ts + this.#dice.pick([-20_000, -1, 5_000, 60_000, 10 ** 12]) }
  }

  #alterProposal(proposal: PortableProposal): PortableProposal {
    const { stamp, rows, kind, nodeTag, sessionId } = proposal
    return this.#dice.pick<() => PortableProposal>([
      () => ({ ...proposal, rows: rows.map(row => row.toReversed()) }),
      () => ({ ...proposal, rows: rows.map(row => row.map((amount, index) => index === 0 ? amount + 1n : amount)) }),
      () => ({ ...proposal, rows: rows.map(row => row.slice(1)) }),
      () => ({ ...proposal, stamp: stamp && this.#alterStamp(stamp) }),
      () => ({ ...proposal, box: KNOWN_BOX }),
      () => ({ ...proposal, origin: null }),
      () => ({ ...proposal, submitter: { index: this.#dice.from1To(this.#side.participants.length) - 1 } }),
      () => ({ ...proposal, kind: kind === 'close' ? 'operate and close' : 'close' }),
      () => ({ ...proposal, nodeTag: flipped(nodeTag) }),
      () => ({ ...proposal, sessionId: flipped(sessionId) }),
      () => ({ ...proposal, sessionData: 'somebody else wrote this' }),
      () => ({ ...proposal, assets: proposal.assets.map(asset => ({ ...asset, symbol: 'usdс' })) }),
      () => ({ ...proposal, request: `0x${Buffer.from('[1,"close_app_session",{},1]').toString('hex')}` }),
    ])()
  }
}

const flipped = (hex: Hex): Hex => `${hex.slice(0, -1)}${hex.endsWith('0') ? '1' : '0'}` as Hex
