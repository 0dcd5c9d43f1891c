import { expect, it } from 'vitest'
import type { Hex } from '../../types'
import type { SealedReply } from '../types'
import { MOST_REPLIES_OF_ONE, ReplyLimit } from './replyLimit'

const [ROUND, NEXT_ROUND]: readonly [Hex, Hex] = ['0x01', '0x02']
const reply = (change: Partial<SealedReply> = {}): SealedReply => ({ proposalId: ROUND, participant: 1, sealed: '0xaa', ...change })
/** Replies that all differ. */
const flood = (participant: number): SealedReply[] =>
  Array.from({ length: 100 }, (_, at) => reply({ participant, sealed: `0x${(at + 16).toString(16)}` }))

it('of a flood of replies in the name of one participant, only a few are looked at, and the others are not affected', () => {
  const limit = new ReplyLimit()
  expect(flood(1).filter(each => limit.admits(each, ROUND)).length).toBe(MOST_REPLIES_OF_ONE)
  expect(limit.admits(reply({ participant: 2 }), ROUND)).toBe(true)
})

it('a flood of replies in one round does not count in the next round', () => {
  const limit = new ReplyLimit()
  for (const each of flood(1)) limit.admits(each, ROUND)
  expect([limit.admits(reply(), NEXT_ROUND), limit.admits(reply({ proposalId: NEXT_ROUND }), NEXT_ROUND)]).toEqual([false, true])
})

it('a reply that was taken is not looked at again, and one that could not be read is', () => {
  const limit = new ReplyLimit()
  const [taken, unread] = [reply(), reply({ sealed: '0xbb' })]
  limit.admits(taken, ROUND)
  limit.noteTaken(taken)
  expect([limit.admits(unread, ROUND), limit.admits(unread, ROUND), limit.admits(taken, ROUND)]).toEqual([true, true, false])
})
