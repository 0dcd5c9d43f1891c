import type { Address } from '../../src/core'
import { encodeMessage, type CosigningMessage } from '../../src/core/cosigning/codec/messageCodec'
import { fromText, toText } from '../../src/core/cosigning/codec/texts'
import { meaningOf, proposalIdOf } from '../../src/core/cosigning/meaning'
import { resolveProposal } from '../../src/core/cosigning/portable'
import { newApprovalToken } from '../../src/core/cosigning/room/approvalToken'
import { LARGEST_MESSAGE } from '../../src/core/cosigning/transport'
import { requestByAnybody } from '../helpers/knownBox'
import { SAMPLE_STAMP, sampleParticipants, samplePortable } from '../helpers/portableProposal'
import { looseVarint } from './looseProposal'
import type { Draw, Reading } from './reading'
import { MUTATION_COUNT, tamper } from './tamperedTexts'

const participants: readonly Address[] = sampleParticipants(3)
const portable = samplePortable(participants, { stamp: null })
/** The proposal that the reader of the messages has approved. */
export const APPROVED = resolveProposal(portable, participants)
const meaning = meaningOf(APPROVED)
/** The approval that the reader of the messages has told the others of. */
export const APPROVAL = newApprovalToken()
const proposalId = proposalIdOf({ ...APPROVED, stamp: SAMPLE_STAMP })

/** Messages of all types about the approved proposal. */
export const SAMPLE_MESSAGES: readonly CosigningMessage[] = [
  { type: 'proposal', proposal: portable },
  { type: 'approve', meaning, participant: 1, approval: APPROVAL.id },
  { type: 'unapprove', meaning, participant: 0, secret: APPROVAL.secret },
  requestByAnybody(APPROVED, SAMPLE_STAMP, [APPROVAL.id]),
  { type: 'reply', reply: { proposalId, participant: 2, sealed: `0x${'ee'.repeat(112)}` } },
  { type: 'decline', decline: { meaning, participant: 1, reason: 'amounts', note: 'no' } },
  { type: 'done', meaning, receiptHash: `0x${'3c'.repeat(32)}` },
  { type: 'cancel', meaning, proof: `0x${'4d'.repeat(64)}` },
  { type: 'insist', proposal: portable, over: `0x${'5e'.repeat(32)}`, proof: `0x${'4d'.repeat(64)}` },
]

/** One way to change the bytes of a message. */
export interface MessageMutation {
  readonly name: string
  /** What reading must give: the code of an error, or null for another message than the original one. */
  readonly reading: Exclude<Reading, 'unchanged'>
  /** Returns null if the message has nothing to change. */
  readonly change: (message: CosigningMessage, draw: Draw) => Uint8Array | null
}

const HEAD = 2
const MEANING = 32
const PROOF = 64
const APPROVAL_ID = 16
const malformed = (name: string, change: MessageMutation['change']): MessageMutation => ({ name, reading: 'PROPOSAL_MALFORMED', change })
const join = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array => Uint8Array.from(parts.flatMap(part => [...part]))
const typesOf = (...types: readonly CosigningMessage['type'][]) => ({ type }: CosigningMessage): boolean => types.includes(type)
const isOpenEnded = typesOf('reply')

function withByte(message: CosigningMessage, at: number, value: (before: number) => number): Uint8Array {
  const bytes = encodeMessage(message)
  bytes[at] = value(bytes[at] ?? 0)
  return bytes
}

function longerThanAny(bytes: Uint8Array): Uint8Array {
  const longer = new Uint8Array(LARGEST_MESSAGE + 1)
  longer.set(bytes)
  return longer
}

export const MESSAGE_MUTATIONS: readonly MessageMutation[] = [
  malformed('the end is cut off', (message, draw) => {
    const bytes = encodeMessage(message)
    return isOpenEnded(message) ? bytes.slice(0, draw(19)) : bytes.slice(0, draw(bytes.length))
  }),
  malformed('a byte is appended', (message, draw) => isOpenEnded(message) ? null : join(encodeMessage(message), [draw(256)])),
  malformed('the type is not known', (message, draw) => withByte(message, 1, () => 9 + draw(247))),
  { name: 'another version is named', reading: 'PROPOSAL_VERSION_UNKNOWN', change: (message, draw) => withByte(message, 0, before => (before + 1 + draw(255)) % 256) },
  malformed('the message is longer than any message', message => longerThanAny(encodeMessage(message))),
  malformed('the place of the participant is longer than needed', message => typesOf('approve', 'unapprove')(message)
    ? join(encodeMessage(message).slice(0, HEAD + MEANING), looseVarint('participant' in message ? message.participant : 0, 1), encodeMessage(message).slice(-APPROVAL_ID)) : null),
  malformed('the place of the participant is no safe number', message => typesOf('approve', 'unapprove')(message)
    ? join(encodeMessage(message).slice(0, HEAD + MEANING), looseVarint(2n ** 53n), encodeMessage(message).slice(-APPROVAL_ID)) : null),
  malformed('the reason of a decline is not known', (message, draw) => typesOf('decline')(message) ? withByte(message, HEAD + MEANING + 1, () => 4 + draw(252)) : null),
  malformed('the note of a decline cannot be shown safely', (message, draw) => message.type === 'decline'
    ? join(encodeMessage({ type: 'decline', decline: { ...message.decline, note: '' } }).slice(0, -1), [3], [[0xe2, 0x80, 0xae], [0xe2, 0x80, 0x8b], [0xef, 0xbb, 0xbf], [0, 0, 0], [0xff, 97, 97]][draw(5)] ?? []) : null),
  malformed('more approvals are named than follow', (message, draw) => typesOf('stamp')(message) ? withByte(message, HEAD + MEANING + 16 + PROOF, () => 2 + draw(126)) : null),
  malformed('the stamp has an unknown form', (message, draw) => typesOf('stamp')(message) ? withByte(message, HEAD + MEANING + 16 + PROOF + 1 + APPROVAL_ID, () => 3 + draw(253)) : null),
  { name: 'the message is about another proposal', reading: null, change: (message, draw) => typesOf('proposal', 'reply', 'insist')(message) ? null : withByte(message, HEAD + draw(MEANING), before => before ^ 1 + draw(255)) },
  { name: 'the signatures of other bytes are asked for', reading: null, change: (message, draw) => typesOf('stamp')(message) ? withByte(message, HEAD + MEANING + draw(16), before => before ^ 1 + draw(255)) : null },
  { name: 'the proof of the request is another one', reading: null, change: (message, draw) => typesOf('stamp')(message) ? withByte(message, HEAD + MEANING + 16 + draw(PROOF), before => before ^ 1 + draw(255)) : null },
  { name: 'another approval is answered', reading: null, change: (message, draw) => typesOf('stamp')(message) ? withByte(message, HEAD + MEANING + 16 + PROOF + 1 + draw(APPROVAL_ID), before => before ^ 1 + draw(255)) : null },
  { name: 'the time of the stamp is another one', reading: null, change: (message, draw) => typesOf('stamp')(message) ? withByte(message, encodeMessage(message).length - 1 - draw(6), before => before ^ 1 + draw(255)) : null },
  { name: 'the reply belongs to another proposal', reading: null, change: (message, draw) => typesOf('reply')(message) ? withByte(message, HEAD + draw(16), before => before ^ 1 + draw(255)) : null },
]

/** A message with a proposal that was changed in one of the ways of texts; null if that way does not apply to bytes. */
export function tamperedProposalMessage(index: number, draw: Draw): { readonly name: string, readonly bytes: Uint8Array, readonly reading: Reading } | null {
  const [message] = SAMPLE_MESSAGES
  if (message?.type !== 'proposal') return null
  const text = toText('proposal', encodeMessage(message).slice(HEAD))
  const tampered = tamper(text, participants, index % MUTATION_COUNT, draw)
  const bytes = tampered && bytesOfText(tampered.text)
  return bytes && { name: `in the room, ${tampered.name}`, bytes: join(encodeMessage(message).slice(0, HEAD), bytes), reading: tampered.reading }
}

/** A text that cannot be read as bytes cannot be in a message. */
function bytesOfText(text: string): Uint8Array | null {
  try {
    return fromText('proposal', text)
  }
  catch {
    return null
  }
}
