import type { Hex } from '../../../../src/core'
import { decodeMessage, encodeMessage, type CosigningMessage } from '../../../../src/core/cosigning/codec/messageCodec'
import { meaningOf, proposalIdOf } from '../../../../src/core/cosigning/meaning'
import { resolveProposal } from '../../../../src/core/cosigning/portable'
import { proposalHashOf, type PortableProposal } from '../../../../src/core/cosigning/codec/proposalCodec'
import type { Transport } from '../../../../src/core/cosigning/transport'
import type { ProposalStamp } from '../../../../src/core/cosigning/types'
import type { VirtualTime } from '../../../../src/testing'
import type { Dice } from '../../../faults/groups/dice'
import type { ScheduleNode } from '../nodes/scheduleNode'
import type { Schedule } from '../schedule'
import { KNOWN_BOX, requestByAnybody } from '../../../helpers/knownBox'

/** What somebody needs who disturbs a room. */
export interface RoomDisturberParts {
  readonly room: string
  readonly transport: Transport
  readonly schedule: Pick<Schedule, 'node'>
  readonly side: Pick<ScheduleNode, 'node' | 'participants' | 'sessionId'>
  readonly time: VirtualTime
  readonly dice: Dice
}

/** Messages that one disturber sends in total. Honest clients answer some of them, which must not lead to an endless exchange. */
const MOST_MESSAGES = 250
/** Messages of one flood. */
const FLOOD = 40
/** Approvals that a forged request names. */
const MOST_NAMED = 20
const UNKNOWN = `0x${'1d'.repeat(32)}` as const
const UNKNOWN_APPROVAL: Hex = `0x${'1d'.repeat(16)}`
const UNKNOWN_PROOF: Hex = `0x${'1d'.repeat(64)}`

/** Listens in a room, and answers each message with repetitions of earlier ones and with forgeries. */
export function disturb(parts: RoomDisturberParts): void {
  const { room, transport, time, dice } = parts
  const heard: Uint8Array[] = []
  const proposals: PortableProposal[] = []
  const approvals: Hex[] = []
  let left = MOST_MESSAGES
  const send = (bytes: Uint8Array): void => {
    if (left-- > 0) time.after(dice.wait(15_000), () => { void transport.publish(room, bytes) })
  }
  transport.subscribe(room, (bytes) => {
    heard.push(bytes)
    const message = decodeMessage(bytes)
    if (message.type === 'proposal') proposals.push(message.proposal)
    if (message.type === 'approve') approvals.push(message.approval)
    if (dice.chance(0.5)) send(dice.pick(heard))
    if (dice.chance(0.02)) for (let count = 0; count < FLOOD; count++) send(dice.pick(heard))
    if (proposals.length > 0 && dice.chance(0.7)) send(encodeMessage(forge(dice.pick(proposals), approvals.slice(-MOST_NAMED), parts)))
  })
}

function forgeStamp({ schedule, side: { node, sessionId }, time, dice }: RoomDisturberParts): ProposalStamp {
  if (schedule.node === 'nitronode') return { by: 'version', version: (node.session(sessionId)?.version ?? 0) + dice.pick([0, 1, 1, 1, 2, 3]) }
  return { by: 'time', requestId: dice.from1To(2 ** 50), ts: time.now() + dice.pick([-50_000, -40_000, -40_000, 0, 240_000, 10 ** 12]) }
}

/** A message in the name of somebody else. */
function forge(portable: PortableProposal, approvals: readonly Hex[], parts: RoomDisturberParts): CosigningMessage {
  const { dice, side: { participants } } = parts
  const proposal = resolveProposal(portable, participants)
  const meaning = meaningOf(proposal)
  const participant = dice.from1To(participants.length + 1) - 1
  const stamp = forgeStamp(parts)
  return dice.pick<() => CosigningMessage>([
    () => ({ type: 'approve', meaning, participant, approval: dice.pick([...approvals, UNKNOWN_APPROVAL]) }),
    () => ({ type: 'unapprove', meaning, participant, secret: UNKNOWN_APPROVAL }),
    () => requestByAnybody(proposal, stamp, approvals),
    () => ({ type: 'cancel', meaning, proof: UNKNOWN_PROOF }),
    () => ({ type: 'insist', proposal: portable, over: proposalHashOf(portable), proof: UNKNOWN_PROOF }),
    () => ({ type: 'decline', decline: { meaning, participant, reason: 'later', note: 'I am sorry' } }),
    () => ({ type: 'reply', reply: { proposalId: proposalIdOf({ ...proposal, stamp }), participant, sealed: UNKNOWN } }),
    () => ({ type: 'done', meaning, receiptHash: UNKNOWN }),
    () => ({ type: 'proposal', proposal: { ...portable, box: KNOWN_BOX } }),
    () => ({ type: 'proposal', proposal: { ...portable, rows: portable.rows.map(row => row.toReversed()) } }),
  ])()
}
