import { expect, it } from 'vitest'
import type { Decline, SealedReply } from '../types'
import { declineText, readDeclineText, readReplyText, replyText } from './replyCodec'
import { fromText, toText } from './texts'

const reply: SealedReply = { proposalId: `0x${'1a'.repeat(16)}`, participant: 3, sealed: `0x${'ee'.repeat(112)}` }
const decline: Decline = { meaning: `0x${'2b'.repeat(32)}`, participant: 200, reason: 'later', note: 'Tomorrow, 60 : 40 please 😀' }
const refuse = (action: () => unknown) => expect(action).toThrow(expect.objectContaining({ code: 'PROPOSAL_MALFORMED' }))

it('a reply is read as it was written', () => {
  expect(readReplyText(replyText(reply))).toEqual(reply)
})

it.each(['amounts', 'unknown', 'later', 'other'] as const)('a decline with the reason “%s” is read as it was written', (reason) => {
  expect(readDeclineText(declineText({ ...decline, reason }))).toEqual({ ...decline, reason })
  expect(readDeclineText(declineText({ ...decline, reason, note: '' })).note).toBe('')
})

it('a decline whose bytes were cut off at any place, or extended, is refused', () => {
  const bytes = fromText('decline', declineText(decline))
  for (let length = 0; length < bytes.length; length++) refuse(() => readDeclineText(toText('decline', bytes.subarray(0, length))))
  refuse(() => readDeclineText(toText('decline', Uint8Array.of(...bytes, 0))))
})

it('a reply without a whole proposal id or with a place that is longer than needed is refused', () => {
  const bytes = fromText('reply', replyText(reply))
  refuse(() => readReplyText(toText('reply', bytes.subarray(0, 16))))
  refuse(() => readReplyText(toText('reply', Uint8Array.of(...bytes.subarray(0, 16), 0x83, 0x00, ...bytes.subarray(17)))))
  refuse(() => readReplyText(toText('reply', new Uint8Array(8 * 1024 + 1))))
  refuse(() => replyText({ ...reply, sealed: `0x${'00'.repeat(8 * 1024 + 1)}` }))
})

it.each(['x'.repeat(141), 'two\nlines', '\u202eright to left', 'zero\u200bwidth'])('a decline with the note %j is neither written nor read', (note) => {
  refuse(() => declineText({ ...decline, note }))
  const bytes = fromText('decline', declineText({ ...decline, note: '' }))
  const written = new TextEncoder().encode(note)
  refuse(() => readDeclineText(toText('decline', Uint8Array.of(...bytes.subarray(0, -1), ...(written.length > 127 ? [written.length & 127 | 128, written.length >> 7] : [written.length]), ...written))))
})

it('a decline with an unknown reason is refused', () => {
  const bytes = fromText('decline', declineText({ ...decline, participant: 0, note: '' }))
  bytes[33] = 4
  refuse(() => readDeclineText(toText('decline', bytes)))
})
