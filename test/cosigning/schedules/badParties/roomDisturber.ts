import { decodeMessage, encodeMessage, type CosigningMessage } from '../../../../src/core/cosigning/codec/messageCodec'
import { meaningOf, proposalIdOf } from '../../../../src/core/cosigning/meaning'
import { resolveProposal } from '../../../../src/core/cosigning/portable'
import type { PortableProposal } from '../../../../src/core/cosigning/codec/proposalCodec'
import type { Transport } from '../../../../src/core/cosigning/transport'
import type { Address } from '../../../../src/core'
import type { VirtualTime } from '../../../../src/testing'
import type { Dice } from '../../../faults/groups/dice'
import { KNOWN_BOX, requestByAnybody } from '../../../helpers/knownBox'

/** What somebody needs who disturbs a room. */
export interface RoomDisturberParts {
  readonly room: string
  readonly transport: Transport
  readonly participants: readonly Address[]
  readonly time: VirtualTime
  readonly dice: Dice
}

/** Messages that one disturber sends in total. Honest clients answer some of them, which must not lead to an endless exchange. */
const MOST_MESSAGES = 250
/** Messages of one flood. */
const FLOOD = 40
const UNKNOWN = `0x${'1d'.repeat(32)}` as const

/** Listens in a room, and answers each message with repetitions of earlier ones and with forgeries. */
export function disturb({ room, transport, participants, time, dice }: RoomDisturberParts): void {
  const heard: Uint8Array[] = []
  const proposals: PortableProposal[] = []
  let left = MOST_MESSAGES
  const send = (bytes: Uint8Array): void => {
    if (left-- > 0) time.after(dice.wait(15_000), () => { void transport.publish(room, bytes) })
  }
  transport.subscribe(room, (bytes) => {
    heard.push(bytes)
    const message = decodeMessage(bytes)
    if (message.type === 'proposal') proposals.push(message.proposal)
    if (dice.chance(0.5)) send(dice.pick(heard))
    if (dice.chance(0.02)) for (let count = 0; count < FLOOD; count++) send(dice.pick(heard))
    if (proposals.length > 0 && dice.chance(0.7)) send(encodeMessage(forge(dice.pick(proposals), participants, time.now(), dice)))
  })
}

/** A message in the name of somebody else. */
function forge(portable: PortableProposal, participants: readonly Address[], now: number, dice: Dice): CosigningMessage {
  const proposal = resolveProposal(portable, participants)
  const meaning = meaningOf(proposal)
  const participant = dice.from1To(participants.length + 1) - 1
  const stamp = { by: 'time', requestId: dice.from1To(2 ** 50), ts: now + dice.pick([-50_000, -40_000, -40_000, 0, 240_000, 10 ** 12]) } as const
  return dice.pick<() => CosigningMessage>([
    () => ({ type: 'approve', meaning, participant }),
    () => ({ type: 'unapprove', meaning, participant }),
    () => requestByAnybody(proposal, stamp),
    () => ({ type: 'decline', decline: { meaning, participant, reason: 'later', note: 'I am sorry' } }),
    () => ({ type: 'reply', reply: { proposalId: proposalIdOf({ ...proposal, stamp }), participant, sealed: UNKNOWN } }),
    () => ({ type: 'done', meaning, receiptHash: UNKNOWN }),
    () => ({ type: 'proposal', proposal: { ...portable, box: KNOWN_BOX } }),
    () => ({ type: 'proposal', proposal: { ...portable, rows: portable.rows.map(row => row.toReversed()) } }),
  ])()
}
