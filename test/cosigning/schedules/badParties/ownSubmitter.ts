import { p256 } from '@noble/curves/p256'
import type { Hex } from '../../../../src/core'
import { boxOf, type SubmitterBox } from '../../../../src/core/cosigning/box'
import { proveClaim } from '../../../../src/core/cosigning/boxProofs'
import { decodeMessage, encodeMessage, type CosigningMessage } from '../../../../src/core/cosigning/codec/messageCodec'
import { proposalText } from '../../../../src/core/cosigning/codec/proposalCodec'
import { comparisonCodeOf, meaningOf, proposalIdOf } from '../../../../src/core/cosigning/meaning'
import { toPortable } from '../../../../src/core/cosigning/portable'
import { openReply } from '../../../../src/core/cosigning/seal'
import type { Transport } from '../../../../src/core/cosigning/transport'
import type { CloseProposal, ProposalStamp, SealedReply } from '../../../../src/core/cosigning/types'
import type { VirtualTime } from '../../../../src/testing'
import type { Dice } from '../../../faults/groups/dice'
import type { ScheduleNode } from '../nodes/scheduleNode'
import { unitsOfSplit } from '../participants'
import type { ProposeStep, Schedule } from '../schedule'
import { CollectedSet } from './collectedSet'

export interface OwnSubmitterParts {
  readonly schedule: Schedule
  readonly side: ScheduleNode
  readonly room: string
  readonly transport: Transport
  readonly time: VirtualTime
  readonly dice: Dice
  /** Index of the participant. */
  readonly person: number
  readonly key: Hex
}

/** A proposal is shown in the room this often, in milliseconds, and this many times. */
const SHOWN = { every: 5_000, times: 20 }
/** How many different stamps the others are asked to sign in a room, for how long they are asked, and how often, in milliseconds. */
const ASKED = { stamps: 4, within: 90_000, every: 3_000, times: 4 }
/** Times of a request to close, from now, in milliseconds. The later ones would live for longer than anybody should allow. */
const STAMPS_AHEAD = [-40_000, -40_000, -30_000, 0, 120_000, 10 ** 12]
/** How many versions a stamp is ahead of the session. Only the next one is right. */
const VERSIONS_AHEAD = [1, 1, 1, 2, 3]

/** A proposer without a client of the library, who asks for everything and sends everything. */
export class OwnSubmitter {
  readonly #parts: OwnSubmitterParts
  /** What the others were asked to sign, by the id of the proposal with its stamp. */
  readonly #sets = new Map<Hex, CollectedSet>()

  /** The ids of all approvals that were heard in the room. */
  readonly #approvals = new Set<Hex>()

  constructor(parts: OwnSubmitterParts) {
    this.#parts = parts
    parts.transport.subscribe(parts.room, (bytes) => {
      const message = decodeMessage(bytes)
      if (message.type === 'reply') this.take(message.reply)
      if (message.type === 'approve') this.#approvals.add(message.approval)
    })
  }

  /** Whether these are bytes that it may have sent at any time and any number of times. */
  hasAskedFor(digest: Hex): boolean {
    return [...this.#sets.values()].some(set => set.digests.includes(digest))
  }

  async propose({ split, isInRoom = false }: ProposeStep): Promise<{ readonly text: string, readonly code: string }> {
    const { side, person, schedule, dice } = this.#parts
    const box = await boxOf(p256.utils.randomPrivateKey())
    const isTwoSteps = schedule.node === 'nitronode' && dice.chance(0.8)
    const proposal: CloseProposal = {
      version: 1, kind: isTwoSteps ? 'operate and close' : 'close', nodeTag: side.nodeTag, sessionId: side.sessionId,
      submitter: side.participants[person] ?? '0x', assets: [{ symbol: 'usdc', scale: 6 }], rows: [unitsOfSplit(split, side.participants.length)],
      sessionData: null, box: box.publicKey, stamp: null, origin: null,
    }
    const shown = isInRoom ? proposal : this.#stamped(proposal, box)
    if (isInRoom) this.#showInRoom(proposal, box)
    return {
      text: proposalText(toPortable(shown, side.participants)),
      code: comparisonCodeOf(meaningOf(proposal), box.publicKey),
    }
  }

  #stamped(proposal: CloseProposal, box: SubmitterBox): CloseProposal & { readonly stamp: ProposalStamp } {
    const { side, person, key, schedule, time, dice } = this.#parts
    const version = (side.node.session(side.sessionId)?.version ?? 0) + dice.pick(VERSIONS_AHEAD)
    const stamp: ProposalStamp = schedule.node === 'nitronode' ? { by: 'version', version }
      : { by: 'time', requestId: dice.from1To(2 ** 50), ts: time.now() + dice.pick(STAMPS_AHEAD) }
    const stamped = { ...proposal, stamp }
    const id = proposalIdOf(stamped)
    const known = this.#sets.get(id) ?? new CollectedSet({ box, requests: side.requestsOf(stamped), person, key, schedule, direct: side.direct, time, dice })
    this.#sets.set(id, known)
    return stamped
  }

  #showInRoom(proposal: CloseProposal, box: SubmitterBox): void {
    const { side, dice, time } = this.#parts
    for (let count = 0; count < SHOWN.times; count++) {
      this.#sendAfter(1 + count * SHOWN.every, () => ({ type: 'proposal', proposal: toPortable(proposal, side.participants) }))
    }
    for (let count = 0; count < ASKED.stamps; count++) time.after(dice.from1To(ASKED.within), () => { void this.#ask(this.#stamped(proposal, box), box) })
  }

  async #ask(proposal: CloseProposal & { readonly stamp: ProposalStamp }, box: SubmitterBox): Promise<void> {
    const proposalId = proposalIdOf(proposal)
    const approvals = [...this.#approvals]
    const proof = await proveClaim(box, { kind: 'request', proposalId, approvals })
    const message = { type: 'stamp', meaning: meaningOf(proposal), stamp: proposal.stamp, proposalId, approvals, proof } as const
    for (let count = 0; count < ASKED.times; count++) this.#sendAfter(1 + count * ASKED.every, () => message)
  }

  #sendAfter(ms: number, makeMessage: () => CosigningMessage): void {
    const { time, transport, room } = this.#parts
    time.after(ms, () => { void transport.publish(room, encodeMessage(makeMessage())) })
  }

  take(reply: SealedReply): void {
    const set = this.#sets.get(reply.proposalId)
    if (!set) return
    openReply(set.box, reply, this.#parts.side.participants).then(
      ({ signatures }) => { set.add(reply.participant, signatures) },
      // Somebody else's message: anybody can write into a room.
      () => {},
    )
  }
}
